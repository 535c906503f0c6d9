"""The Seraph filter chain: header credentials first, cookies last; the first one that speaks decides."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network

from evals.lab.data_center import log, sessions
from evals.lab.data_center.call import ANONYMOUS, Call, Caller, basic_pair
from evals.lab.data_center.directories import PasswordCheck, check_password
from evals.lab.data_center.jwt_login import from_jwt
from evals.lab.data_center.oauth1 import from_oauth1
from evals.lab.data_center.people import DirectoryKind, User
from evals.lab.data_center.permissions import may_use
from evals.lab.data_center.replies import (
    basic_disabled,
    basic_failure,
    captcha_as_jira,
    json_reply,
    redirect_out,
    tomcat_page,
)
from evals.lab.data_center.state import DataCenterState
from evals.lab.data_center.trusted import from_trusted_app
from evals.lab.wire import Reply

Step = Callable[[DataCenterState, Call], Caller | Reply | None]
_PAT_FORM = re.compile(r"[A-Za-z0-9+/]{44}")
_FIRST_VERSION_WITH_PATS = (7, 9)


def who_calls(state: DataCenterState, call: Call) -> Caller | Reply:
    """Find out who calls, or refuse. An unknown or stale Bearer token is no refusal: the call goes on as nobody.

    That last rule is documented: jira.atlassian.com/browse/CONFSERVER-98199.
    """
    header_counts = not any(fnmatchcase(call.path, one) for one in state.session_only_paths)
    for step in (*(_HEADER_STEPS if header_counts else ()), *_COOKIE_STEPS):
        outcome = step(state, call)
        if outcome is not None:
            return outcome
    return ANONYMOUS


def captcha_due(state: DataCenterState, user: User | None) -> bool:
    """Tell whether the user has used up their attempts."""
    return user is not None and state.captcha_threshold is not None and user.failed_logins >= state.captcha_threshold


def log_in(state: DataCenterState, call: Call, name: str, password: str) -> PasswordCheck:
    """Check a password, keep count of the failures and write the log. Used by Basic and by the login form."""
    known = state.user(name)
    check = check_password(state, call, name, password)
    if check.user is not None:
        check.user.failed_logins = 0
        return check
    if known is not None:
        known.failed_logins += 1
    log.refused_use(state, call, name)
    return check


def _bearer(state: DataCenterState, call: Call) -> Caller | Reply | None:
    scheme, text = call.authorization()
    if scheme != "bearer" or (state.pat_paths == "rest" and not call.is_rest):
        return None
    service = next((one for one in state.service_tokens if one.token == text), None)
    if service is not None and service.usable_at(call.now):
        return _accepted(state, call, state.user(service.user), "service")
    if state.service_tokens and (service is not None or not _PAT_FORM.fullmatch(text)):
        return _invalid_service_token()
    return _personal_token(state, call, text)


def _personal_token(state: DataCenterState, call: Call, text: str) -> Caller | None:
    token = next((one for one in state.tokens if one.token == text and one.usable_at(call.now)), None)
    if token is None or not state.at_least(*_FIRST_VERSION_WITH_PATS):
        return None
    owner = state.user(token.owner)
    if owner is None or not owner.active:
        return None
    token.last_used = call.now
    return _accepted(state, call, owner, "bearer")


def _invalid_service_token() -> Reply:
    """Refuse a service-account token; RFC 6750 form, no capture from Confluence was found (inferred)."""
    challenge = (("WWW-Authenticate", 'Bearer error="invalid_token", error_description="The access token is invalid"'),)
    return json_reply(401, {"error": "invalid_token"}, challenge)


def _basic(state: DataCenterState, call: Call) -> Caller | Reply | None:
    scheme, text = call.authorization()
    if scheme != "basic":
        return None
    name, secret = basic_pair(text)
    refusal = _policy_refusal(state, call, name)
    if refusal is not None:
        return refusal
    if _app_token_fits(state, name, secret):
        return _accepted(state, call, state.user(name), "basic")
    if _passwords_blocked(state, name):
        return tomcat_page(state, 403, state.token_app.message)
    if state.sso.redirects_rest and state.sso.enabled and call.query.get("os_authType") != "basic":
        return redirect_out(state.sso.idp_url)
    return _password(state, call, name, secret)


def _policy_refusal(state: DataCenterState, call: Call, name: str) -> Reply | None:
    allowed = state.token_app.allowed_addresses
    if state.token_app.enabled and allowed and not in_networks(call.request.client_address, allowed):
        return tomcat_page(state, 403, "Access from this IP address is not allowed by the API Token Authentication app")
    sso = state.sso
    if not sso.basic_disabled or name in sso.allowed_users:
        return None
    return None if any(fnmatchcase(call.path, one) for one in sso.allowed_paths) else basic_disabled()


def _app_token_fits(state: DataCenterState, name: str, secret: str) -> bool:
    return state.token_app.enabled and state.token_app.tokens.get(secret) == name and state.user(name) is not None


def _passwords_blocked(state: DataCenterState, name: str) -> bool:
    app = state.token_app
    user = state.user(name)
    exempt = user is not None and any(group in app.allowed_groups for group in user.groups)
    return app.enabled and app.blocks_passwords and not exempt


def _password(state: DataCenterState, call: Call, name: str, secret: str) -> Caller | Reply:
    if captcha_due(state, state.user(name)):
        return captcha_as_jira(state) if state.captcha_status == 403 else basic_failure(state, "AUTHENTICATION_DENIED")
    check = log_in(state, call, name, secret)
    if check.user is None and check.directory_failed and state.directory_failure_status == 500:
        return tomcat_page(state, 500, "com.atlassian.crowd.exception.runtime.OperationFailedException")
    if check.user is None or (state.two_step.basic_refused and asks_second_step(state, check.user)):
        return basic_failure(state, "AUTHENTICATED_FAILED")
    return _accepted(state, call, check.user, "basic") or basic_failure(state, "AUTHENTICATED_FAILED")


def asks_second_step(state: DataCenterState, user: User) -> bool:
    """Tell whether this person's login is only complete with a code."""
    return state.two_step.enabled and user.two_step_enrolled


def _accepted(state: DataCenterState, call: Call, user: User | None, means: str) -> Caller | None:
    """Accept the user; without "Can use" the header says so and the next gate refuses (the value is inferred)."""
    if user is None:
        return None
    if may_use(state, user):
        return Caller(user, means, "OK")
    log.refused_use(state, call, user.name)
    return Caller(user, means, state.use_refusal_reason)


def _session(state: DataCenterState, call: Call) -> Caller | None:
    session = sessions.current(state, call)
    user = state.user(session.user) if session and session.user else None
    return Caller(user, "session") if user is not None and user.active else None


def _crowd_cookie(state: DataCenterState, call: Call) -> Caller | None:
    token = state.crowd.tokens.get(call.cookie("crowd.token_key") or "")
    if not state.crowd.sso_authenticator or token is None:
        return None
    if state.crowd.consistent_address and caller_address(state, call) != token.address:
        log.write(state, call, "WARN", "crowd.integration.http", "token is invalid: validation factors do not match")
        return None
    user = state.user(token.user)
    if user is None or state.directory_of(user).kind is DirectoryKind.INTERNAL:
        return None
    return Caller(user, "crowd", "OK")


def caller_address(state: DataCenterState, call: Call) -> str:
    """Return the address that Crowd sees: the forwarded one only from a trusted proxy."""
    own = call.request.client_address
    forwarded = (call.request.header("X-Forwarded-For") or "").split(",")[0].strip()
    return forwarded if forwarded and in_networks(own, state.crowd.trusted_proxies) else own


def _remember_cookie(state: DataCenterState, call: Call) -> Caller | None:
    user = sessions.remembered_user(state, call)
    return Caller(user, "remembered", "OK") if user is not None and user.active else None


def in_networks(address: str, networks: list[str]) -> bool:
    """Tell whether an address lies in one of the networks ("10.0.0.0/8") or equals one of the addresses."""
    try:
        own = ip_address(address)
    except ValueError:
        return False
    return any(own in ip_network(one, strict=False) for one in networks)


_HEADER_STEPS: tuple[Step, ...] = (_bearer, _basic, from_oauth1, from_jwt, from_trusted_app)
_COOKIE_STEPS: tuple[Step, ...] = (_session, _crowd_cookie, _remember_cookie)
