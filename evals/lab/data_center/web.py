"""The paths that people browse: pages, downloads, the dashboard, administration."""

from html import escape
from urllib.parse import quote

from evals.lab.data_center import sessions
from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.gates import not_permitted_page
from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.permissions import is_admin, licence_exceeded, may_in_space, may_view
from evals.lab.data_center.places import Page
from evals.lab.data_center.replies import html_reply, redirect, to_login
from evals.lab.data_center.routing import Route, Visit, find
from evals.lab.data_center.state import DataCenterState
from evals.lab.data_center.web_login import LOGIN_ROUTES
from evals.lab.wire import Reply


def answer_web(state: DataCenterState, call: Call, caller: Caller) -> Reply:
    """Answer a web call that passed the gates."""
    found = find(_ROUTES, call.request.method, call.path)
    if found is None:
        return _missing(Visit(state, call, caller, {}))
    route, part = found
    return route.view(Visit(state, call, caller, part))


def page_for(visit: Visit, title: str, text: str, status: int = 200) -> Reply:
    """Lay out a page: banner of the access mode and licence, content, and the footer that names the node."""
    state = visit.state
    banner = "<div class='read-only-banner'>Confluence is in read-only mode</div>" if state.read_only else ""
    if licence_exceeded(state) and is_admin(state, visit.caller.user):
        banner += "<div class='license-banner'>You have more users than your license allows</div>"
    who = visit.caller.name or ""
    node = f"({visit.call.node})" if len(state.cluster.nodes) > 1 else ""
    footer = (
        f"<footer>Atlassian Confluence {state.version} <span id='footer-cluster-node'>{escape(node)}</span></footer>"
    )
    head = f"<span id='remote-user' data-username='{escape(who)}'></span>"
    return html_reply(status, f"{title} - Confluence", head + banner + text + footer)


def _missing(visit: Visit) -> Reply:
    text = "<h1>Page Not Found</h1><p>It was not found, or you are not permitted to view it.</p>"
    return page_for(visit, "Page Not Found", text, 404)


def _start(visit: Visit) -> Reply:
    return redirect(visit.state, "/index.action")


def _dashboard(visit: Visit) -> Reply:
    return page_for(visit, "Dashboard", "<h1>Dashboard</h1>")


@shape(Basis.INFERRED, "that nobody is sent to log in is documented; status and text for a known person are not")
def _hidden(visit: Visit) -> Reply:
    """Somebody may not see this: nobody is sent to log in, a known person reads that they may not."""
    if visit.caller.user is None:
        return to_login(visit.state, visit.call)
    return page_for(visit, "Restricted", "<h1>You don't have permission to view this content</h1>", 403)


def _view_page(visit: Visit) -> Reply:
    query = visit.call.query
    page = visit.state.page(query.get("pageId", ""))
    if page is None and "title" in query:
        page = _by_title(visit, query.get("spaceKey", ""), query["title"])
    return _show(visit, page)


def _display(visit: Visit) -> Reply:
    space = visit.state.space(visit.part["space"])
    if "title" in visit.part:
        return _show(visit, _by_title(visit, visit.part["space"], visit.part["title"].replace("+", " ")))
    if space is None:
        return _missing(visit)
    if not may_in_space(visit.state, visit.caller.user, space, "view"):
        return _hidden(visit)
    return page_for(visit, space.name or space.key, f"<h1>{escape(space.name or space.key)}</h1>")


def _by_title(visit: Visit, space: str, title: str) -> Page | None:
    fitting = (one for one in visit.state.pages if one.space.lower() == space.lower() and one.title == title)
    return next(fitting, None)


def _show(visit: Visit, page: Page | None) -> Reply:
    if page is None or page.deleted:
        return to_login(visit.state, visit.call) if visit.caller.user is None and page is None else _missing(visit)
    if not may_view(visit.state, visit.caller.user, page):
        return _hidden(visit)
    return page_for(visit, page.title, f"<h1>{escape(page.title)}</h1>{page.body}")


def _download(visit: Visit) -> Reply:
    page = visit.state.page(visit.part["id"])
    if page is None or page.deleted:
        return _missing(visit)
    if not may_view(visit.state, visit.caller.user, page):
        return _hidden(visit)
    wanted = next((one for one in page.attachments if one.filename == visit.part["filename"]), None)
    if wanted is None:
        return _missing(visit)
    return Reply(200, (("Content-Type", wanted.media_type),), wanted.content.encode())


def _for_people(visit: Visit) -> Reply:
    if visit.caller.user is None:
        return to_login(visit.state, visit.call)
    return page_for(visit, "Confluence", "<h1>Confluence</h1>")


@shape(
    Basis.DOCUMENTED, "developer.atlassian.com 'Secure administrator sessions'; the destination's layout is inferred"
)
def _administration(visit: Visit) -> Reply:
    """Administration pages: they want an administrator, and a second look at the password."""
    if visit.caller.user is None:
        return to_login(visit.state, visit.call)
    if not is_admin(visit.state, visit.caller.user):
        return not_permitted_page()
    if visit.state.websudo.enabled and not _elevated(visit):
        destination = quote(visit.call.path, safe="")
        return redirect(visit.state, f"/authenticate.action?destination={destination}")
    return page_for(visit, "Administration", "<h1>Confluence administration</h1>")


def _elevated(visit: Visit) -> bool:
    session = sessions.current(visit.state, visit.call)
    return bool(session and session.websudo_until and visit.call.now < session.websudo_until)


def _static(_visit: Visit) -> Reply:
    return Reply(200, (("Content-Type", "text/css"),), b"body{}")


_ROUTES = (
    *LOGIN_ROUTES,
    Route("GET", "/", _start),
    Route("GET", "/index.action", _dashboard),
    Route("GET", "/dashboard.action", _dashboard),
    Route("GET", "/pages/viewpage.action", _view_page),
    Route("GET", "/display/{space}", _display),
    Route("GET", "/display/{space}/{title}", _display),
    Route("GET", "/spaces/{space}", _display),
    Route("GET", "/download/attachments/{id}/{filename}", _download),
    Route("GET", "/users/{rest*}", _for_people),
    Route("GET", "/plugins/{rest*}", _for_people),
    Route("GET", "/admin/{rest*}", _administration),
    Route("POST", "/admin/{rest*}", _administration),
    Route("GET", "/s/{rest*}", _static),
)
