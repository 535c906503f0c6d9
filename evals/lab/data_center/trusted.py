"""Legacy trusted applications. The response headers are those of Seraph's source; nothing was captured (inferred)."""

from fnmatch import fnmatchcase

from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.policy import TrustedApp
from evals.lab.data_center.state import DataCenterState


def from_trusted_app(state: DataCenterState, call: Call) -> Caller | None:
    """Accept a trusted application's call, or let it go on as nobody with the error in two headers."""
    app_id = call.request.header("X-Seraph-Trusted-App-ID")
    if app_id is None:
        return None
    app = next((one for one in state.trusted_apps if one.id == app_id), None)
    problem = _problem(app, call)
    user = state.user(app.user) if app is not None and not problem else None
    if user is not None:
        return Caller(user, "trusted", "OK", headers=(("X-Seraph-Trusted-App-Status", "OK"),))
    error = problem or "USER_UNKNOWN"
    return Caller(headers=(("X-Seraph-Trusted-App-Status", "ERROR"), ("X-Seraph-Trusted-App-Error", error)))


def _problem(app: TrustedApp | None, call: Call) -> str:
    if app is None:
        return "APP_UNKNOWN"
    if not app.certificate_valid:
        return "BAD_SIGNATURE"
    if app.addresses and not any(fnmatchcase(call.request.client_address, one) for one in app.addresses):
        return "BAD_REMOTE_IP"
    if app.paths and not any(fnmatchcase(call.path, one) for one in app.paths):
        return "BAD_URL"
    return ""
