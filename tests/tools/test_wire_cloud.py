"""What Confluence Cloud, its gateway and Jira on the same site answer."""

import pytest

from tests.tools.exchanges import (
    BARE_404,
    BEARER,
    GATEWAY,
    GENUINE_404,
    REALM,
    SITE,
    TOMCAT,
    Case,
    reply,
)
from tools.facts import Fact
from tools.wire import facts_of_exchange

CASES = [
    Case(
        "W1",
        reply(
            f"{SITE}/rest/api/user/current",
            403,
            '{"message":"403 FORBIDDEN \\"Request rejected because caller cannot access Confluence\\""}',
        ),
        {
            Fact.STATUS_403,
            Fact.BODY_CALLER_CANNOT_ACCESS,
            Fact.ANSWERED_BY_CONFLUENCE,
            Fact.URL_SITE_HOST,
            Fact.URL_API_V1,
        },
        frozenset({Fact.URL_EXTRA_OR_MISSING_PART, Fact.URL_WITHOUT_WIKI, Fact.ANSWERED_BEFORE_CONFLUENCE}),
    ),
    Case(
        "W2",
        reply(
            f"{SITE}/rest/api/search",
            403,
            '{"message":"Current user not permitted to use Confluence","statusCode":403}',
        ),
        {Fact.BODY_NOT_PERMITTED_CLOUD, Fact.DEPLOYMENT_CLOUD},
        frozenset({Fact.BODY_NOT_PERMITTED_DC}),
    ),
    Case(
        "W3",
        reply(f"{SITE}/api/v2/pages/42", 404, BARE_404),
        {Fact.BODY_BARE_NOT_FOUND, Fact.URL_API_V2},
        frozenset({Fact.BODY_NAMES_MISSING_OBJECT}),
    ),
    Case(
        "genuine 404",
        reply(f"{SITE}/api/v2/pages/42", 404, GENUINE_404),
        {Fact.BODY_NAMES_MISSING_OBJECT},
        frozenset({Fact.BODY_BARE_NOT_FOUND}),
    ),
    Case(
        "W4 W5",
        reply(f"{SITE}/rest/api/space", 401, TOMCAT, REALM),
        {Fact.BODY_TOMCAT_401, Fact.CHALLENGE_OAUTH_REALM},
        frozenset({Fact.BODY_BASIC_AUTH_FAILURE, Fact.HEADER_REALM_IS_OTHER_HOST}),
    ),
    Case(
        "W6",
        reply(f"{GATEWAY}/api/v2/spaces", 401, '{"code":401,"message":"Unauthorized; scope does not match"}'),
        {Fact.BODY_SCOPE_MISMATCH, Fact.URL_GATEWAY},
        frozenset({Fact.BODY_GATEWAY_UNAUTHORIZED, Fact.URL_GATEWAY_MALFORMED}),
    ),
    Case(
        "W6 header",
        reply(f"{GATEWAY}/api/v2/spaces", 401, "", ("X-Failure-Category", "FAILURE_CLIENT_SCOPE_CHECK")),
        {Fact.BODY_SCOPE_MISMATCH},
    ),
    Case(
        "W7",
        reply(f"{GATEWAY}/api/v2/spaces", 401, '{"code":401,"message":"Unauthorized"}'),
        {Fact.BODY_GATEWAY_UNAUTHORIZED},
        frozenset({Fact.BODY_SCOPE_MISMATCH}),
    ),
    Case(
        "W8",
        reply("https://api.atlassian.com/me", 401, "", ("x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH")),
        {Fact.HEADER_AUTH_MISMATCH},
        frozenset({Fact.URL_GATEWAY_MALFORMED, Fact.BODY_GATEWAY_UNAUTHORIZED}),
    ),
    Case(
        "W9",
        reply(f"{SITE}/rest/api/space", 403, '{"error": "Failed to parse Connect Session Auth Token"}', sent=BEARER),
        {Fact.BODY_CONNECT_SESSION_TOKEN, Fact.SENT_BEARER},
    ),
    Case(
        "W11",
        reply(
            f"{SITE}/rest/api/space",
            401,
            "Basic authentication with passwords is deprecated.  For more information, see: x",
        ),
        {Fact.BODY_PASSWORD_DEPRECATED},
    ),
    Case(
        "W12",
        reply(f"{SITE}/rest/api/user/current", 200, '{"type":"anonymous","displayName":"Anonymous"}'),
        {Fact.IDENTITY_ANONYMOUS, Fact.STATUS_200},
        frozenset({Fact.IDENTITY_KNOWN}),
    ),
    Case(
        "known", reply(f"{SITE}/rest/api/user/current", 200, '{"type":"known","accountId":"1"}'), {Fact.IDENTITY_KNOWN}
    ),
    Case(
        "W13",
        reply(f"{SITE}/download/attachments/1/x.png", 401, "", REALM),
        {Fact.URL_DOWNLOAD_PATH, Fact.URL_NON_REST_PATH},
    ),
    Case(
        "W14",
        reply(f"{GATEWAY}/rest/api/space", 410, "GoneException: This deprecated endpoint has been removed."),
        {Fact.STATUS_410, Fact.BODY_ENDPOINT_REMOVED},
    ),
    Case(
        "W15",
        reply(
            f"{SITE}/rest/api/space",
            403,
            '{"errorMessages":["The IP address has been rejected because it is not on the allowed list."]}',
        ),
        {Fact.BODY_IP_NOT_ALLOWED},
    ),
    Case(
        "W16", reply(f"{SITE}/rest/api/space", 503, "SUSPENDED_INACTIVITY"), {Fact.BODY_SITE_SUSPENDED, Fact.STATUS_5XX}
    ),
    Case(
        "W17",
        reply(f"{SITE}/api/v2/pages/42", 404, BARE_404, ("x-cache", "Error from cloudfront")),
        {Fact.HEADER_EDGE_ERROR},
    ),
    Case(
        "jira control",
        reply(
            "https://acme.atlassian.net/rest/api/3/myself",
            401,
            "Client must be authenticated to access this resource.",
            ("X-Seraph-LoginReason", "AUTHENTICATED_FAILED"),
        ),
        {Fact.JIRA_REFUSES_SUBJECT, Fact.BODY_CLIENT_MUST_AUTHENTICATE},
        frozenset({Fact.SERAPH_FAILED, Fact.STATUS_401, Fact.URL_WITHOUT_WIKI, Fact.URL_SITE_HOST}),
    ),
    Case(
        "jira knows",
        reply("https://acme.atlassian.net/rest/api/3/myself", 200, "{}"),
        {Fact.JIRA_KNOWS_SUBJECT},
        frozenset({Fact.STATUS_200}),
    ),
    Case(
        "tenant",
        reply(
            "https://acme.atlassian.net/_edge/tenant_info", 200, '{"cloudId":"8f1c2b3a-1111-4222-8333-944455566677"}'
        ),
        {Fact.SITE_IS_CLOUD},
        frozenset({Fact.STATUS_200}),
    ),
    Case(
        "no tenant",
        reply("https://acmee.atlassian.net/_edge/tenant_info", 404, "Not Found"),
        {Fact.SITE_GAVE_NO_CLOUD_ID},
        frozenset({Fact.STATUS_404}),
    ),
    Case(
        "login",
        reply(f"{SITE}/spaces/DOCS", 302, "", ("Location", "https://id.atlassian.com/login?continue=x")),
        {Fact.REDIRECT_TO_ATLASSIAN_LOGIN, Fact.URL_UI_PATH_CALLED},
        frozenset({Fact.REDIRECT_TO_FOREIGN_LOGIN}),
    ),
    Case(
        "grant",
        reply("https://api.atlassian.com/oauth/token/accessible-resources", 200, "[]", sent=BEARER),
        {Fact.OAUTH_SITE_NOT_GRANTED},
    ),
    Case(
        "no grant",
        reply("https://api.atlassian.com/oauth/token/accessible-resources", 401, "", sent=BEARER),
        {Fact.OAUTH_TOKEN_REFUSED},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_exchange_says_what_it_says(case: Case) -> None:
    """Each row is told apart from its look-alikes."""
    found = set(facts_of_exchange(case.exchange, None, None))

    assert case.facts <= found
    assert not case.absent & found
