"""The log-in pages: form, single sign-on, logout, secure administrator sessions."""

import base64
import binascii
import re
from datetime import timedelta
from urllib.parse import quote

from evals.lab.data_center import log, sessions
from evals.lab.data_center.login import asks_second_step, captcha_due, log_in
from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.people import User
from evals.lab.data_center.permissions import may_use
from evals.lab.data_center.replies import SERAPH, html_reply, redirect, redirect_out
from evals.lab.data_center.routing import Route, Visit
from evals.lab.wire import Headers, Reply

CAPTCHA_ANSWER = "lab"
"""What a person types to solve the lab's CAPTCHA."""

_REFUSED = "Sorry, your username and password are incorrect. Please try again."


@shape(Basis.INFERRED, "field names are public in the product's forms; the layout is ours")
def login_page(visit: Visit, note: str = "", headers: Headers = ()) -> Reply:
    """The log-in page, always with status 200."""
    state = visit.state
    captcha = '<img class="captcha-image"><input name="captchaResponse">' if "CAPTCHA" in note else ""
    sso = '<a href="/plugins/servlet/external-login">Continue with single sign-on</a>' if state.sso.enabled else ""
    text = (
        f'<h1>Log in</h1><div class="aui-message">{note}</div>'
        f'<form name="loginform" method="POST" action="{state.context}/dologin.action">'
        f'<input name="os_username"><input name="os_password" type="password">{captcha}</form>{sso}'
    )
    return html_reply(200, "Log In - Confluence", text, headers)


def _to_identity_provider(visit: Visit) -> Reply:
    destination = visit.call.form().get("os_destination", "/")
    return redirect_out(f"{visit.state.sso.idp_url}?SAMLRequest=lab&RelayState={quote(destination, safe='')}")


def _form_hidden(visit: Visit) -> bool:
    sso = visit.state.sso
    asked = "auth_fallback" in visit.call.query or "auth_fallback" in visit.call.form()
    return sso.enabled and sso.only and not (sso.fallback and asked)


def _login(visit: Visit) -> Reply:
    return _to_identity_provider(visit) if _form_hidden(visit) else login_page(visit)


def _do_login(visit: Visit) -> Reply:
    if _form_hidden(visit):
        return _to_identity_provider(visit)
    form = visit.call.form()
    name = form.get("os_username", "")
    if captcha_due(visit.state, visit.state.user(name)) and form.get("captchaResponse") != CAPTCHA_ANSWER:
        return login_page(visit, "Please answer the CAPTCHA", ((SERAPH, "AUTHENTICATION_DENIED"),))
    user = log_in(visit.state, visit.call, name, form.get("os_password", "")).user
    if user is None:
        return login_page(visit, _REFUSED, ((SERAPH, "AUTHENTICATED_FAILED"),))
    if not may_use(visit.state, user):
        log.refused_use(visit.state, visit.call, name)
        return login_page(visit, "You are not permitted to use Confluence", ((SERAPH, visit.state.use_refusal_reason),))
    if asks_second_step(visit.state, user) and not form.get("totpCode"):
        return redirect(visit.state, "/login.action?user_role=&tsv=true")
    return _welcome(visit, user, form)


def _welcome(visit: Visit, user: User, form: dict[str, str]) -> Reply:
    session = sessions.start(visit.state, visit.call, user)
    headers: Headers = ((SERAPH, "OK"), sessions.cookie_for(visit.state, session))
    if form.get("os_cookie") == "true" or sessions.remember_is_forced(visit.state):
        headers = (*headers, sessions.remember(visit.state, visit.call, user))
    destination = form.get("os_destination") or "/index.action"
    return redirect(visit.state, destination if destination.startswith("/") else "/index.action", headers)


@shape(Basis.INFERRED, "the enum value OUT exists; that a logout sends it is inferred")
def _logout(visit: Visit) -> Reply:
    headers = ((SERAPH, "OUT"), *sessions.forget(visit.state, visit.call))
    return redirect(visit.state, "/login.action?logout=true", headers)


def _password_again(_visit: Visit) -> Reply:
    """Ask an administrator for the password again."""
    text = '<h1>Administrator Access</h1><form name="authenticateform"><input name="password" type="password"></form>'
    return html_reply(200, "Administrator Access - Confluence", text)


def _elevate(visit: Visit) -> Reply:
    """Check the password again; who has none here, as with single sign-on, cannot pass (documented)."""
    user = visit.caller.user
    session = sessions.current(visit.state, visit.call)
    form = visit.call.form()
    if user is None or session is None or not user.password or form.get("password") != user.password:
        return _password_again(visit)
    session.websudo_until = visit.call.now + timedelta(minutes=visit.state.websudo.minutes)
    destination = form.get("destination") or "/admin/console.action"
    return redirect(visit.state, destination if destination.startswith("/") else "/admin/console.action")


def _saml(visit: Visit) -> Reply:
    """Take the identity provider's answer; what it asserts decides, as far as Confluence checks it."""
    if not visit.state.sso.enabled:
        return html_reply(404, "Page Not Found", "<h1>Page Not Found</h1>")
    form = visit.call.form()
    answer = _decoded(form.get("SAMLResponse", ""))
    problem = _assertion_problem(visit, answer)
    if problem:
        log.saml(visit.state, visit.call, problem)
        return _cannot_log_in(visit)
    user = visit.state.user(_tag(answer, "NameID"))
    if user is None or not user.mapped or not user.active:
        text = f"Received SSO request for user {_tag(answer, 'NameID')}, but the user does not exist"
        log.saml(visit.state, visit.call, text)
        return _cannot_log_in(visit)
    return _welcome(visit, user, {"os_destination": form.get("RelayState", "")})


@shape(
    Basis.DOCUMENTED,
    "the title is quoted in confkb/azure-users-unable-to-log-in-...-1108477017; the status is inferred",
)
def _cannot_log_in(_visit: Visit) -> Reply:
    return html_reply(401, "Log In - Confluence", "<h1>We can't log you in right now</h1>")


def _assertion_problem(visit: Visit, answer: str) -> str:
    """Return the log text of what is wrong with an assertion: the claim's is documented, the others are inferred."""
    sso = visit.state.sso
    if sso.idp_certificate and _tag(answer, "X509Certificate") != sso.idp_certificate:
        return "Signature validation failed. SAML Response rejected"
    stamp = visit.call.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    not_before, until = (_attribute(answer, name) for name in ("NotBefore", "NotOnOrAfter"))
    if not_before and stamp < not_before:
        return "Timing issues (please check your clock settings): the assertion is not yet valid"
    if until and stamp >= until:
        return "Timing issues (please check your clock settings): the assertion has expired"
    if sso.jit_groups_claim and f'Name="{sso.jit_groups_claim}"' not in answer:
        return f"Attribute [{sso.jit_groups_claim}] could not be found"
    return ""


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _tag(xml: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}(?:\s[^>]*)?>([^<]*)<", xml)
    return found[1].strip() if found else ""


def _attribute(xml: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', xml)
    return found[1] if found else ""


LOGIN_ROUTES = (
    Route("GET", "/login.action", _login),
    Route("POST", "/login.action", _do_login),
    Route("POST", "/dologin.action", _do_login),
    Route("GET", "/logout.action", _logout),
    Route("GET", "/authenticate.action", _password_again),
    Route("POST", "/doauthenticate.action", _elevate),
    Route("POST", "/plugins/servlet/samlconsumer", _saml),
    Route("GET", "/plugins/servlet/external-login", _to_identity_provider),
)
