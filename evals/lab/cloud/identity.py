"""id.atlassian.com: the login of browsers, and the vendor's status page.

The login's rules are documented (who must use single sign-on, who needs a second step); its wire form is inferred,
since the real one is an internal interface of the vendor's own pages.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote

from evals.lab.cloud import replies
from evals.lab.cloud.credentials import SESSION_COOKIE
from evals.lab.cloud.marks import Basis, shape
from evals.lab.cloud.mint import session_jwt
from evals.lab.cloud.people import Account, BrowserSession
from evals.lab.cloud.state import CloudState
from evals.lab.cloud.visit import cookie, json_body
from evals.lab.cloud.web import login_page
from evals.lab.wire import Handler, Reply, Request

ONE_TIME_CODE = "123456"
"""The second factor that the lab takes as right."""
_SESSION_LIFE = timedelta(days=30)


def identity_handler(state: CloudState, clock: Callable[[], datetime]) -> Handler:
    """Build the handler of id.atlassian.com."""

    def answer(request: Request) -> Reply:
        reply = _answer(state, request, clock())
        return replies.with_headers(reply, *replies.edge_headers(state, clock()))

    return answer


def status_handler(state: CloudState) -> Handler:
    """Build the handler of the vendor's status page."""

    def answer(request: Request) -> Reply:
        if request.path in {"/api/v2/status.json", "/api/v2/summary.json"}:
            return status_summary(state)
        return replies.html_reply(200, "<!DOCTYPE html><html><head><title>Confluence Status</title></head></html>")

    return answer


def _answer(state: CloudState, request: Request, now: datetime) -> Reply:
    if request.path == "/login" and request.method == "GET":
        return show_login(state, dict(parse_qsl(request.query)))
    if request.path == "/login" and request.method == "POST":
        return log_in(state, request, now)
    if request.path == "/logout":
        return log_out(state, request)
    return replies.html_reply(404, "Not Found")


def show_login(state: CloudState, query: dict[str, str]) -> Reply:
    """Show the login page, or send a person whose address is known to their identity provider."""
    account = state.account_by_email(query.get("login_hint", ""))
    if account is not None and must_use_sso(state, account):
        return _to_identity_provider(state, query.get("continue", ""))
    return login_page()


def log_in(state: CloudState, request: Request, now: datetime) -> Reply:
    """Check e-mail, password and second step, in this order; single sign-on comes before all of them."""
    asked = _form(request)
    account = state.account_by_email(asked.get("username", ""))
    if account is not None and must_use_sso(state, account):
        return _to_identity_provider(state, asked.get("continue", ""))
    if account is not None and account.locked:
        return _login_error("captcha-required", "Enter the characters in the picture to go on.")
    if account is None or not account.password or account.password != asked.get("password"):
        if account is not None:
            account.failed_logins += 1
        return _login_error("invalid-credentials", "Incorrect email address and / or password.")
    problem = _account_problem(state, account, asked)
    return problem or _open_session(state, account, asked.get("continue", ""), now)


def log_out(state: CloudState, request: Request) -> Reply:
    """End all sessions of the person, in every app (documented)."""
    session = state.session(cookie(request, SESSION_COOKIE) or "")
    for one in state.sessions:
        if session is not None and one.account == session.account:
            one.ended = True
    return Reply(302, (("Location", "/login"), ("Set-Cookie", f"{SESSION_COOKIE}=; Path=/; Max-Age=0")))


def must_use_sso(state: CloudState, account: Account) -> bool:
    """Tell whether single sign-on is the account's only way in: policies reach managed accounts only."""
    return account.managed and state.organisation.sso_enforced


@shape(Basis.DOCUMENTED, "https://www.atlassianstatus.com/api (Statuspage v2)")
def status_summary(state: CloudState) -> Reply:
    """The status page's summary."""
    incidents = [
        {"id": f"incident{place}", "name": one.name, "status": one.status, "impact": one.impact}
        for place, one in enumerate(state.incidents)
    ]
    worst = state.incidents[0].impact if state.incidents else "none"
    words = f"{worst.capitalize()} Service Outage" if state.incidents else "All Systems Operational"
    hit = {one.component for one in state.incidents}
    names = sorted({"Confluence", *hit})
    components = [{"name": one, "status": "major_outage" if one in hit else "operational"} for one in names]
    body = {"status": {"indicator": worst, "description": words}, "components": components, "incidents": incidents}
    return replies.json_reply(200, {"page": {"id": "confluence", "name": "Confluence"}, **body})


def _account_problem(state: CloudState, account: Account, asked: dict[str, str]) -> Reply | None:
    if not account.active:
        return _login_error("account-deactivated", "Your account has been deactivated. Contact your admin.")
    if not account.email_verified:
        return _login_error("email-not-verified", "Verify your email address first.")
    second_step = account.two_step or (account.managed and state.organisation.two_step_required)
    if second_step and asked.get("otp") != ONE_TIME_CODE:
        return _login_error("two-step-verification", "Enter your verification code.")
    return None


def _open_session(state: CloudState, account: Account, onward: str, now: datetime) -> Reply:
    account.failed_logins = 0
    session = BrowserSession(state.next_text("session"), account.id, issued=now, expires=now + _SESSION_LIFE)
    session.secret = session_jwt(session)
    state.sessions.append(session)
    value = f"{SESSION_COOKIE}={session.secret}; Path=/; Secure; HttpOnly; SameSite=None"
    return Reply(302, (("Location", onward or "/"), ("Set-Cookie", value)))


def _to_identity_provider(state: CloudState, onward: str) -> Reply:
    return Reply(302, (("Location", f"{state.organisation.idp_url}?RelayState={quote(onward, safe='')}"),))


@shape(Basis.INFERRED, "the words are those of the login page; code and status are guesses")
def _login_error(code: str, words: str) -> Reply:
    """A login that did not succeed."""
    return replies.json_reply(401, {"code": code, "message": words})


def _form(request: Request) -> dict[str, str]:
    if "json" in (request.header("Content-Type") or ""):
        return {str(name): str(value) for name, value in json_body(request).items()}
    return dict(parse_qsl(request.body.decode("utf-8", "replace")))
