"""The v2 REST API: spaces, pages, folders, attachments, users. Granular scopes alone open it (measured)."""

from typing import Any

from evals.lab.cloud import replies
from evals.lab.cloud.marks import V2_DOCS, Basis, shape
from evals.lab.cloud.people import AccountKind
from evals.lab.cloud.permissions import may_edit_page, may_view_page, may_view_space
from evals.lab.cloud.places import Page, Space
from evals.lab.cloud.product import Answer, Ask, ProductRoute, Refusal
from evals.lab.cloud.v1_content import make_page
from evals.lab.cloud.visit import Visit
from evals.lab.wire import Reply

_SPACE = "read:space:confluence"
_PAGE = "read:page:confluence"


def spaces(ask: Ask) -> Reply:
    """GET /api/v2/spaces?keys=&ids=: the ones that the caller may view; a hidden key is simply not in the list."""
    account = ask.account
    seen = [one for one in ask.site.spaces if may_view_space(ask.site, account, one)]
    if keys := ask.query.get("keys"):
        seen = [one for one in seen if one.key in keys.split(",")]
    if ids := ask.query.get("ids"):
        seen = [one for one in seen if one.id in ids.split(",")]
    return listing(ask.visit, [space_json(one) for one in seen])


def space(ask: Ask) -> Reply:
    """GET /api/v2/spaces/{id}."""
    found = visible_space(ask, ask.values["id"])
    if found is None:
        return replies.v2_not_found("space", ask.values["id"])
    return replies.json_reply(200, space_json(found))


def pages(ask: Ask) -> Reply:
    """GET /api/v2/pages?title=&space-id=, and /api/v2/spaces/{id}/pages."""
    account = ask.account
    seen = [one for one in ask.site.pages if may_view_page(ask.site, account, one)]
    if title := ask.query.get("title"):
        seen = [one for one in seen if one.title == title]
    if space_id := ask.values.get("id", ask.query.get("space-id", "")):
        within = ask.site.space_by_id(space_id)
        seen = [one for one in seen if within is not None and one.space == within.key]
    return listing(ask.visit, [page_json(ask.visit, one) for one in seen])


def page(ask: Ask) -> Reply:
    """GET /api/v2/pages/{id}: a hidden page and a missing one answer alike."""
    found = ask.site.page(ask.values["id"])
    if found is None or not may_view_page(ask.site, ask.account, found):
        return replies.v2_not_found("page", ask.values["id"])
    return replies.json_reply(200, page_json(ask.visit, found))


def page_update(ask: Ask) -> Reply:
    """PUT /api/v2/pages/{id}: without view or edit right the page is not found."""
    found = ask.site.page(ask.values["id"])
    if found is None or not may_edit_page(ask.site, ask.account, found):
        return replies.v2_not_found("page", ask.values["id"])
    found.version += 1
    return replies.json_reply(200, page_json(ask.visit, found))


def page_create(ask: Ask) -> Reply:
    """POST /api/v2/pages: needs the right to create in the space."""
    body = ask.body
    within = visible_space(ask, str(body.get("spaceId", "")))
    if within is None:
        return replies.v2_not_found("space", str(body.get("spaceId", "")))
    made = make_page(ask, within.key, str(body.get("title", "Untitled")))
    if made is None:
        return replies.v2_error(403, "You do not have permission to create a page in this space")
    made.parent = str(body.get("parentId") or "")
    return replies.json_reply(200, page_json(ask.visit, made))


def attachments(ask: Ask) -> Reply:
    """GET /api/v2/pages/{id}/attachments."""
    found = ask.site.page(ask.values["id"])
    if found is None or not may_view_page(ask.site, ask.account, found):
        return replies.v2_not_found("page", ask.values["id"])
    shown = [{"id": one.id, "title": one.title, "mediaType": one.media_type} for one in found.attachments]
    return listing(ask.visit, list(shown))


def folder(ask: Ask) -> Reply:
    """GET /api/v2/folders/{id}."""
    account = ask.account
    for one in ask.site.folders:
        within = ask.site.space(one.space)
        if one.id == ask.values["id"] and within is not None and may_view_space(ask.site, account, within):
            return replies.json_reply(200, {"id": one.id, "type": "folder", "title": one.title, "status": "current"})
    return replies.v2_not_found("folder", ask.values["id"])


def users_bulk(ask: Ask) -> Reply:
    """POST /api/v2/users-bulk {"accountIds": [...]}; who is not known is left out."""
    found = [ask.state.account(str(one)) for one in ask.body.get("accountIds", [])]
    shown = [
        {
            "accountId": one.id,
            "displayName": one.name,
            "email": one.email,
            "accountType": one.kind.value,
            "accountStatus": "active" if one.active else "inactive",
            "isExternalCollaborator": bool(one.guest_space),
        }
        for one in found
        if one is not None and one.kind is not AccountKind.CUSTOMER
    ]
    return listing(ask.visit, shown)


def visible_space(ask: Ask, space_id: str) -> Space | None:
    """Find a space that the caller may view."""
    found = ask.site.space_by_id(space_id)
    return found if found is not None and may_view_space(ask.site, ask.account, found) else None


@shape(Basis.DOCUMENTED, V2_DOCS + "api-group-space/")
def space_json(found: Space) -> dict[str, Any]:
    """Show a space."""
    return {
        "id": found.id,
        "key": found.key,
        "name": found.name,
        "type": "global",
        "status": "archived" if found.archived else "current",
        "_links": {"webui": f"/spaces/{found.key}"},
    }


@shape(Basis.DOCUMENTED, V2_DOCS + "api-group-page/")
def page_json(visit: Visit, found: Page) -> dict[str, Any]:
    """Show a page."""
    within = visit.site.space(found.space)
    return {
        "id": found.id,
        "status": found.status,
        "title": found.title,
        "spaceId": within.id if within else None,
        "parentId": found.parent or None,
        "parentType": "page" if found.parent else None,
        "position": 0,
        "authorId": visit.state.accounts[0].id,
        "ownerId": visit.state.accounts[0].id,
        "createdAt": "2025-01-15T09:00:00.000Z",
        "version": {"number": found.version},
        "body": {"storage": {"value": found.body, "representation": "storage"}},
        "_links": {"webui": f"/spaces/{found.space}/pages/{found.id}", "base": visit.base_url},
    }


def listing(visit: Visit, results: list[dict[str, Any]]) -> Reply:
    """Show a list; the lab's lists fit one page, unless limit cuts them."""
    limit = visit.query.get("limit", "25")
    shown = results[: int(limit)] if limit.isdecimal() else results
    return replies.json_reply(200, {"results": shown, "_links": {"base": visit.base_url}})


def v2_route(name: str, method: str, path: str, answer: Answer, scope: str) -> ProductRoute:
    """Declare a v2 route."""
    return ProductRoute(name, method, "/api/v2" + path, answer, frozenset({scope}), Refusal.BARE_NOT_FOUND)


V2_ROUTES = (
    v2_route("v2_spaces", "GET", "/spaces", spaces, _SPACE),
    v2_route("v2_space", "GET", "/spaces/{id}", space, _SPACE),
    v2_route("v2_space_pages", "GET", "/spaces/{id}/pages", pages, _PAGE),
    v2_route("v2_pages", "GET", "/pages", pages, _PAGE),
    v2_route("v2_page", "GET", "/pages/{id}", page, _PAGE),
    v2_route("v2_page_create", "POST", "/pages", page_create, "write:page:confluence"),
    v2_route("v2_page_update", "PUT", "/pages/{id}", page_update, "write:page:confluence"),
    v2_route("v2_attachments", "GET", "/pages/{id}/attachments", attachments, "read:attachment:confluence"),
    v2_route("v2_folder", "GET", "/folders/{id}", folder, "read:folder:confluence"),
    v2_route("v2_users_bulk", "POST", "/users-bulk", users_bulk, "read:user:confluence"),
)
