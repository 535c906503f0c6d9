"""Jira on the same site: a useful control, since it answers refused credentials in another way than Confluence."""

import re
from collections.abc import Callable
from urllib.parse import quote

from evals.lab.cloud import inferred, replies
from evals.lab.cloud.credentials import Caller, Reading, caller_at_site
from evals.lab.cloud.marks import BACKLOT, Basis, shape
from evals.lab.cloud.people import Account
from evals.lab.cloud.visit import Visit
from evals.lab.wire import Reply

JIRA_JSON = "application/json;charset=UTF-8"
PROBLEM = "application/problem+json;charset=UTF-8"
MUST_AUTHENTICATE = "Client must be authenticated to access this resource."
_SERAPH = ("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
_API = re.compile(r"/rest/api/(?:2|3|latest)(?P<rest>/.*)?")
_ISSUE = re.compile(r"/issue/[^/]+")
_INTERNAL = re.compile(r"/(gateway/api|rest/gira|rest/internal)(/|$)")


def answer_jira(visit: Visit, path: str) -> Reply:
    """Answer a path at the site's root.

    A refused Basic pair is served anonymously and says so in X-Seraph-LoginReason (measured).
    """
    if not path.startswith("/rest/") and path != "/rest":
        return _web(visit, path)
    caller = caller_at_site(visit)
    if caller.reading is Reading.FOREIGN_BEARER:
        return _foreign_bearer(visit, caller)
    if caller.reading is Reading.CONNECT_REFUSED:
        return inferred.connect_refused(caller.words)
    return _with_seraph(answer_jira_rest(visit, caller, path), caller)


def answer_jira_rest(visit: Visit, caller: Caller, path: str) -> Reply:
    """Answer a REST call by a caller whose credential the host has read."""
    found = _API.fullmatch(path)
    below = (found["rest"] or "/") if found else ""
    account = jira_user(visit, caller)
    if below in _ROUTES:
        return _ROUTES[below](visit, account)
    if _ISSUE.fullmatch(below):
        return _no_issue()
    return _no_endpoint(visit)


def jira_user(visit: Visit, caller: Caller) -> Account | None:
    """Return the account as Jira knows it."""
    account = caller.account if caller.reading is Reading.ACCEPTED else None
    return account if account is not None and account.may_use("jira", visit.site.name) else None


@shape(Basis.MEASURED, BACKLOT)
def must_authenticate(visit: Visit) -> Reply:
    """Jira's 401: plain words, whatever the media type; the type follows Accept."""
    accept = visit.request.header("Accept")
    kinds = {None: "text/plain", "application/json": "application/json"}
    realm = quote(f"{visit.request.scheme}://{visit.request.host}", safe="")
    headers = (
        ("Content-Type", kinds.get(accept, "text/html;charset=UTF-8")),
        ("WWW-Authenticate", f'OAuth realm="{realm}"'),
        ("X-Frame-Options", "SAMEORIGIN"),
    )
    return Reply(401, headers, MUST_AUTHENTICATE.encode())


def _myself(visit: Visit, account: Account | None) -> Reply:
    if account is None:
        return must_authenticate(visit)
    body = {
        "self": f"{visit.request.scheme}://{visit.request.host}/rest/api/3/user?accountId={account.id}",
        "accountId": account.id,
        "accountType": account.kind.value,
        "emailAddress": account.email,
        "displayName": account.name,
        "active": account.active,
    }
    return replies.json_reply(200, body, media_type=JIRA_JSON)


def _server_info(visit: Visit, _account: Account | None) -> Reply:
    body = {
        "baseUrl": f"{visit.request.scheme}://{visit.request.host}",
        "version": "1001.0.0-SNAPSHOT",
        "deploymentType": "Cloud",
        "serverTitle": "Jira",
    }
    return replies.json_reply(200, body, media_type=JIRA_JSON)


def _projects(_visit: Visit, account: Account | None) -> Reply:
    values = [] if account is None else [{"id": "10000", "key": "HELP", "name": "Help"}]
    body = {"maxResults": 50, "startAt": 0, "total": len(values), "isLast": True, "values": values}
    return replies.json_reply(200, body, media_type=JIRA_JSON)


def _permissions(_visit: Visit, _account: Account | None) -> Reply:
    return replies.json_reply(200, {"permissions": {}}, media_type=JIRA_JSON)


@shape(Basis.MEASURED, BACKLOT)
def _no_issue() -> Reply:
    """A missing issue and a hidden one."""
    words = "Issue does not exist or you do not have permission to see it."
    return replies.json_reply(404, {"errorMessages": [words], "errors": {}}, media_type=JIRA_JSON)


@shape(Basis.MEASURED, BACKLOT)
def _no_endpoint(visit: Visit) -> Reply:
    """A path below /rest that Jira does not serve, such as a Confluence path without /wiki."""
    path = visit.request.path
    body = {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": f"No endpoint {visit.request.method} {path}.",
        "instance": path,
    }
    return replies.json_reply(404, body, media_type=PROBLEM)


def _foreign_bearer(visit: Visit, caller: Caller) -> Reply:
    """Opaque: W9 (measured). In the form of a signed JWT: read and refused with 401 (measured; its body inferred)."""
    return must_authenticate(visit) if caller.words == "jws" else replies.connect_session_unreadable()


def _with_seraph(reply: Reply, caller: Caller) -> Reply:
    failed = caller.names_somebody and caller.reading is not Reading.ACCEPTED
    return replies.with_headers(reply, _SERAPH) if failed else reply


@shape(Basis.MEASURED, BACKLOT)
def _dead_link() -> Reply:
    """Jira's page for an address that leads nowhere (shortened)."""
    body = "<!DOCTYPE html><html><head><title>Oops, you've found a dead link. - JIRA</title></head><body></body></html>"
    return Reply(404, (("Content-Type", "text/html;charset=utf-8"),), body.encode())


def _web(visit: Visit, path: str) -> Reply:
    from evals.lab.cloud.web import answer_internal, login_url

    if _INTERNAL.match(path):
        return answer_internal(visit)
    if path in {"/", "/login", "/jira", "/login.jsp"}:
        return Reply(302, (("Location", login_url(visit)),))
    return _dead_link()


_ROUTES: dict[str, Callable[[Visit, Account | None], Reply]] = {
    "/myself": _myself,
    "/serverInfo": _server_info,
    "/project/search": _projects,
    "/mypermissions": _permissions,
}
JIRA_SCOPES = {
    "/myself": frozenset({"read:jira-user", "read:user:jira"}),
    "/serverInfo": frozenset({"read:jira-work", "read:instance-configuration:jira"}),
    "/project/search": frozenset({"read:jira-work", "read:project:jira"}),
    "/mypermissions": frozenset({"read:jira-work", "read:permission:jira"}),
}


def jira_scopes(path: str) -> frozenset[str]:
    """Return the scopes of which any one opens a Jira path; empty for a path that no scope opens."""
    found = _API.fullmatch(path)
    below = (found["rest"] or "/") if found else ""
    if _ISSUE.fullmatch(below):
        return frozenset({"read:jira-work", "read:issue:jira"})
    return JIRA_SCOPES.get(below, frozenset())
