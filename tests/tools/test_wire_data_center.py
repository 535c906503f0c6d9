"""What Confluence Data Center and the things in front of it answer."""

import pytest

from tests.tools.exchanges import (
    BASIC_FAILURE,
    BEARER,
    WIKI,
    Case,
    reply,
)
from tools.facts import Fact
from tools.site import Deployment
from tools.wire import facts_of_exchange

CASES = [
    Case(
        "refused",
        reply(f"{WIKI}/rest/api/space", 401, BASIC_FAILURE, ("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")),
        {Fact.SERAPH_FAILED, Fact.BODY_BASIC_AUTH_FAILURE, Fact.DEPLOYMENT_DATA_CENTER, Fact.ANSWERED_BY_CONFLUENCE},
        frozenset({Fact.BODY_TOMCAT_401}),
    ),
    Case(
        "captcha",
        reply(f"{WIKI}/rest/api/space", 401, "", ("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")),
        {Fact.SERAPH_DENIED},
        frozenset({Fact.SERAPH_FAILED}),
    ),
    Case(
        "captcha header",
        reply(
            f"{WIKI}/rest/api/space",
            403,
            "",
            ("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://x"),
        ),
        {Fact.HEADER_CAPTCHA_CHALLENGE},
    ),
    Case(
        "ok then forbidden", reply(f"{WIKI}/rest/api/space", 403, "", ("X-Seraph-LoginReason", "OK")), {Fact.SERAPH_OK}
    ),
    Case(
        "may not use",
        reply(
            f"{WIKI}/rest/api/space",
            403,
            "Not permitted to use confluence",
            ("X-Seraph-LoginReason", "AUTHORISATION_FAILED"),
        ),
        {Fact.SERAPH_NOT_AUTHORISED, Fact.BODY_NOT_PERMITTED_DC},
        frozenset({Fact.BODY_NOT_PERMITTED_CLOUD}),
    ),
    Case(
        "bearer unresolved",
        reply(f"{WIKI}/rest/api/user/current", 401, "", ("Server", "nginx"), ("Date", "x"), sent=BEARER),
        {Fact.SERAPH_ABSENT_ON_BEARER_401},
    ),
    Case(
        "bearer, summary only",
        reply(f"{WIKI}/rest/api/user/current", 401, sent=BEARER),
        {Fact.STATUS_401},
        frozenset({Fact.SERAPH_ABSENT_ON_BEARER_401}),
    ),
    Case(
        "basic off",
        reply(f"{WIKI}/rest/api/space", 403, '{"message":"Basic Authentication has been disabled on this instance."}'),
        {Fact.BODY_BASIC_DISABLED},
        frozenset({Fact.BODY_BASIC_BLOCKED_BY_APP}),
    ),
    Case(
        "basic off by app",
        reply(
            f"{WIKI}/rest/api/space", 403, "Basic Auth with password is disabled by the API Token Authentication app"
        ),
        {Fact.BODY_BASIC_BLOCKED_BY_APP},
        frozenset({Fact.BODY_BASIC_DISABLED}),
    ),
    Case(
        "authorized false",
        reply(f"{WIKI}/rest/api/content/1", 404, '{"statusCode":404,"data":{"authorized":false,"valid":true}}'),
        {Fact.BODY_AUTHORIZED_FALSE},
    ),
    Case(
        "own login",
        reply(f"{WIKI}/display/X", 302, "", ("Location", "/login.action?os_destination=%2Fx&permissionViolation=true")),
        {Fact.REDIRECT_TO_LOGIN_ACTION, Fact.ANSWERED_BY_CONFLUENCE},
    ),
    Case(
        "websudo",
        reply(f"{WIKI}/admin/users.action", 302, "", ("Location", "/authenticate.action?destination=x")),
        {Fact.BODY_WEBSUDO, Fact.URL_ADMIN_PATH},
    ),
    Case(
        "sso proxy",
        reply(
            f"{WIKI}/x",
            302,
            "",
            ("Location", "https://idp.corp.example/oauth2/authorize"),
            ("Set-Cookie", "_oauth2_proxy_csrf=x; Path=/"),
        ),
        {Fact.REDIRECT_TO_FOREIGN_LOGIN, Fact.ANSWERED_BEFORE_CONFLUENCE},
    ),
    Case(
        "canonical redirect",
        reply("http://wiki.corp.example/rest/api/space", 301, "", ("Location", f"{WIKI}/rest/api/space")),
        {Fact.REDIRECT_CHANGES_ORIGIN},
        frozenset({Fact.REDIRECT_TO_FOREIGN_LOGIN}),
    ),
    Case(
        "kerberos",
        reply(f"{WIKI}/rest/api/space", 401, "", ("WWW-Authenticate", "Negotiate"), ("Server", "Microsoft-IIS/10.0")),
        {Fact.CHALLENGE_NEGOTIATE, Fact.ANSWERED_BEFORE_CONFLUENCE},
    ),
    Case(
        "proxy's own basic",
        reply(
            f"{WIKI}/rest/api/space", 401, "<center>nginx</center>", ("WWW-Authenticate", 'Basic realm="Restricted"')
        ),
        {Fact.CHALLENGE_FOREIGN_BASIC, Fact.ANSWERED_BEFORE_CONFLUENCE},
    ),
    Case(
        "other base url",
        reply(
            f"{WIKI}/rest/api/space",
            401,
            "",
            ("WWW-Authenticate", 'OAuth realm="http%3A%2F%2Fconfluence.internal%3A8090"'),
        ),
        {Fact.HEADER_REALM_IS_OTHER_HOST},
    ),
    Case(
        "waf",
        reply(f"{WIKI}/rest/api/space", 403, "<title>Attention Required! | Cloudflare</title>"),
        {Fact.BODY_WAF_BLOCK_PAGE, Fact.ANSWERED_BEFORE_CONFLUENCE},
    ),
    Case(
        "gateway key",
        reply(f"{WIKI}/rest/api/space", 401, '{"message":"Access denied due to missing subscription key."}'),
        {Fact.BODY_GATEWAY_KEY_MISSING, Fact.ANSWERED_BEFORE_CONFLUENCE},
    ),
    Case(
        "407",
        reply(f"{WIKI}/rest/api/space", 407, "", ("Proxy-Authenticate", "NTLM")),
        {Fact.STATUS_407, Fact.CHALLENGE_PROXY, Fact.ANSWERED_BEFORE_CONFLUENCE},
    ),
    Case(
        "oauth 1",
        reply(f"{WIKI}/rest/x", 401, "", ("WWW-Authenticate", 'OAuth realm="x", oauth_problem="timestamp_refused"')),
        {Fact.OAUTH1_TIMESTAMP_REFUSED},
        frozenset({Fact.CHALLENGE_OAUTH_REALM}),
    ),
    Case(
        "oauth 2",
        reply(f"{WIKI}/rest/x", 401, "", ("WWW-Authenticate", 'Bearer error="invalid_token"'), sent=BEARER),
        {Fact.CHALLENGE_BEARER_INVALID},
    ),
    Case("rate", reply(f"{WIKI}/rest/x", 429, "", ("Retry-After", "30")), {Fact.STATUS_429, Fact.HEADER_RETRY_AFTER}),
    Case(
        "login page",
        reply(
            f"{WIKI}/rest/x", 200, '<html><form name="loginform"><input type="text" name="os_username"></form></html>'
        ),
        {Fact.BODY_LOGIN_PAGE_200},
    ),
    Case(
        "anonymous name",
        reply(f"{WIKI}/rest/x", 404, "", ("X-AUSERNAME", "anonymous")),
        {Fact.IDENTITY_ANONYMOUS, Fact.ANSWERED_BY_CONFLUENCE},
    ),
    Case(
        "running",
        reply(f"{WIKI}/status", 200, '{"state":"RUNNING"}'),
        {Fact.SITE_RUNNING},
        frozenset({Fact.STATUS_200}),
    ),
    Case("read only", reply(f"{WIKI}/rest/api/accessmode", 200, '"READ_ONLY"'), {Fact.READ_ONLY_MODE_ON}),
    Case("no token api", reply(f"{WIKI}/rest/pat/latest/tokens", 404), {Fact.PAT_API_ABSENT}),
    Case(
        "secure cookie",
        reply(
            "http://wiki.corp.example/x",
            200,
            "",
            ("Set-Cookie", "JSESSIONID=[secret:cookie#1]; Path=/confluence; Secure"),
        ),
        {Fact.COOKIE_SECURE_OVER_HTTP, Fact.COOKIE_PATH_OR_DOMAIN_MISMATCH},
    ),
    Case(
        "only jsessionid",
        reply(f"{WIKI}/x", 302, sent=(("Cookie", "JSESSIONID=[secret:cookie#1]"),)),
        {Fact.SENT_COOKIE_ONLY, Fact.COOKIE_ONLY_JSESSIONID},
    ),
    Case("no session cookie", reply(f"{WIKI}/x", 302, sent=(("Cookie", "lang=de"),)), {Fact.COOKIE_SESSION_ABSENT}),
    Case("nothing sent", reply(f"{WIKI}/rest/x", 401, sent=(("Accept", "*/*"),)), {Fact.SENT_NOTHING}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_exchange_says_what_it_says(case: Case) -> None:
    """Each row is told apart from its look-alikes."""
    found = set(facts_of_exchange(case.exchange, None, None))

    assert case.facts <= found
    assert not case.absent & found


@pytest.mark.parametrize("case", CASES[:6], ids=lambda case: case.id)
def test_a_registered_cloud_site_shows_no_data_center_signs(case: Case) -> None:
    """The registered deployment settles what a header could mean."""
    found = facts_of_exchange(case.exchange, Deployment.CLOUD, None)

    assert not {Fact.SERAPH_FAILED, Fact.SERAPH_DENIED, Fact.DEPLOYMENT_DATA_CENTER} & set(found)
