"""The server: context path, life cycle, login chain, gates, routes, and the headers that go on every answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from evals.lab.data_center import log, sessions
from evals.lab.data_center.call import ANONYMOUS, Call, Caller, path_below, query_of
from evals.lab.data_center.gates import refuse
from evals.lab.data_center.login import who_calls
from evals.lab.data_center.policy import Lifecycle
from evals.lab.data_center.replies import SERAPH, json_reply, not_running, tomcat_page, with_headers
from evals.lab.data_center.rest import answer_rest
from evals.lab.data_center.rpc import answer_rpc
from evals.lab.data_center.state import DataCenterState
from evals.lab.data_center.web import answer_web
from evals.lab.wire import Handler, Headers, Reply, Request

_STATUS_CODES = {Lifecycle.RUNNING: 200, Lifecycle.ERROR: 500}
_LEAVES_SESSION_ALONE = frozenset({"", "session", "bearer", "service", "oauth", "jwt", "trusted"})


def data_center_handler(state: DataCenterState, clock: Callable[[], datetime]) -> Handler:
    """Make a handler for one Data Center.

    Args:
        state: What it knows; a test may change it between requests.
        clock: True time; the server's own clock is ahead of it by `clock_offset_seconds`.
    """
    state.anchor(clock())

    def handle(request: Request) -> Reply:
        now = clock() + timedelta(seconds=state.clock_offset_seconds)
        date = ("Date", format_datetime(now.astimezone(UTC), usegmt=True))
        return with_headers(_serve(state, request, now), (date,))

    return handle


def _serve(state: DataCenterState, request: Request, now: datetime) -> Reply:
    path = path_below(request.path, state.context)
    if path is None:
        return _server_header(state, tomcat_page(state, 404, ""))
    call = Call(request, path, query_of(request.query), now, "")
    call = replace(call, node=sessions.node_for(state, request, call.cookie("JSESSIONID")))
    caller, reply = _answer(state, call)
    reply = _server_header(state, reply)
    log.access(state, call, caller.name, reply.status, len(reply.body))
    return replace(reply, body=b"") if request.method == "HEAD" else reply


def _answer(state: DataCenterState, call: Call) -> tuple[Caller, Reply]:
    if call.path == "/status":
        return ANONYMOUS, json_reply(_STATUS_CODES.get(state.lifecycle, 503), {"state": state.lifecycle.value})
    if state.lifecycle is not Lifecycle.RUNNING:
        return ANONYMOUS, not_running(state)
    outcome = who_calls(state, call)
    if isinstance(outcome, Reply):
        return ANONYMOUS, _decorated(state, call, ANONYMOUS, outcome)
    return outcome, _decorated(state, call, outcome, refuse(state, call, outcome) or _route(state, call, outcome))


def _route(state: DataCenterState, call: Call, caller: Caller) -> Reply:
    if call.is_rest:
        return answer_rest(state, call, caller)
    if call.path.startswith("/rpc/"):
        return answer_rpc(state, call, caller)
    return answer_web(state, call, caller)


def _decorated(state: DataCenterState, call: Call, caller: Caller, reply: Reply) -> Reply:
    """Add the session cookie, the login reason and the bonus headers; only the first two are documented."""
    headers: Headers = caller.headers
    if caller.reason and not any(key == SERAPH for key, _ in reply.headers):
        headers = (*headers, (SERAPH, caller.reason))
    headers = (*headers, *_session_headers(state, call, caller, reply))
    headers = (*headers, ("X-Confluence-Request-Time", str(int(call.now.timestamp() * 1000))))
    headers = (*headers, ("X-Frame-Options", "SAMEORIGIN"), ("X-Content-Type-Options", "nosniff"))
    if len(state.cluster.nodes) > 1:
        headers = (*headers, ("X-Confluence-Cluster-Node", call.node))
    if state.echo_username_header:
        headers = (*headers, ("X-AUSERNAME", caller.name or "anonymous"))
    return with_headers(reply, headers)


def _session_headers(state: DataCenterState, call: Call, caller: Caller, reply: Reply) -> Headers:
    """Keep the session, or open one: JSESSIONID is set on refusals too, so it proves nothing (documented)."""
    if any(key == "Set-Cookie" and value.startswith("JSESSIONID=") for key, value in reply.headers):
        return ()
    session = sessions.current(state, call)
    fresh = session is None
    session = session or sessions.start(state, call)
    if caller.means not in _LEAVES_SESSION_ALONE:
        session.user = caller.name
    return (sessions.cookie_for(state, session),) if fresh else ()


def _server_header(state: DataCenterState, reply: Reply) -> Reply:
    server = state.connector.server_header
    return with_headers(reply, (("Server", server),)) if server else reply
