"""OAuth, Connect, browser logins, the admin API and the vendor's status page in the lab's Cloud."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest

from evals.lab.cloud.connect import canonical_query_hash
from evals.lab.world import World
from tests.evals.lab_cloud_visitor import ANA, BEN, NOW, Answer, Visitor, acme, basic, call, world

CURRENT = "/wiki/rest/api/user/current"
CLIENT = {"client_id": "client-docs", "client_secret": "client secret of the docs app"}
SHARED = "a shared secret of thirty-two bytes"
CONNECT = {"key": "docs.app", "client_key": "ck-1", "shared_secret": SHARED, "account": ANA}


@pytest.fixture
def started() -> Iterator[World]:
    with world(connect_apps=[CONNECT]) as opened:
        yield opened


def token_call(started: World, **asked: str) -> Answer:
    """Ask the token endpoint."""
    return call(started.lab.url("auth") + "/oauth/token", "POST", {**CLIENT, **asked})


def test_accessible_resources_lists_the_granted_sites_and_scopes(started: World) -> None:
    """An OAuth token gets its grant; an API token and an expired token get 401."""
    visitor = Visitor(started)
    url = visitor.platform + "/oauth/token/accessible-resources"
    listed = call(url, Authorization=visitor.access())
    assert [one["id"] for one in listed.json()] == [visitor.state.sites[0].cloud_id]
    assert "read:page:confluence" in listed.json()[0]["scopes"]
    assert call(url, Authorization=visitor.pair("ana-plain")).status == 401
    started.clock.advance(3601)
    assert call(url, Authorization=visitor.access()).status == 401


def test_an_oauth_token_is_nobody_on_the_site_host_and_scoped_at_the_gateway(started: World) -> None:
    """403 at the site; at the gateway it opens what the grant names and nothing else."""
    visitor = Visitor(started)
    assert visitor.at_site(CURRENT, visitor.access()).status == 403
    assert visitor.at_gateway(CURRENT, visitor.access()).json()["accountId"] == ANA
    assert visitor.at_gateway("/wiki/rest/api/group", visitor.access()).status == 401
    assert call(visitor.platform + "/me", Authorization=visitor.access()).json()["account_id"] == ANA


def test_a_grant_keeps_the_scopes_of_its_day() -> None:
    """The app asks for more today; the stored token still lacks it."""
    grants = [{"id": "ana-docs", "scopes": ["read:confluence-user"]}]
    with world(grants=grants) as opened:
        visitor = Visitor(opened)
        assert visitor.at_gateway("/wiki/api/v2/spaces", visitor.access()).status == 401
        assert visitor.at_gateway(CURRENT, visitor.access()).status == 200


def test_a_grant_without_the_site_is_turned_away() -> None:
    """The list of sites leaves it out, and the gateway refuses the token for it."""
    with world(grants=[{"id": "ana-docs", "sites": ["globex"]}]) as opened:
        visitor = Visitor(opened)
        assert visitor.at_gateway(CURRENT, visitor.access()).status == 401


def test_a_refresh_token_works_once(started: World) -> None:
    """Each use gives a new one; the used one is refused, and so is one that never was."""
    first = started.state.refresh_tokens[0].secret
    fresh = token_call(started, grant_type="refresh_token", refresh_token=first)
    assert (fresh.status, fresh.json()["expires_in"]) == (200, 3600)
    assert Visitor(started).at_gateway(CURRENT, f"Bearer {fresh.json()['access_token']}").status == 200
    again = token_call(started, grant_type="refresh_token", refresh_token=first)
    assert (again.status, again.json()["error"]) == (403, "unauthorized_client")
    unknown = token_call(started, grant_type="refresh_token", refresh_token="never")
    assert unknown.json() == {
        "error": "invalid_grant",
        "error_description": "Unknown or invalid refresh token.",
    }
    rotated = fresh.json()["refresh_token"]
    assert token_call(started, grant_type="refresh_token", refresh_token=rotated).status == 200


def test_a_refresh_token_ends_after_90_idle_days_or_a_new_password(started: World) -> None:
    """Both are documented ends; the answer is the same."""
    secret = started.state.refresh_tokens[0].secret
    owner = started.state.account(ANA)
    owner.password_changed = datetime.fromisoformat("2026-11-20T10:00:00+00:00")
    assert token_call(started, grant_type="refresh_token", refresh_token=secret).status == 403
    owner.password_changed = None
    started.clock.advance(91 * 86400)
    assert token_call(started, grant_type="refresh_token", refresh_token=secret).status == 403


def test_a_wrong_client_secret_is_refused(started: World) -> None:
    """RFC 6749 names it invalid_client."""
    asked = {**CLIENT, "client_secret": "x", "grant_type": "refresh_token"}
    answer = call(started.lab.url("auth") + "/oauth/token", "POST", asked)
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def authorize(started: World, **changes: str) -> Answer:
    """Ask for consent as Ana, logged in."""
    asked = {
        "audience": "api.atlassian.com",
        "client_id": "client-docs",
        "redirect_uri": "https://docs-app.example/callback",
        "response_type": "code",
        "scope": "offline_access read:confluence-user",
        "state": "s",
    }
    url = f"{started.lab.url('auth')}/authorize?{urlencode({**asked, **changes})}"
    return call(url, Cookie=f"cloud.session.token={started.state.sessions[0].secret}")


def code_of(started: World, **changes: str) -> str:
    """Consent and return the code."""
    return authorize(started, **changes).headers["Location"].partition("code=")[2].partition("&")[0]


def test_the_whole_authorisation_gives_tokens_once(started: World) -> None:
    """Consent, code, tokens; the code is good once and for ten minutes."""
    asked = {"grant_type": "authorization_code", "redirect_uri": "https://docs-app.example/callback"}
    code = code_of(started)
    given = token_call(started, code=code, **asked)
    assert given.json()["refresh_token"]
    assert token_call(started, code=code, **asked).json()["error_description"] == "authorization_code is invalid"
    late = code_of(started)
    started.clock.advance(601)
    assert token_call(started, code=late, **asked).status == 400


def test_without_offline_access_there_is_no_refresh_token(started: World) -> None:
    """The access token comes alone."""
    code = code_of(started, scope="read:confluence-user")
    uri = "https://docs-app.example/callback"
    given = token_call(started, grant_type="authorization_code", redirect_uri=uri, code=code)
    assert "refresh_token" not in given.json()


@pytest.mark.parametrize(
    "changes", [{"audience": ""}, {"client_id": "x"}, {"redirect_uri": "https://x.example"}, {"scope": "all"}]
)
def test_an_authorisation_request_that_is_put_together_wrongly_is_refused(
    started: World, changes: dict[str, str]
) -> None:
    """The page names the parameter."""
    assert authorize(started, **changes).status == 400


def connect_jwt(path: str, query: str = "", secret: str = SHARED, **changes: Any) -> str:
    """Sign a Connect JWT for a GET."""
    begun = int(datetime.fromisoformat(NOW).timestamp())
    claims = {"iss": "ck-1", "iat": begun, "exp": begun + 180, "qsh": canonical_query_hash("GET", path, query)}
    return "JWT " + jwt.encode({**claims, **changes}, secret, algorithm="HS256")


def test_a_connect_app_signs_the_path_below_wiki_and_the_sorted_query(started: World) -> None:
    """Right hash: served. Wrong hash, wrong secret, past its end: 401 each."""
    visitor = Visitor(started)
    query = "limit=5&start=0"
    assert visitor.at_site(f"/wiki/rest/api/space?{query}", connect_jwt("/rest/api/space", query)).status == 200
    for bad in (
        connect_jwt("/rest/api/space", "limit=6"),
        connect_jwt("/rest/api/space", query, secret="another secret of thirty-two bytes!"),
        connect_jwt("/rest/api/space", query, exp=int(time.time()) - 10**8),
    ):
        assert visitor.at_site(f"/wiki/rest/api/space?{query}", bad).status == 401


def log_in(started: World, email: str = "ana@acme.example", password: str = "correct horse 7", **more: str) -> Answer:
    """Log in at the identity host."""
    body = {"username": email, "password": password, **more}
    return call(started.lab.url("identity") + "/login", "POST", body)


def test_a_browser_is_sent_to_log_in_and_its_session_opens_the_page(started: World) -> None:
    """302 to the identity host, a session cookie after the login, the page with it, the login again without it."""
    visitor = Visitor(started)
    first = visitor.at_site("/wiki/spaces/DOCS")
    assert first.headers["Location"].startswith(started.lab.url("identity") + "/login?")
    assert call(first.headers["Location"]).status == 200
    cookie = log_in(started).headers["Set-Cookie"].partition(";")[0]
    assert visitor.at_site("/wiki/spaces/DOCS/pages/65601/Handbook", Cookie=cookie).status == 200
    assert visitor.at_site("/wiki/pages/viewpage.action?pageId=65610", Cookie=cookie).status == 404
    call(started.lab.url("identity") + "/logout", Cookie=cookie)
    assert visitor.at_site("/wiki/spaces/DOCS", Cookie=cookie).status == 302


def test_an_api_token_does_not_open_web_pages_or_internal_routes(started: World) -> None:
    """A client that calls a web page gets the login; internal routes want a session."""
    visitor = Visitor(started)
    pair = visitor.pair("ana-plain")
    assert visitor.at_site("/wiki/spaces/DOCS", pair).status == 302
    assert visitor.at_site("/wiki/cgraphql", pair).status == 401
    session = f"cloud.session.token={started.state.sessions[0].secret}"
    assert visitor.at_site("/wiki/cgraphql", Cookie=session).status == 200


def test_the_login_page_can_come_in_place_with_200() -> None:
    """The status says success, the body is the login form."""
    with world(**acme(login_page_in_place=True)) as opened:
        answer = Visitor(opened).at_site("/wiki/spaces/DOCS")
        assert (answer.status, "Log in with Atlassian account" in answer.text) == (200, True)


def test_single_sign_on_reaches_managed_people_only() -> None:
    """Ana is managed and sent to her identity provider; her token works all the same; Ben logs in with a password."""
    accounts = [{"id": BEN, "managed": False, "password": "river 12"}]
    with world(organisation={"sso_enforced": True}, accounts=accounts) as opened:
        assert log_in(opened).headers["Location"].startswith("https://idp.example.com/sso")
        assert log_in(opened, "ben@acme.example", "river 12").headers["Set-Cookie"]
        visitor = Visitor(opened)
        assert visitor.at_site(CURRENT, visitor.pair("ana-plain")).status == 200


def test_a_second_step_and_too_many_failures_stop_a_login(started: World) -> None:
    """The password alone is not enough with two-step verification; ten wrong ones bring a CAPTCHA."""
    owner = started.state.account(ANA)
    owner.two_step = True
    assert log_in(started).json()["code"] == "two-step-verification"
    assert log_in(started, otp="123456").status == 302
    for _ in range(10):
        assert log_in(started, password="wrong").json()["code"] == "invalid-credentials"
    assert log_in(started, otp="123456").json()["code"] == "captcha-required"


def test_a_password_sent_to_the_api_counts_as_a_failed_login_and_a_token_does_not(started: World) -> None:
    """That is what makes a password-shaped secret risky to try."""
    visitor = Visitor(started)
    owner = started.state.account(ANA)
    visitor.at_site(CURRENT, visitor.pair("ben-plain"))
    assert owner.failed_logins == 0
    visitor.at_site(CURRENT, basic("ana@acme.example", "correct horse 7"))
    assert owner.failed_logins == 1


def test_the_admin_api_shows_tokens_policies_and_people_to_an_organisation_key() -> None:
    """Each state of a token is listed; the owner's own list no longer holds a revoked one."""
    tokens = [
        {"id": "ana-plain", "revoked": True},
        {"id": "ben-plain", "expires": "-1d"},
    ]
    with world(tokens=tokens, **acme(ip_allow_list=["203.0.113.0/24"])) as opened:
        visitor = Visitor(opened)
        key = f"Bearer {visitor.token('org-key')}"
        org = call(visitor.platform + "/admin/v1/orgs", Authorization=key).json()["data"][0]["id"]
        listed = call(f"{visitor.platform}/admin/api-access/v1/orgs/{org}/api-tokens?q=acme", Authorization=key)
        states = {one["id"]: one["status"] for one in listed.json()["data"]}
        assert (states["ana-plain"], states["ben-plain"], states["desk-plain"]) == ("REVOKED", "EXPIRED", "ALLOWED")
        own = call(f"{visitor.platform}/users/{ANA}/manage/api-tokens", Authorization=key)
        assert [one["id"] for one in own.json()] == ["ana-scoped"]
        policies = call(f"{visitor.platform}/admin/v1/orgs/{org}/policies", Authorization=key).json()["data"]
        kinds = {one["attributes"]["type"]: one["attributes"]["rule"] for one in policies}
        assert kinds["authentication-policy"]["apiTokens"] == "allowed"
        assert kinds["ip-allowlist"] == {"in": ["203.0.113.0/24"]}
        refused = call(visitor.platform + "/admin/v1/orgs", Authorization=visitor.pair("ana-plain"))
        assert refused.status == 401


def test_the_status_page_shows_an_incident() -> None:
    """Operational without one; the component and the impact with one."""
    with world(incidents=[{"name": "Elevated errors"}]) as opened:
        summary = call(opened.lab.url("status") + "/api/v2/summary.json").json()
        assert (summary["status"]["indicator"], summary["incidents"][0]["name"]) == ("major", "Elevated errors")
        opened.state.incidents.clear()
        assert call(opened.lab.url("status") + "/api/v2/status.json").json()["status"]["indicator"] == "none"
