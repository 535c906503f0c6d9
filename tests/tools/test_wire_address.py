"""Forms of an address, and errors of clients that got no answer."""

import pytest

from tools.facts import Fact
from tools.wire import signs_in_address, signs_in_base_url, signs_in_error

SITE, CLOUD_ID = "https://acme.atlassian.net", "8f1c2b3a-1111-4222-8333-944455566677"
GATEWAY = f"https://api.atlassian.com/ex/confluence/{CLOUD_ID}"

CALLS = [
    (
        f"{SITE}/wiki/rest/api/space",
        {Fact.URL_SITE_HOST, Fact.URL_API_V1},
        {Fact.URL_WITHOUT_WIKI, Fact.URL_DOUBLED_PART},
    ),
    (f"{SITE}/rest/api/space", {Fact.URL_WITHOUT_WIKI}, set()),
    (f"{SITE}/api/v2/pages/1", {Fact.URL_WITHOUT_WIKI, Fact.URL_API_V2}, set()),
    (f"{SITE}/rest/api/3/myself", set(), {Fact.URL_WITHOUT_WIKI, Fact.URL_API_V1}),
    (f"{SITE}/wiki/wiki/rest/api/space", {Fact.URL_DOUBLED_PART}, set()),
    (f"{SITE}/wiki/rest/api/rest/api/space", {Fact.URL_DOUBLED_PART}, set()),
    (f"{SITE}/wiki/spaces/DOCS/pages/1/rest/api/content", {Fact.URL_IS_A_PAGE_ADDRESS}, {Fact.URL_UI_PATH_CALLED}),
    (f"{SITE}/wiki/space/TEST?expand=homepage", {Fact.URL_EXTRA_OR_MISSING_PART}, set()),
    (f"{SITE}/wiki/spaces/DOCS", {Fact.URL_UI_PATH_CALLED, Fact.URL_NON_REST_PATH}, {Fact.URL_EXTRA_OR_MISSING_PART}),
    (f"{SITE}/ex/confluence/{CLOUD_ID}/rest/api/space", {Fact.URL_SITE_AND_GATEWAY_MIXED}, set()),
    (f"{SITE}/wiki/download/attachments/1/a.png", {Fact.URL_DOWNLOAD_PATH}, set()),
    (
        f"{SITE}/wiki/rest/api/content/1/child/attachment/2/download",
        set(),
        {Fact.URL_DOWNLOAD_PATH, Fact.URL_NON_REST_PATH},
    ),
    (f"{SITE}/cgraphql", {Fact.URL_INTERNAL_ROUTE}, set()),
    (f"{SITE}/gateway/api/graphql", {Fact.URL_INTERNAL_ROUTE}, set()),
    (f"{SITE}/wiki/rest/internal/1.0/x", {Fact.URL_INTERNAL_ROUTE}, set()),
    (f"{SITE}/wiki/api/v2/folders/1", {Fact.CALL_FOR_FOLDERS}, set()),
    ("http://acme.atlassian.net/wiki/rest/api/space", {Fact.URL_PLAIN_HTTP_OR_ALIAS}, set()),
    (f"{GATEWAY}/wiki/api/v2/spaces", {Fact.URL_GATEWAY}, {Fact.URL_GATEWAY_MALFORMED, Fact.URL_SITE_HOST}),
    (f"{GATEWAY}/rest/api/space", {Fact.URL_GATEWAY}, {Fact.URL_GATEWAY_MALFORMED}),
    (f"{GATEWAY}/api/v2/spaces", {Fact.URL_GATEWAY_MALFORMED}, set()),
    ("https://api.atlassian.com/ex/confluence/acme/wiki/rest/api/space", {Fact.URL_GATEWAY_MALFORMED}, set()),
    ("https://api.atlassian.com/wiki/rest/api/space", {Fact.URL_GATEWAY_MALFORMED}, set()),
    (
        "https://api.atlassian.com/ex/confluence/{cloudId}/wiki/rest/api/space",
        {Fact.URL_GATEWAY},
        {Fact.URL_GATEWAY_MALFORMED},
    ),
    ("https://api.atlassian.com/oauth/token/accessible-resources", set(), {Fact.URL_GATEWAY_MALFORMED}),
    (
        "https://wiki.corp.example/rpc/json-rpc/confluenceservice-v2/getSpace",
        {Fact.URL_LEGACY_RPC},
        {Fact.URL_NON_REST_PATH},
    ),
    ("https://wiki.corp.example/admin/viewgeneralconfig.action", {Fact.URL_ADMIN_PATH}, {Fact.URL_UI_PATH_CALLED}),
    ("https://wiki.corp.example/plugins/servlet/samlconsumer", {Fact.URL_NON_REST_PATH}, set()),
    ("https://ann:[secret:password#1]@wiki.corp.example/rest/api/space", {Fact.URL_API_V1}, {Fact.DEPLOYMENT_CLOUD}),
    ("/rest/api/content/1", {Fact.URL_API_V1}, {Fact.DEPLOYMENT_CLOUD}),
    ("https://[::1", set(), {Fact.URL_API_V1}),
]


@pytest.mark.parametrize(("url", "facts", "absent"), CALLS, ids=[url for url, _, _ in CALLS])
def test_the_address_of_a_call(url: str, facts: set[Fact], absent: set[Fact]) -> None:
    """An address alone tells what is put together wrongly."""
    found = {sign.fact for sign in signs_in_address(url, by_api_client=True)}

    assert facts <= found
    assert not absent & found


def test_a_browser_may_open_pages() -> None:
    """A page address is out of place only for a program."""
    found = {sign.fact for sign in signs_in_address(f"{SITE}/wiki/spaces/DOCS", by_api_client=False)}

    assert Fact.URL_UI_PATH_CALLED not in found


BASES = [
    (SITE, {Fact.URL_WITHOUT_WIKI, Fact.URL_SITE_HOST}, set()),
    (f"{SITE}/wiki", {Fact.URL_SITE_HOST}, {Fact.URL_WITHOUT_WIKI}),
    (f"{SITE}/wiki/spaces/DOCS/overview", {Fact.URL_IS_A_PAGE_ADDRESS}, {Fact.URL_WITHOUT_WIKI}),
    (f"{GATEWAY}/wiki", {Fact.URL_GATEWAY}, {Fact.URL_GATEWAY_MALFORMED}),
    ("https://wiki.corp.example/display/DOCS", {Fact.URL_IS_A_PAGE_ADDRESS}, {Fact.DEPLOYMENT_CLOUD}),
]


@pytest.mark.parametrize(("url", "facts", "absent"), BASES, ids=[url for url, _, _ in BASES])
def test_a_base_url(url: str, facts: set[Fact], absent: set[Fact]) -> None:
    """A configured base URL is judged by what clients append to it."""
    found = {sign.fact for sign in signs_in_base_url(url)}

    assert facts <= found
    assert not absent & found


ERRORS = [
    ("curl: (6) Could not resolve host: wiki.corp.example", Fact.NET_DNS_FAILURE),
    (
        "NameResolutionError(\"<x>: Failed to resolve 'wiki' ([Errno -2] Name or service not known)\")",
        Fact.NET_DNS_FAILURE,
    ),
    ("Error: getaddrinfo ENOTFOUND wiki.corp.example", Fact.NET_DNS_FAILURE),
    ("java.net.UnknownHostException: wiki.corp.example", Fact.NET_DNS_FAILURE),
    ("dial tcp: lookup wiki.corp.example: no such host", Fact.NET_DNS_FAILURE),
    ("net::ERR_NAME_NOT_RESOLVED", Fact.NET_DNS_FAILURE),
    ("connect ECONNREFUSED 10.0.0.5:443", Fact.NET_CONNECTION_FAILURE),
    (
        "curl: (7) Failed to connect to wiki port 443 after 3 ms: Couldn't connect to server",
        Fact.NET_CONNECTION_FAILURE,
    ),
    (
        "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
        Fact.NET_CONNECTION_FAILURE,
    ),
    ("HTTPSConnectionPool(host='x', port=443): Read timed out. (read timeout=10)", Fact.NET_TIMEOUT),
    ("context deadline exceeded (Client.Timeout exceeded while awaiting headers)", Fact.NET_TIMEOUT),
    ("AxiosError: timeout of 5000ms exceeded", Fact.NET_TIMEOUT),
    (
        "SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate",
        Fact.NET_TLS_UNTRUSTED,
    ),
    ("code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'", Fact.NET_TLS_UNTRUSTED),
    ("PKIX path building failed: unable to find valid certification path to requested target", Fact.NET_TLS_UNTRUSTED),
    ("x509: certificate signed by unknown authority", Fact.NET_TLS_UNTRUSTED),
    ("certificate verify failed: certificate has expired (_ssl.c:1006)", Fact.NET_TLS_EXPIRED),
    ("net::ERR_CERT_DATE_INVALID", Fact.NET_TLS_EXPIRED),
    ("certificate verify failed: Hostname mismatch, certificate is not valid for 'wiki'", Fact.NET_TLS_WRONG_NAME),
    (
        "Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames",
        Fact.NET_TLS_WRONG_NAME,
    ),
    ("x509: certificate is valid for proxy.corp.example, not wiki.corp.example", Fact.NET_TLS_WRONG_NAME),
    ("requests.exceptions.TooManyRedirects: Exceeded 30 redirects.", Fact.REDIRECT_LOOP),
    (
        "ProxyError('x', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))",
        Fact.STATUS_407,
    ),
    ("Tunnel connection failed: 403 Forbidden", Fact.ANSWERED_BEFORE_CONFLUENCE),
]


@pytest.mark.parametrize(("error", "fact"), ERRORS, ids=[error[:40] for error, _ in ERRORS])
def test_an_error_without_an_answer(error: str, fact: Fact) -> None:
    """Curl, Python, Node, Java, Go, OpenSSL and browsers word it differently."""
    assert fact in {sign.fact for sign in signs_in_error(error)}


@pytest.mark.parametrize("error", [error for error, fact in ERRORS if fact.value.startswith("net_")])
def test_only_one_reading_of_an_error_counts(error: str) -> None:
    """A wrong name is not also an untrusted issuer."""
    assert sum(sign.fact.value.startswith("net_") for sign in signs_in_error(error)) == 1
