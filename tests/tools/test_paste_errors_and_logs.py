"""Errors of clients, lines of logs, lists of observations."""

from datetime import UTC, datetime

import pytest

from tests.tools.secret_forms import cloud_token, seeded
from tools.evidence import Reading, Source
from tools.facts import Fact
from tools.parsers import read_paste

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOKEN = cloud_token(seeded(1))


def read(content: str) -> Reading:
    """Read a paste at a fixed time."""
    return read_paste("auto", "", content, None, NOW)


def facts(reading: Reading, source: Source | None = None) -> set[Fact]:
    """Return all facts of a reading, or those of one source."""
    return {sighting.fact for sighting in reading.sightings if source in {None, sighting.source}}


PYTHON = f"""Traceback (most recent call last):
  File "/app/sync.py", line 3, in <module>
    r.raise_for_status()
requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://ann:{TOKEN}@acme.atlassian.net/wiki/rest/api/space
It started yesterday."""
SSL = (
    "requests.exceptions.SSLError: HTTPSConnectionPool(host='wiki.corp.example', port=8443): "
    "Max retries exceeded with url: "
    "/rest/api/space (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
    "certificate verify "
    "failed: unable to get local issuer certificate (_ssl.c:1006)')))"
)
AXIOS = """AxiosError: Request failed with status code 403
    at settle (/app/node_modules/axios/lib/core/settle.js:19:12) {
  code: 'ERR_BAD_REQUEST',
  config: { url: 'https://acme.atlassian.net/wiki/rest/api/content', method: 'get' },
  data: { error: 'Failed to parse Connect Session Auth Token' }
}"""
UNDICI = """TypeError: fetch failed
    at node:internal/deps/undici/undici:12345:11 {
  [cause]: Error: unable to verify the first certificate
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
}"""
SPRING = """\
org.springframework.web.client.HttpClientErrorException$Forbidden: 403 : \
"{"message":"Basic Authentication has been disabled on this instance."}"
\tat org.springframework.web.client.HttpClientErrorException.create(HttpClientErrorException.java:109)
\tat com.acme.Sync.run(Sync.java:1)"""
PKIX = """\
Caused by: javax.net.ssl.SSLHandshakeException: PKIX path building failed: \
unable to find valid certification path to requested target
\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)"""

ERRORS = [
    (PYTHON, {Fact.STATUS_401, Fact.URL_SITE_HOST, Fact.SECRET_API_TOKEN, Fact.CHANNEL_SCRIPT}),
    (SSL, {Fact.NET_TLS_UNTRUSTED, Fact.URL_API_V1}),
    (AXIOS, {Fact.STATUS_403, Fact.BODY_CONNECT_SESSION_TOKEN, Fact.URL_SITE_HOST}),
    (UNDICI, {Fact.NET_TLS_UNTRUSTED}),
    ("connect ECONNREFUSED 10.0.0.5:8090", {Fact.NET_CONNECTION_FAILURE}),
    (SPRING, {Fact.STATUS_403, Fact.BODY_BASIC_DISABLED}),
    (PKIX, {Fact.NET_TLS_UNTRUSTED}),
    ("java.net.UnknownHostException: wiki.corp.example", {Fact.NET_DNS_FAILURE}),
    ("Confluence API returned unexpected status: 401 (Unauthorized)", {Fact.STATUS_401}),
    (
        'Get "https://wiki.corp.example/rest/api/content": x509: certificate signed by unknown authority',
        {Fact.NET_TLS_UNTRUSTED},
    ),
    (
        "java.io.IOException: Server returned HTTP response code: 401 for URL: "
        "https://wiki.corp.example/rest/api/content",
        {Fact.STATUS_401, Fact.URL_API_V1},
    ),
    ("atlassian.errors.ApiPermissionError: Unauthorized; scope does not match", {Fact.BODY_SCOPE_MISMATCH}),
    (
        "Traceback (most recent call last):\n  File \"a.py\", line 1\nAttributeError: 'Confluence' "
        "object has no attribute 'get_page_by_id'",
        {Fact.TOLD_LIBRARY_UPGRADED},
    ),
    (
        "requests.exceptions.ProxyError: HTTPSConnectionPool(host='acme.atlassian.net', port=443): "
        "Max retries exceeded with url: / (Caused by ProxyError('x', OSError('Tunnel connection "
        "failed: 407 Proxy Authentication Required')))",
        {Fact.STATUS_407, Fact.ANSWERED_BEFORE_CONFLUENCE},
    ),
    (
        "System.Net.Http.HttpRequestException: Response status code does not indicate success: 401 (Unauthorized).",
        {Fact.STATUS_401},
    ),
    (
        "org.springframework.web.reactive.function.client.WebClientResponseException$Unauthorized: "
        "401 Unauthorized from GET https://wiki.corp.example/rest/api/space",
        {Fact.STATUS_401, Fact.URL_API_V1},
    ),
]


@pytest.mark.parametrize(("text", "expected"), ERRORS, ids=[text[:40] for text, _ in ERRORS])
def test_errors_of_clients(text: str, expected: set[Fact]) -> None:
    """Python, Node, Java, Go and .NET tell status, address and reason in their own ways."""
    reading = read(text)

    assert expected <= facts(reading)
    assert TOKEN[12:40] not in repr(reading)


def test_a_traceback_is_no_prose() -> None:
    """What follows it is."""
    assert read(PYTHON).text.strip() == "It started yesterday."


LOGS = [
    (
        "2026-11-02 10:00:01,123 ERROR [http-nio-8090-exec-1] [web.filter.ErrorHandlingFilter] "
        "Received SSO request for user ann@x.example, but the user does not exist -- url: "
        "/plugins/servlet/samlconsumer",
        Fact.LOG_SSO_USER_UNKNOWN,
    ),
    (
        "ann tried to login but they do not have USE permission or weren't found. Deleting remember me cookie.",
        Fact.LOG_NO_USE_PERMISSION,
    ),
    (
        "Attribute [http://schemas.example/claims/groups] could not be found -- userName: anonymous",
        Fact.LOG_SSO_ATTRIBUTE_MISSING,
    ),
    ("SAML assertion is not yet valid: notBefore lies in the future", Fact.LOG_SSO_TIME_WINDOW),
    ("Signature validation failed. SAML Response rejected", Fact.LOG_SSO_SIGNATURE),
    ("the user is in cwd_user but has no row in USER_MAPPING", Fact.LOG_USER_MAPPING_ROW_MISSING),
    (
        "LDAP: error code 49 - 80090308: LdapErr: DSID-0C090400, comment: AcceptSecurityContext error, data 775, v1db1",
        Fact.LOG_LDAP_ACCOUNT_STATE,
    ),
    (
        "LDAP: error code 49 - 80090308: comment: AcceptSecurityContext error, data 52e, v1db1",
        Fact.LOG_LDAP_BAD_CREDENTIALS,
    ),
    (
        "Directory 'Active Directory server (10000)' is not functional during authentication of 'ann'. Skipped.",
        Fact.LOG_DIRECTORY_NOT_FUNCTIONAL,
    ),
    ("javax.naming.CommunicationException: ad.corp.example:636", Fact.LOG_DIRECTORY_CONNECTION),
    ("Crowd: validation factors do not match those of the token", Fact.LOG_CROWD_FACTORS_DIFFER),
    (
        '<authenticator class="com.atlassian.confluence.user.ConfluenceCrowdSSOAuthenticator"/>',
        Fact.LOG_CROWD_AUTHENTICATOR,
    ),
    (
        "JwtInvalidClaimException: Expecting claim 'qsh' to have value 'a' but instead it has the value 'b'",
        Fact.LOG_JWT_QSH,
    ),
    ("JwtExpiredException: Expired at Mon and time is now Tue", Fact.LOG_JWT_EXPIRED),
    ("JwtSignatureMismatchException: Inconsistent JWT signature", Fact.LOG_JWT_SIGNATURE),
    ('POST /rpc/json-rpc/x body ["1","Edit",[{"userName":""}]]', Fact.LOG_RPC_EMPTY_USER),
    ("OS_PROPERTYENTRY has entity_key = confluence.user.deactivated", Fact.LOG_DEACTIVATED_FLAG),
    ("Trusted application request failed: the certificate is not allowed", Fact.LOG_TRUSTED_APP),
    ("Cloud Migration Assistant: the migration token has expired", Fact.LOG_MIGRATION_TOKEN),
    ("WARN [common.security.jersey.XsrfResourceFilter] XSRF checks failed for request", Fact.LOG_XSRF),
    ("log: oauth_problem=timestamp_refused", Fact.OAUTH1_TIMESTAMP_REFUSED),
    (
        "[24/Nov/2026:08:20:01 +0000] - http-nio-8090-exec-3 10.0.0.5 GET /rest/api/space HTTP/1.1 "
        "401 12ms 690 - curl/8",
        Fact.LOG_ANONYMOUS_IN_ACCESS_LOG,
    ),
    (
        '10.1.1.1 - - [24/Nov/2026:08:20:01 +0000] "GET /rest/api/space HTTP/1.1" 403 690 "-" "python-requests/2.31"',
        Fact.STATUS_403,
    ),
]


@pytest.mark.parametrize(("line", "fact"), LOGS, ids=[fact.value for _, fact in LOGS])
def test_lines_of_logs(line: str, fact: Fact) -> None:
    """Each wording of a log yields its fact, with the line as its quote."""
    reading = read(line)

    assert fact in facts(reading)
    assert all(sighting.quote for sighting in reading.sightings)


def test_each_log_line_is_a_group_of_its_own() -> None:
    """Two lines of a log are two observations."""
    reading = read(f"{LOGS[6][0]}\n{LOGS[8][0]}")

    assert {sighting.group for sighting in reading.sightings} == {"l1", "l2"}


def test_successful_lines_of_an_access_log_are_passed_over() -> None:
    """They are no prose and no failing exchange."""
    reading = read('10.1.1.1 - ann [24/Nov/2026:08:20:01 +0000] "GET /rest/api/space HTTP/1.1" 200 690 "-" "x"')

    assert not reading.exchanges
    assert not reading.text.strip()


OBSERVATIONS = [
    (
        'status: 401\nbody: {"code":401,"message":"Unauthorized; scope does not match"}',
        {Fact.STATUS_401, Fact.BODY_SCOPE_MISMATCH},
    ),
    ("- header: www-authenticate: OAuth", {Fact.CHALLENGE_OAUTH_REALM}),
    ("status: 401 on /wiki/download/attachments/...", {Fact.STATUS_401, Fact.URL_DOWNLOAD_PATH}),
    (
        "url: https://acme.atlassian.net/wiki/space/TEST?expand=homepage",
        {Fact.URL_EXTRA_OR_MISSING_PART, Fact.DEPLOYMENT_CLOUD},
    ),
    (
        "request: GET .../rest/api/content?limit=10 with Authorization: Basic XXXXX, "
        "curl/7.54.0\nX-Seraph-LoginReason: "
        "AUTHENTICATION_DENIED",
        {Fact.SENT_BASIC, Fact.SERAPH_DENIED, Fact.CHANNEL_SCRIPT, Fact.URL_API_V1},
    ),
    ("header sent: Authorization: Bearer FAKE_TOKEN", {Fact.SENT_BEARER}),
    ("response header x-authentication-denied-reason: CAPTCHA_CHALLENGE", {Fact.HEADER_CAPTCHA_CHALLENGE}),
    ("category: FAILURE_CLIENT_SCOPE_CHECK", {Fact.BODY_SCOPE_MISMATCH}),
    ("token endpoint: invalid_grant", {Fact.BODY_INVALID_GRANT}),
    ("GET /rest/api/content/1?status=current -> 404", {Fact.STATUS_404, Fact.URL_API_V1}),
    ("base url: https://acme.atlassian.net", {Fact.URL_WITHOUT_WIKI}),
    ("v2 path: 404 when failing\nv1 path: 403 when failing", {Fact.STATUS_404, Fact.STATUS_403, Fact.URL_API_V2}),
    (
        'it says 403, JSON body {"message":"Basic Authentication has been disabled on this instance."}',
        {Fact.BODY_BASIC_DISABLED, Fact.STATUS_403},
    ),
    (
        '{"statusCode":403,"message":"Current user not permitted to use Confluence"}',
        {Fact.STATUS_403, Fact.BODY_NOT_PERMITTED_CLOUD},
    ),
    (
        "<!doctype html><html><head><title>HTTP Status 401 \u2013 Unauthorized</title></head></html>",
        {Fact.STATUS_401, Fact.BODY_TOMCAT_401},
    ),
]


@pytest.mark.parametrize(("text", "expected"), OBSERVATIONS, ids=[text[:40] for text, _ in OBSERVATIONS])
def test_lists_of_observations(text: str, expected: set[Fact]) -> None:
    """People and ticket systems sum up what they saw."""
    assert expected <= facts(read(text))


def test_a_summary_is_told_and_a_quoted_body_is_parsed() -> None:
    """What somebody says of a status weighs less than a body or header that they copied."""
    reading = read('status: 403\nbody: {"error": "Failed to parse Connect Session Auth Token"}')

    assert Fact.STATUS_403 in facts(reading, Source.PROSE)
    assert Fact.BODY_CONNECT_SESSION_TOKEN in facts(reading, Source.PARSED_EXCHANGE)
    assert len(reading.exchanges) == 1


def test_words_in_a_summary_are_only_told() -> None:
    """Nobody captured this body."""
    reading = read("body: Current user not permitted to use Confluence")

    assert Fact.BODY_NOT_PERMITTED_CLOUD in facts(reading, Source.PROSE)
    assert not facts(reading, Source.PARSED_EXCHANGE)


def test_a_token_that_stands_in_the_text_is_looked_at() -> None:
    """Its kind is known although no request shows it."""
    reading = read(f"My settings are CONFLUENCE_TOKEN={TOKEN} and nothing works.")

    assert Fact.SECRET_API_TOKEN in facts(reading, Source.OFFLINE)
    assert "CONFLUENCE_TOKEN=[secret:cloud-api-token#1]" in reading.text
