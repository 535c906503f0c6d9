"""The switches that refuse a good credential: SSO, marketplace apps, XSRF, rate limits, start-up."""

import base64

import pytest

from evals.lab.wire import Reply
from tests.evals.lab_data_center_visitor import (
    NOON,
    Clock,
    basic,
    body,
    header,
    pat,
    request,
    small_site,
    visitor,
)

ME = "/rest/api/user/current"
NO_CHECK = (("X-Atlassian-Token", "no-check"),)
BROWSER = (("User-Agent", "Mozilla/5.0 (X11) Firefox/140"),)


def test_basic_disabled_is_json_and_counts_nothing() -> None:
    """The SSO app refuses any Basic pair, right or wrong, before the password is looked at; Bearer passes."""
    state = small_site(sso={"enabled": True, "basic_disabled": True})
    replies = [visitor(state, basic("anna", secret)).get(ME) for secret in ("right", "wrong")]

    assert [one.status for one in replies] == [403, 403]
    assert replies[0].body == b'{"message":"Basic Authentication has been disabled on this instance."}'
    assert header(replies[0], "X-Seraph-LoginReason") is None
    assert state.users[0].failed_logins == 0
    assert visitor(state, f"Bearer {pat(state, 'anna')}").get(ME).status == 200


def test_basic_allow_list_by_user_and_path() -> None:
    """Listed users and paths keep Basic; the configuration is read and changed by administrators."""
    state = small_site(sso={"basic_disabled": True, "allowed_users": ["boss"], "allowed_paths": ["/rest/api/space*"]})
    admin = visitor(state, basic("boss", "root"))

    assert admin.get(ME).status == 200
    assert visitor(state, basic("anna", "right")).get("/rest/api/space").status == 200
    assert body(admin.get("/rest/basicauth/1.0/config"))["block-requests"] is True
    admin.put("/rest/basicauth/1.0/config", {"block-requests": False})
    assert visitor(state, basic("anna", "right")).get(ME).status == 200


def test_marketplace_app_blocks_passwords_and_takes_its_own_tokens() -> None:
    """The app names itself on a Tomcat 403; its own tokens pass as Basic passwords; groups may be exempt."""
    state = small_site(token_app={"enabled": True, "blocks_passwords": True, "tokens": {"app-token": "anna"}})
    refused = visitor(state, basic("anna", "right")).get(ME)

    assert (refused.status, b"API Token Authentication app" in refused.body) == (403, True)
    assert visitor(state, basic("anna", "app-token")).get(ME).status == 200
    state.token_app.allowed_groups = ["confluence-users"]
    assert visitor(state, basic("anna", "right")).get(ME).status == 200


def test_marketplace_app_lets_in_listed_addresses_only() -> None:
    """An address outside the app's list is refused, token or password."""
    state = small_site(token_app={"enabled": True, "allowed_addresses": ["10.0.0.0/8"]})

    assert visitor(state, basic("anna", "right")).get(ME).status == 403


def test_sso_only_web_and_rest() -> None:
    """With SSO alone the web goes to the identity provider, the form is hidden, and a token works on REST."""
    state = small_site(sso={"enabled": True, "only": True})
    nobody = visitor(state)
    first = nobody.get("/pages/viewpage.action?pageId=101")
    second = nobody.get((header(first, "Location") or "").removeprefix("/confluence"))

    assert "os_destination=%2Fpages%2Fviewpage.action%3FpageId%3D101&permissionViolation=true" in (
        header(first, "Location") or ""
    )
    assert (header(second, "Location") or "").startswith("https://idp.example.com/")
    assert nobody.get("/login.action?auth_fallback").status == 302
    assert visitor(state, f"Bearer {pat(state, 'anna')}").get(ME).status == 200
    state.sso.fallback = True
    assert b"os_username" in nobody.get("/login.action?auth_fallback").body


def test_os_auth_type_turns_the_redirect_into_an_answer() -> None:
    """Where SSO also catches REST, os_authType=basic gives 200 to a good pair and 401 to nobody."""
    state = small_site(sso={"enabled": True, "only": True, "redirects_rest": True})
    anna = visitor(state, basic("anna", "right"))

    assert (anna.get(ME).status, anna.get(f"{ME}?os_authType=basic").status) == (302, 200)
    assert (visitor(state).get(ME).status, visitor(state).get(f"{ME}?os_authType=basic").status) == (302, 401)


def test_login_options() -> None:
    """The login options are open to all and name what is on; the SSO configuration is for administrators."""
    state = small_site(sso={"enabled": True, "only": True}, two_step={"enabled": True})
    kinds = [one["type"] for one in body(visitor(state).get("/rest/authconfig/1.0/login-options"))["results"]]

    assert kinds == ["IDP", "TWO_STEP_VERIFICATION"]
    assert visitor(state, basic("anna", "right")).get("/rest/authconfig/1.0/sso").status == 403
    assert body(visitor(state, basic("boss", "root")).get("/rest/authconfig/1.0/sso"))["show-login-form"] is False


def saml(user: str, extra: str = "") -> dict[str, str]:
    """Make a posted SAML answer."""
    xml = f"<saml:Assertion><saml:NameID>{user}</saml:NameID>{extra}</saml:Assertion>"
    return {"SAMLResponse": base64.b64encode(xml.encode()).decode(), "RelayState": "/display/DOC"}


CLAIM = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"
SAML_FAULTS = {
    "mail instead of name": (
        {},
        "anna@example.com",
        "",
        "Received SSO request for user anna@example.com, but the user does not exist",
    ),
    "claim missing": ({"jit_groups_claim": CLAIM}, "anna", "", f"Attribute [{CLAIM}] could not be found"),
    "other certificate": (
        {"idp_certificate": "NEW"},
        "anna",
        "<X509Certificate>OLD</X509Certificate>",
        "Signature validation failed",
    ),
    "clock": ({}, "anna", '<Conditions NotBefore="2026-11-24T12:09:00Z"/>', "Timing issues"),
}


@pytest.mark.parametrize("case", SAML_FAULTS)
def test_saml_faults_show_one_page_and_differ_in_the_log(case: str) -> None:
    """Whatever is wrong with the assertion, the person reads one sentence; the log names the reason."""
    sso, user, extra, logged = SAML_FAULTS[case]
    state = small_site(sso={"enabled": True, **sso})
    reply = visitor(state).post("/plugins/servlet/samlconsumer", saml(user, extra))

    assert b"We can't log you in right now" in reply.body
    assert logged in state.log[-1]
    assert "url: /plugins/servlet/samlconsumer | userName: anonymous" in state.log[-1]


def test_saml_login_works_and_fails_without_mapping() -> None:
    """A good assertion opens a session; a user without mapping reads as not existing."""
    state = small_site(sso={"enabled": True})
    browser = visitor(state)
    welcome = browser.post("/plugins/servlet/samlconsumer", saml("anna"))
    state.users[0].mapped = False

    assert header(welcome, "Location") == "/confluence/display/DOC"
    assert body(browser.get(ME))["username"] == "anna"
    assert b"right now" in visitor(state).post("/plugins/servlet/samlconsumer", saml("anna")).body


def xsrf_write(state_changes: dict[str, object], headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Update a page on a site with these XSRF settings."""
    return visitor(small_site(xsrf=state_changes), basic("anna", "right")).put("/rest/api/content/101", {}, headers)


def test_xsrf_check() -> None:
    """A browser-like or unmarked write is refused in plain text; reads pass; the header or the own origin helps."""
    own = ("Origin", "https://wiki.example.com")

    assert xsrf_write({"rest": "always"}).body == b"XSRF check failed"
    assert xsrf_write({"rest": "always"}, NO_CHECK).status == 200
    assert xsrf_write({"rest": "browser"}).status == 200
    assert xsrf_write({"rest": "browser"}, BROWSER).status == 403
    assert xsrf_write({"rest": "browser"}, (*BROWSER, own)).status == 200
    assert xsrf_write({"rest": "always"}, (("X-Atlassian-Token", "nocheck"),)).status == 200
    assert xsrf_write({"rest": "always", "nocheck_refused": True}, (("X-Atlassian-Token", "nocheck"),)).status == 403


@pytest.mark.parametrize(("version", "status"), [("8.5.4", 302), ("9.0.1", 403)])
def test_struts_actions_want_a_token_from_9_on(version: str, status: int) -> None:
    """A posted action without its token is refused from 9.0 on."""
    state = small_site(version=version)
    reply = visitor(state, basic("boss", "root")).post("/admin/editgeneral.action", {"title": "x"})

    assert reply.status == status


def test_rate_limit_refills() -> None:
    """Calls beyond the bucket are 429 with a pause to wait; after it they pass; the web is not limited."""
    clock = Clock()
    state = small_site(rate_limit={"enabled": True, "capacity": 2, "refill_per_minute": 60.0})
    anna = visitor(state, basic("anna", "right"), clock)
    statuses = [anna.get(ME).status for _ in range(3)]
    limited = anna.get(ME)
    clock.pass_by(seconds=int(header(limited, "Retry-After") or 0))

    assert statuses == [200, 200, 429]
    assert (limited.status, anna.get("/display/DOC").status, anna.get(ME).status) == (429, 200, 200)


@pytest.mark.parametrize(
    ("lifecycle", "status"), [("STARTING", 503), ("MAINTENANCE", 503), ("ERROR", 500), ("RUNNING", 200)]
)
def test_status_and_start_up(lifecycle: str, status: int) -> None:
    """`/status` tells the state; while it is not running nothing else answers."""
    state = small_site(lifecycle=lifecycle)
    reply = visitor(state).get("/status")

    assert (reply.status, body(reply)) == (status, {"state": lifecycle})
    assert (visitor(state, basic("anna", "right")).get(ME).status == 200) is (lifecycle == "RUNNING")


def test_wrong_context_path_is_tomcat_alone() -> None:
    """A path outside the context path is answered by Tomcat, without any sign of Confluence."""
    reply = visitor(small_site()).handler(
        request("").__class__("GET", "https", "h", "/status", "", (), b"", "192.0.2.7")
    )

    assert reply.status == 404
    assert header(reply, "X-Confluence-Request-Time") is None


def test_clock_offset_moves_the_date() -> None:
    """The Date header is the server's own idea of the time."""
    reply = visitor(small_site(clock_offset_seconds=600.0)).get("/status")

    assert NOON.hour == 12
    assert header(reply, "Date") == "Tue, 24 Nov 2026 12:10:00 GMT"


def test_manifest_is_open_and_names_the_version() -> None:
    """The application-link manifest answers without a login."""
    assert b"<version>8.5.4</version>" in visitor(small_site()).get("/rest/applinks/1.0/manifest").body


def test_two_step_refuses_basic_only_where_it_is_said_to() -> None:
    """Whether enrolled people may still use Basic is a switch; the token always works."""
    state = small_site(two_step={"enabled": True, "basic_refused": True})
    state.users[0].two_step_enrolled = True

    assert visitor(state, basic("anna", "right")).get(ME).status == 401
    assert "tsv" in (header(visitor(state).log_in("anna", "right"), "Location") or "")
    assert visitor(state, f"Bearer {pat(state, 'anna')}").get(ME).status == 200


def test_access_log_has_a_line_for_what_reached_the_server() -> None:
    """Each request leaves one line; nobody is a dash."""
    state = small_site()
    visitor(state, basic("anna", "right")).get(ME)
    visitor(state).get(ME)

    assert [" anna " in line or " - http" in line for line in state.access_log] == [True, True]
    assert "GET /confluence/rest/api/user/current HTTP/1.1 200" in state.access_log[0]
