"""HTTP sessions and the remember-me cookie.

Cookie names, lifetimes and when the remember-me cookie is forced are documented on the vendor's page
"Confluence Cookies" (confluence.atlassian.com/doc/confluence-cookies-168169.html).
"""

from datetime import timedelta

from evals.lab.data_center.call import Call
from evals.lab.data_center.live import Session
from evals.lab.data_center.people import User
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Request

NODE_HEADER = "X-Lab-Node"
"""Set by a load-balancer layer: the place of the node, from 0, that it chose."""

_KEPT_SESSIONS = 2000
_REMEMBER_DAYS = 14
Header = tuple[str, str]


def node_for(state: DataCenterState, request: Request, cookie: str | None) -> str:
    """Choose the node: as the balancer says, else the session's own with affinity, else one after the other."""
    nodes = state.cluster.nodes
    chosen = request.header(NODE_HEADER)
    if chosen is not None and chosen.isdigit():
        return nodes[int(chosen) % len(nodes)]
    if state.cluster.affinity:
        session = state.sessions.get(cookie or "")
        return session.node if session else nodes[0]
    state.counter += 1
    return nodes[state.counter % len(nodes)]


def current(state: DataCenterState, call: Call) -> Session | None:
    """Return the session that the JSESSIONID cookie names, if this node knows it and it has not timed out."""
    session = state.sessions.get(call.cookie("JSESSIONID") or "")
    if session is None or session.node != call.node:
        return None
    if not session.alive_at(call.now, state.connector.session_minutes):
        del state.sessions[session.id]
        return None
    session.last_used = call.now
    return session


def start(state: DataCenterState, call: Call, user: User | None = None) -> Session:
    """Open a session on the node that the request reached."""
    session = Session(state.next_text("session").upper(), user.name if user else "", call.node, call.now)
    state.sessions[session.id] = session
    while len(state.sessions) > _KEPT_SESSIONS:
        del state.sessions[next(iter(state.sessions))]
    return session


def cookie_for(state: DataCenterState, session: Session) -> Header:
    """Return the Set-Cookie header of a session; it comes on refusals too (documented)."""
    path = state.connector.cookie_path or state.context or "/"
    secure = "; Secure" if state.secure_cookies else ""
    return "Set-Cookie", f"JSESSIONID={session.id}; Path={path}{secure}; HttpOnly"


def remember(state: DataCenterState, call: Call, user: User) -> Header:
    """Issue the remember-me cookie: two weeks, matched against the database, so that it works on every node."""
    value = f"{state.counter}%3A{state.next_text('remember')}"
    state.remembered[value] = (user.name, call.now + timedelta(days=_REMEMBER_DAYS))
    secure = "; Secure" if state.secure_cookies else ""
    age = _REMEMBER_DAYS * 24 * 3600
    return "Set-Cookie", f"seraph.confluence={value}; Max-Age={age}; Path={state.context or '/'}{secure}; HttpOnly"


def remembered_user(state: DataCenterState, call: Call) -> User | None:
    """Return whom the remember-me cookie names, if it is known and not over."""
    name, until = state.remembered.get(call.cookie("seraph.confluence") or "", ("", call.now))
    return state.user(name) if name and call.now < until else None


def forget(state: DataCenterState, call: Call) -> tuple[Header, ...]:
    """End the session and the remember-me cookie, as a logout does."""
    state.sessions.pop(call.cookie("JSESSIONID") or "", None)
    state.remembered.pop(call.cookie("seraph.confluence") or "", None)
    return (("Set-Cookie", f"seraph.confluence=; Max-Age=0; Path={state.context or '/'}"),)


def remember_is_forced(state: DataCenterState) -> bool:
    """Tell whether everybody gets the remember-me cookie: in clusters and with the SSO app (documented)."""
    return len(state.cluster.nodes) > 1 or state.sso.enabled
