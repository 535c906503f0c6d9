"""What stands between a known caller and the resource: rate limit, use permission, XSRF, read-only mode, licence."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from evals.lab.data_center import log
from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.live import Bucket
from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.permissions import licence_exceeded, may_use
from evals.lab.data_center.policy import XsrfOnRest
from evals.lab.data_center.replies import (
    html_reply,
    must_authenticate,
    not_permitted_to_use,
    oauth_challenge,
    rate_limited,
    redirect_out,
    rest_error,
    to_login,
    tomcat_page,
    xsrf_failed,
)
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply

Gate = Callable[[DataCenterState, Call, Caller], Reply | None]
_OPEN_TO_ALL = re.compile(
    r"/(login|dologin|logout|notpermitted)\.action|/rest/applinks/[^/]+/manifest|/rest/authconfig/[^/]+/login-options"
    r"|/rest/tsv/.*|/plugins/servlet/(samlconsumer|oauth/.*)|/s/.*|/"
)
_IDENTITY_PATHS = re.compile(r"/rest/api/user/current|/rest/pat/.*")
_CONTENT_WRITE = re.compile(r"/rest/api/.*|/rpc/.*|/pages/.*\.action")
_NO_XSRF_ACTIONS = frozenset({"/dologin.action", "/login.action", "/doauthenticate.action"})
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


def refuse(state: DataCenterState, call: Call, caller: Caller) -> Reply | None:
    """Return the refusal of the first gate that does not let the call through."""
    refusals = (gate(state, call, caller) for gate in _GATES)
    return next((one for one in refusals if one is not None), None)


def is_service_path(call: Call) -> bool:
    """Tell whether a program is meant to call the path, so that it is refused and not sent to a login page."""
    return call.is_rest or call.path.startswith("/rpc/")


def _rate(state: DataCenterState, call: Call, caller: Caller) -> Reply | None:
    limit = state.rate_limit
    if not limit.enabled or not call.is_rest or caller.name in limit.exempt_users:
        return None
    bucket = state.buckets.setdefault(caller.name, Bucket(float(limit.capacity), call.now))
    gained = (call.now - bucket.at).total_seconds() * limit.refill_per_minute / 60
    bucket.left = min(float(limit.capacity), bucket.left + max(0.0, gained))
    bucket.at = call.now
    if bucket.left < 1:
        wait = int((1 - bucket.left) * 60 / limit.refill_per_minute) + 1 if limit.refill_per_minute else 3600
        return rate_limited(limit.capacity, limit.refill_per_minute, wait)
    bucket.left -= 1
    return None


def _use(state: DataCenterState, call: Call, caller: Caller) -> Reply | None:
    if _OPEN_TO_ALL.fullmatch(call.path):
        return None
    if caller.user is None:
        return _nobody(state, call)
    if may_use(state, caller.user):
        return None
    return not_permitted_to_use() if is_service_path(call) else not_permitted_page()


def _nobody(state: DataCenterState, call: Call) -> Reply | None:
    unresolved = call.authorization()[0] == "bearer" and state.unresolved_bearer_refused
    if unresolved and _IDENTITY_PATHS.fullmatch(call.path):
        return must_authenticate(state)
    if may_use(state, None):
        return None
    if not is_service_path(call):
        return to_login(state, call)
    if call.query.get("os_authType") == "basic":
        return _basic_demanded(state)
    if state.sso.enabled and state.sso.redirects_rest:
        return redirect_out(state.sso.idp_url)
    return must_authenticate(state) if state.anonymous_refusal_status == 401 else not_permitted_to_use()


@shape(Basis.INFERRED, "os_authType=basic turns a login redirect into a 401 (documented); the page was not captured")
def _basic_demanded(state: DataCenterState) -> Reply:
    return tomcat_page(state, 401, "", oauth_challenge(state))


@shape(Basis.INFERRED, "the title 'Not Permitted' is documented, status and layout are not")
def not_permitted_page() -> Reply:
    """The page that a person without "Can use" sees."""
    text = "<h1>Not Permitted</h1><p>You are not permitted to perform this operation.</p>"
    return html_reply(403, "Not Permitted - Confluence", text)


def _xsrf(state: DataCenterState, call: Call, _caller: Caller) -> Reply | None:
    if not call.is_write:
        return None
    token = (call.request.header("X-Atlassian-Token") or "").strip().lower()
    if token == "no-check" or (token == "nocheck" and not state.xsrf.nocheck_refused):
        return None
    suspicious = _rest_suspicious(state, call) if call.is_rest else _struts_suspicious(state, call)
    if not suspicious:
        return None
    origin, referer = call.request.header("Origin"), call.request.header("Referer")
    text = f"XSRF checks failed for request: {call.request.path} , origin: {origin} , referrer: {referer}"
    log.write(state, call, "WARN", "common.security.jersey.XsrfResourceFilter", text)
    return xsrf_failed()


def _rest_suspicious(state: DataCenterState, call: Call) -> bool:
    """Tell whether the REST filter doubts a write; the browser rule is Jira's, whose filter Confluence shares."""
    mode = state.xsrf.rest
    if mode is XsrfOnRest.OFF:
        return False
    form = (call.request.header("Content-Type") or "").lower().startswith(_FORM_TYPES)
    foreign = call.looks_like_a_browser and not _own_origin(state, call)
    return mode is XsrfOnRest.ALWAYS or form or foreign


def _own_origin(state: DataCenterState, call: Call) -> bool:
    origin = call.request.header("Origin") or call.request.header("Referer") or ""
    own = {_origin(state.base_url), *state.xsrf.allowed_origins}
    return bool(origin) and _origin(origin) in own


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _struts_suspicious(state: DataCenterState, call: Call) -> bool:
    """Tell whether a posted action lacks its token; on by default from 9.0 (documented)."""
    on = state.at_least(9) if state.xsrf.struts is None else state.xsrf.struts
    is_action = call.path.endswith(".action") and call.path not in _NO_XSRF_ACTIONS
    return on and is_action and not call.form().get("atl_token")


def _read_only(state: DataCenterState, call: Call, _caller: Caller) -> Reply | None:
    if not state.read_only or not call.is_write or not _CONTENT_WRITE.fullmatch(call.path) or _only_reads(call):
        return None
    return read_only_refusal(state.read_only_status)


@shape(Basis.INFERRED, "the mode is documented from 6.10; its status and text on REST were not found")
def read_only_refusal(status: int) -> Reply:
    """The refusal of a write in read-only mode."""
    name = "com.atlassian.confluence.api.service.exceptions.ReadOnlyException"
    return rest_error(status, f"{name}: Read-only mode is enabled", read_only_allowed=False)


def _licence(state: DataCenterState, call: Call, _caller: Caller) -> Reply | None:
    """Refuse all writes while the licence is exceeded; reads and logins go on (documented face of it)."""
    writes = call.is_write and _CONTENT_WRITE.fullmatch(call.path) and not _only_reads(call)
    if not writes or not licence_exceeded(state):
        return None
    name = "com.atlassian.confluence.api.service.exceptions.PermissionException"
    return rest_error(403, f"{name}: Could not save content")


def _only_reads(call: Call) -> bool:
    """Tell whether a POST is a look-up of the old remote interface."""
    return call.path.startswith("/rpc/") and ("/get" in call.path or b'"get' in call.request.body)


_GATES: tuple[Gate, ...] = (_rate, _use, _xsrf, _read_only, _licence)
