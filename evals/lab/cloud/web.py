"""What is not REST: web pages, internal routes of the web interface, and the old attachment path."""

import re
from urllib.parse import quote

from evals.lab.cloud import replies
from evals.lab.cloud.credentials import Caller, Reading, account_of_cookie, caller_at_site
from evals.lab.cloud.marks import Basis, shape
from evals.lab.cloud.people import Account
from evals.lab.cloud.permissions import may_view_page, may_view_space
from evals.lab.cloud.places import Page
from evals.lab.cloud.visit import Visit
from evals.lab.wire import Reply

# Names of the web interface's own resources; below /rest anything else is the HTML page "not found" (measured).
_RESOURCES = "tinymce|ui|mywork|dashboardmacros|quickreload|likes|recentlyviewed|menu|emoji|internal|create-dialog"
_INTERNAL = re.compile(rf"/(cgraphql|gateway/api|rest/({_RESOURCES})|batch|synchrony)(/|$)")
_SPACE_PAGE = re.compile(r"/(?:spaces|display)/(?P<key>[^/]+)(?:/pages/(?P<id>\d+))?(?:/.*)?")
_OWN_PAGES = re.compile(r"/(|home|login\.action|spaces|discover|people|search|dashboard\.action)/?")
_DOWNLOAD = re.compile(r"/download/(?:attachments|thumbnails)/(?P<id>\d+)/(?P<title>[^/]+)")
_LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><title>Log in with Atlassian account</title></head><body>"
    '<form action="/login" method="post" id="form-login"><input name="username" type="email">'
    '<button id="login-submit">Continue</button></form></body></html>'
)


def is_internal(below: str) -> bool:
    """Tell whether a path below /wiki is an internal route, meant for the web interface alone."""
    return bool(_INTERNAL.match(below))


@shape(Basis.REPORTED, "https://github.com/atlassian-api/atlassian-python-api/issues/1672")
def answer_internal(visit: Visit) -> Reply:
    """Answer an internal route: it takes a browser session, no token. Status and body are inferred."""
    if account_of_cookie(visit.state, visit.request, visit.now) is None:
        return replies.json_reply(401, {"code": 401, "message": "Unauthorized"})
    return replies.json_reply(200, {"data": {}})


def answer_web(visit: Visit, below: str) -> Reply:
    """Answer a web page: the session of a browser counts, an API token does not (inferred)."""
    account = account_of_cookie(visit.state, visit.request, visit.now)
    found = _place(visit, below)
    if found and may_open(visit, account, *found):
        return replies.html_reply(200, _page(found[0]))
    if account is None:
        return _must_log_in(visit) if found or _OWN_PAGES.fullmatch(below) else replies.page_not_found()
    if not account.may_use("confluence", visit.site.name):
        return _no_access_page()
    if found or not _OWN_PAGES.fullmatch(below):
        return replies.page_not_found()
    return replies.html_reply(200, _page(visit.site.name))


def _place(visit: Visit, below: str) -> tuple[str, str | None] | None:
    """Return the space key and page id that a web address names; None when it names neither."""
    if below == "/pages/viewpage.action":
        page = visit.site.page(visit.query.get("pageId", ""))
        return (page.space if page else "", visit.query.get("pageId"))
    found = _SPACE_PAGE.fullmatch(below)
    return (found["key"], found["id"]) if found else None


def may_open(visit: Visit, account: Account | None, key: str, page_id: str | None) -> bool:
    """Tell whether a person (None: nobody) may open a space's or page's address."""
    space = visit.site.space(key)
    if space is None:
        return False
    if page_id is None:
        return may_view_space(visit.site, account, space)
    page = visit.site.page(page_id)
    return page is not None and may_view_page(visit.site, account, page)


def answer_download(visit: Visit, below: str) -> Reply:
    """Answer the old attachment path: a session opens it, an API token no longer does (W13)."""
    found = _DOWNLOAD.fullmatch(below)
    caller = caller_at_site(visit)
    with_header = visit.request.header("Authorization") is not None
    if with_header and not visit.site.downloads_take_tokens:
        return replies.download_refused(visit.request)
    if caller.reading is not Reading.ACCEPTED and not visit.site.anonymous_access:
        return _must_log_in(visit)
    page = visit.site.page(found["id"]) if found else None
    return _file(visit, caller, page, found["title"] if found else "")


def login_url(visit: Visit) -> str:
    """Return where a browser is sent to log in."""
    here = f"{visit.request.scheme}://{visit.request.host}{visit.request.path}"
    return f"{visit.state.urls['identity']}/login?application=confluence&continue={quote(here, safe='')}"


def login_page() -> Reply:
    """The login page itself."""
    return replies.html_reply(200, _LOGIN_PAGE)


@shape(Basis.REPORTED, "the vendor's article on being logged out: web pages go to id.atlassian.com/login")
def _must_log_in(visit: Visit) -> Reply:
    """Send a browser to the login, or show the login page in place with status 200."""
    if visit.site.login_page_in_place:
        return login_page()
    return Reply(302, (("Location", login_url(visit)),))


@shape(Basis.INFERRED, "no public capture of the page for people without the product")
def _no_access_page() -> Reply:
    """The page for people who are logged in and have no Confluence."""
    body = "<h1>You don't have access to Confluence</h1><p>Ask your admin for access.</p>"
    return replies.html_reply(
        403, f"<!DOCTYPE html><html><head><title>No access</title></head><body>{body}</body></html>"
    )


def _file(visit: Visit, caller: Caller, page: Page | None, title: str) -> Reply:
    account = caller.account if caller.reading is Reading.ACCEPTED else None
    if page is None or not may_view_page(visit.site, account, page):
        return replies.page_not_found()
    for one in page.attachments:
        if one.title == title:
            return Reply(200, (("Content-Type", one.media_type),), one.content.encode())
    return replies.page_not_found()


def _page(title: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title} - Confluence</title></head><body><main></main></body></html>"
