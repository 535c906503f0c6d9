"""REST resources about configuration, log-in methods, health and licence."""

from typing import Any

from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.people import DirectoryKind
from evals.lab.data_center.permissions import is_admin, licence_exceeded, licensed_count
from evals.lab.data_center.replies import json_reply, must_authenticate, no_resource, rest_error
from evals.lab.data_center.routing import Route, View, Visit
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply


def _for_admins(view: View) -> View:
    def guarded(visit: Visit) -> Reply:
        if visit.caller.user is None:
            return must_authenticate(visit.state)
        if not is_admin(visit.state, visit.caller.user):
            return rest_error(403, "Client must be authenticated as an administrator to access this resource.")
        return view(visit)

    return guarded


@shape(Basis.DOCUMENTED, "enterprise/creating-an-allowlist-when-basic-authentication-is-disabled-1044106574")
def _basic_config(visit: Visit) -> Reply:
    sso = visit.state.sso
    body = {
        "block-requests": sso.basic_disabled,
        "allowed-paths": sso.allowed_paths,
        "allowed-users": sso.allowed_users,
    }
    return json_reply(200, body)


def _set_basic_config(visit: Visit) -> Reply:
    posted = visit.call.json()
    if not isinstance(posted, dict):
        return rest_error(400, "A JSON object is required", authorized=True)
    sso = visit.state.sso
    sso.basic_disabled = bool(posted.get("block-requests", sso.basic_disabled))
    sso.allowed_paths = [str(one) for one in posted.get("allowed-paths", sso.allowed_paths)]
    sso.allowed_users = [str(one) for one in posted.get("allowed-users", sso.allowed_users)]
    return _basic_config(visit)


@shape(Basis.INFERRED, "confkb/list-of-rest-apis-available-to-configure-sso names the resource; its body is inferred")
def _login_options(visit: Visit) -> Reply:
    """How one may log in; the login page asks for it, so it is open to all."""
    state = visit.state
    if not state.sso.installed:
        return no_resource(visit.call)
    options: list[dict[str, Any]] = []
    if not state.sso.only:
        options.append({"id": 1, "name": "Username and password", "type": "LOGIN_FORM", "enabled": True})
    if state.sso.enabled:
        options.append({"id": 2, "name": "Single sign-on", "type": "IDP", "enabled": True})
    if state.two_step.enabled:
        options.append({"id": 3, "name": "Two-step verification", "type": "TWO_STEP_VERIFICATION", "enabled": True})
    return json_reply(200, {"size": len(options), "results": options})


@shape(Basis.DOCUMENTED, "confkb/list-of-rest-apis-available-to-configure-sso-1085188345; more fields exist")
def _sso(visit: Visit) -> Reply:
    sso = visit.state.sso
    body = {
        "enable-authentication-fallback": sso.fallback,
        "allow-saml-redirect-override": sso.fallback,
        "show-login-form": not sso.only,
        "sso-type": "SAML" if sso.enabled else "NONE",
    }
    return json_reply(200, body)


def _set_sso(visit: Visit) -> Reply:
    posted = visit.call.json()
    if isinstance(posted, dict):
        visit.state.sso.fallback = bool(posted.get("enable-authentication-fallback", visit.state.sso.fallback))
    return _sso(visit)


@shape(Basis.INFERRED, "paths are printed in Bamboo's two-step verification REST page; Confluence's answer is inferred")
def _second_step(visit: Visit) -> Reply:
    if not visit.state.two_step.enabled:
        return no_resource(visit.call)
    return json_reply(200, {"totpCodeRequired": True})


@shape(Basis.DOCUMENTED, "application links publish this manifest without a login")
def _manifest(visit: Visit) -> Reply:
    state = visit.state
    if "json" in (visit.call.request.header("Accept") or ""):
        return json_reply(
            200, {"name": "Confluence", "typeId": "confluence", "version": state.version, "url": state.base_url}
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><manifest>'
        f"<name>Confluence</name><typeId>confluence</typeId><version>{state.version}</version>"
        f"<url>{state.base_url}</url><publicSignup>false</publicSignup></manifest>"
    )
    return Reply(200, (("Content-Type", "application/xml"),), text.encode())


@shape(Basis.DOCUMENTED, "confkb/health-check-user-directories-1333331989 for the two failures; the layout is inferred")
def _health(visit: Visit) -> Reply:
    return json_reply(200, {"statuses": [_directories(visit.state), _licence(visit.state)]})


def _directories(state: DataCenterState) -> dict[str, Any]:
    failures = []
    for one in state.active_directories():
        if one.kind is not DirectoryKind.INTERNAL and not one.works:
            why = "credentials were rejected" if one.reachable else "a connection can't be established"
            failures.append(f"Directory {one.name}: {why}")
    return {"name": "User Directories", "isHealthy": not failures, "failureReason": "; ".join(failures)}


def _licence(state: DataCenterState) -> dict[str, Any]:
    healthy = not licence_exceeded(state)
    reason = "" if healthy else "The licence is expired or has more users than seats"
    return {"name": "License", "isHealthy": healthy, "failureReason": reason}


@shape(Basis.INFERRED, "path as public clients call it; the body was not captured")
def _licence_details(visit: Visit) -> Reply:
    state = visit.state
    body = {
        "valid": not licence_exceeded(state),
        "expired": state.licence.expired,
        "maximumNumberOfUsers": state.licence.seats or -1,
        "currentNumberOfUsers": licensed_count(state),
    }
    return json_reply(200, body)


def _user_count(visit: Visit) -> Reply:
    return json_reply(200, {"count": licensed_count(visit.state)})


def _remaining_seats(visit: Visit) -> Reply:
    seats = visit.state.licence.seats
    return json_reply(200, {"count": max(0, seats - licensed_count(visit.state)) if seats else -1})


ADMIN_ROUTES = (
    Route("GET", "/rest/basicauth/{version}/config", _for_admins(_basic_config)),
    Route("PUT", "/rest/basicauth/{version}/config", _for_admins(_set_basic_config)),
    Route("GET", "/rest/authconfig/{version}/login-options", _login_options),
    Route("GET", "/rest/authconfig/{version}/sso", _for_admins(_sso)),
    Route("PATCH", "/rest/authconfig/{version}/sso", _for_admins(_set_sso)),
    Route("PUT", "/rest/authconfig/{version}/sso", _for_admins(_set_sso)),
    Route("POST", "/rest/tsv/{version}/authenticate", _second_step),
    Route("POST", "/rest/tsv/{version}/authenticate/totp-code", _second_step),
    Route("GET", "/rest/applinks/{version}/manifest", _manifest),
    Route("GET", "/rest/troubleshooting/{version}/check", _for_admins(_health)),
    Route("GET", "/rest/license/{version}/license/details", _for_admins(_licence_details)),
    Route("GET", "/rest/license/{version}/license/userCount", _for_admins(_user_count)),
    Route("GET", "/rest/license/{version}/license/remainingSeats", _for_admins(_remaining_seats)),
)
