"""How the lab's Data Center decides who calls."""

import base64
from dataclasses import dataclass

import pytest

from evals.lab.data_center.people import token_text
from evals.lab.wire import Reply
from tests.evals.lab_data_center_visitor import Clock, basic, body, header, pat, small_site, visitor

ME = "/rest/api/user/current"
REALM = 'OAuth realm="https%3A%2F%2Fwiki.example.com%2Fconfluence"'


def seraph(reply: Reply) -> str | None:
    """Return the login reason."""
    return header(reply, "X-Seraph-LoginReason")


def test_right_password_is_known_and_ok() -> None:
    """A right Basic pair is answered with the person and the login reason OK."""
    reply = visitor(small_site(), basic("anna", "right")).get(ME)

    assert (reply.status, seraph(reply)) == (200, "OK")
    assert (body(reply)["type"], body(reply)["username"]) == ("known", "anna")


def test_wrong_password_is_tomcats_page() -> None:
    """A wrong pair gets Tomcat's page, the failed reason, the OAuth challenge and still a session cookie."""
    reply = visitor(small_site(), basic("anna", "wrong")).get(ME)

    assert (reply.status, seraph(reply)) == (401, "AUTHENTICATED_FAILED")
    assert b"Basic Authentication Failure - Reason : AUTHENTICATED_FAILED" in reply.body
    assert "Apache Tomcat/9" in reply.body.decode()
    assert header(reply, "WWW-Authenticate") == REALM
    assert (header(reply, "Set-Cookie") or "").startswith("JSESSIONID=")


@dataclass(frozen=True)
class Pair:
    """A Basic value that nobody can log in with."""

    id: str
    value: str


UNUSABLE = [
    Pair("e-mail instead of the name", basic("anna@example.com", "right")),
    Pair("domain before the name", basic("CORP\\anna", "right")),
    Pair("cloud token", basic("anna@example.com", "ATATT3xFfGF0" + "x" * 180)),
    Pair("empty user", basic("", "right")),
    Pair("empty secret", basic("anna", "")),
    Pair("no colon", f"Basic {base64.b64encode(b'anna').decode()}"),
    Pair("not encoded", "Basic anna:right"),
    Pair("PAT as password", basic("anna", token_text("anna/ci"))),
    Pair("PAT alone", basic("", token_text("anna/ci"))),
    Pair("trailing newline", basic("anna", "right\n")),
]


@pytest.mark.parametrize("pair", UNUSABLE, ids=[one.id for one in UNUSABLE])
def test_unusable_basic_values_look_like_a_wrong_password(pair: Pair) -> None:
    """Whatever is wrong with a Basic value, the answer is the one for a wrong password."""
    reply = visitor(small_site(), pair.value).get(ME)

    assert (reply.status, seraph(reply)) == (401, "AUTHENTICATED_FAILED")


def test_names_are_compared_without_case() -> None:
    """Another case of the user name is the same user."""
    assert visitor(small_site(), basic("Anna", "right")).get(ME).status == 200


def test_captcha_after_three_failures_refuses_the_right_password_and_spares_the_token() -> None:
    """Three failed Basic requests lock the password path; the token keeps working."""
    state = small_site()
    reasons = [seraph(visitor(state, basic("anna", "wrong")).get(ME)) for _ in range(3)]
    locked = visitor(state, basic("anna", "right")).get(ME)

    assert reasons == ["AUTHENTICATED_FAILED"] * 3
    assert (locked.status, seraph(locked)) == (401, "AUTHENTICATION_DENIED")
    assert header(locked, "X-Authentication-Denied-Reason") is None
    assert visitor(state, f"Bearer {pat(state, 'anna')}").get(ME).status == 200


def test_success_resets_the_count() -> None:
    """A right password below the threshold sets the count back."""
    state = small_site()
    for secret in ("wrong", "wrong", "right", "wrong", "wrong"):
        visitor(state, basic("anna", secret)).get(ME)

    assert visitor(state, basic("anna", "right")).get(ME).status == 200


def test_captcha_can_be_switched_off() -> None:
    """Without a threshold failures never lock."""
    state = small_site(captcha_threshold=None)
    for _ in range(9):
        visitor(state, basic("anna", "wrong")).get(ME)

    assert visitor(state, basic("anna", "right")).get(ME).status == 200


def test_captcha_in_jiras_form() -> None:
    """The other form, 403 with a header, can be chosen."""
    state = small_site(captcha_status=403)
    state.users[0].failed_logins = 3
    reply = visitor(state, basic("anna", "right")).get(ME)

    assert reply.status == 403
    assert (header(reply, "X-Authentication-Denied-Reason") or "").startswith("CAPTCHA_CHALLENGE; login-url=")


def test_a_pat_sent_as_basic_counts_towards_the_captcha() -> None:
    """The server cannot tell a token in the password place from a wrong password, so it counts."""
    state = small_site()
    visitor(state, basic("anna", pat(state, "anna"))).get(ME)
    visitor(state, "Bearer wrong").get(ME)
    visitor(state, basic("nobody-of-that-name", "x")).get(ME)

    assert [one.failed_logins for one in state.users] == [1, 0, 0]


def test_the_captcha_is_solved_on_the_web() -> None:
    """One web login with the CAPTCHA's answer lets the password in again."""
    state = small_site()
    state.users[0].failed_logins = 3
    refused = visitor(state).log_in("anna", "right")
    passed = visitor(state).log_in("anna", "right", captchaResponse="lab")

    assert (refused.status, seraph(refused)) == (200, "AUTHENTICATION_DENIED")
    assert (passed.status, state.users[0].failed_logins) == (302, 0)


@dataclass(frozen=True)
class Bearer:
    """A token that is not recognised."""

    id: str
    change: dict[str, object]
    text: str = ""


UNRESOLVED = [
    Bearer("expired", {"expires": "-1d"}),
    Bearer("revoked", {"revoked": True}),
    Bearer("quotes around it", {}, '"{pat}"'),
    Bearer("truncated", {}, "{pat:.43}"),
    Bearer("invented", {}, token_text("nobody")),
    Bearer("empty", {}, " "),
]


@pytest.mark.parametrize("case", UNRESOLVED, ids=[one.id for one in UNRESOLVED])
def test_an_unresolved_token_is_nobody_and_no_refusal(case: Bearer) -> None:
    """With anonymous access on, a bad token answers 200 as anonymous and without a login reason."""
    state = small_site(tokens=[{"owner": "anna", "name": "ci", **case.change}], anonymous_access=True)
    text = (case.text or "{pat}").format(pat=pat(state, "anna"))
    reply = visitor(state, f"Bearer {text}").get(ME)

    assert (reply.status, body(reply)["type"], seraph(reply)) == (200, "anonymous", None)


def test_an_unresolved_token_is_403_with_anonymous_access_off() -> None:
    """With anonymous access off the same token reads "Not permitted to use confluence"."""
    reply = visitor(small_site(), "Bearer invented").get(ME)

    assert (reply.status, seraph(reply)) == (403, None)
    assert body(reply)["message"].endswith("Not permitted to use confluence : null")


def test_an_unresolved_token_can_be_401_without_a_seraph_header() -> None:
    """In Jira's form the identity endpoint answers 401, the others go on as anonymous."""
    state = small_site(unresolved_bearer_refused=True, anonymous_access=True)
    reply = visitor(state, "Bearer invented").get(ME)

    assert (reply.status, seraph(reply)) == (401, None)
    assert b"Basic Authentication Failure" not in reply.body
    assert visitor(state, "Bearer invented").get("/rest/api/space").status == 200


@pytest.mark.parametrize("value", ["Token {pat}", "{pat}", "token={pat}", "Bearer: {pat}"])
def test_another_scheme_is_no_credential(value: str) -> None:
    """A token under a scheme that Confluence does not read is as good as none."""
    state = small_site(anonymous_access=True)
    reply = visitor(state, value.format(pat=pat(state, "anna"))).get(ME)

    assert (reply.status, body(reply)["type"]) == (200, "anonymous")


def test_token_expires_while_the_clock_runs() -> None:
    """A token works until its last moment and not after."""
    clock = Clock()
    state = small_site(tokens=[{"owner": "anna", "expires": "+1h"}], anonymous_access=True)
    who = visitor(state, f"Bearer {pat(state, 'anna')}", clock)
    before = body(who.get(ME))["type"]
    clock.pass_by(hours=2)

    assert (before, body(who.get(ME))["type"]) == ("known", "anonymous")


def test_inactive_owner_kills_the_token_and_the_password() -> None:
    """An inactive user gets the answer for a wrong password, and their token is not resolved."""
    state = small_site()
    state.users[0].active = False

    assert seraph(visitor(state, basic("anna", "right")).get(ME)) == "AUTHENTICATED_FAILED"
    assert visitor(state, f"Bearer {pat(state, 'anna')}").get(ME).status == 403


def test_old_versions_have_no_tokens() -> None:
    """Before 7.9 the token API is absent and a Bearer header is ignored."""
    state = small_site(version="7.8.3", anonymous_access=True)
    reply = visitor(state, f"Bearer {pat(state, 'anna')}").get(ME)
    listing = visitor(state, basic("anna", "right")).get("/rest/pat/latest/tokens")

    assert body(reply)["type"] == "anonymous"
    assert (listing.status, "null for uri" in body(listing)["message"]) == (404, True)


def test_token_on_rest_paths_only() -> None:
    """Where Bearer is read on REST paths only, a download goes to the login page while Basic opens it."""
    state = small_site(pat_paths="rest")
    token = visitor(state, f"Bearer {pat(state, 'anna')}")
    download = "/download/attachments/107/a.txt"

    assert token.get("/rest/api/content/107").status == 200
    assert "/login.action?os_destination=" in (header(token.get(download), "Location") or "")
    assert visitor(state, basic("anna", "right")).get(download).body == b"hello"


def test_session_only_paths_ignore_header_credentials() -> None:
    """A path for browser sessions does not read the Authorization header."""
    state = small_site(session_only_paths=["/plugins/*"])
    browser = visitor(state)
    browser.log_in("anna", "right")

    assert visitor(state, basic("anna", "right")).get("/plugins/internal").status == 302
    assert browser.get("/plugins/internal").status == 200


def test_no_can_use_is_403_and_authorisation_failed() -> None:
    """A person without "Can use" logs in and is refused; the log line is the shared one."""
    state = small_site()
    reply = visitor(state, basic("zoe", "right")).get(ME)

    assert (reply.status, seraph(reply)) == (403, "AUTHORISATION_FAILED")
    assert "Not permitted to use confluence" in body(reply)["message"]
    assert "tried to login but they do not have USE permission or weren't found" in state.log[-1]


def test_anonymous_refusal_can_be_401() -> None:
    """Public sources do not settle whether nobody gets 401 or 403, so both can be had."""
    assert visitor(small_site()).get(ME).status == 403
    assert visitor(small_site(anonymous_refusal_status=401)).get(ME).status == 401


def test_the_same_run_gives_the_same_bytes() -> None:
    """Two labs with the same state answer the same requests with the same bytes."""
    first, second = (visitor(small_site(), basic("anna", "right")).get(ME) for _ in range(2))

    assert first == second
