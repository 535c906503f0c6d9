"""REST resources about pages: reading, restrictions, attachments, and writes."""

import re
from typing import Any

from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.permissions import ancestors, may_edit, may_in_space, may_remove, may_view
from evals.lab.data_center.places import Attachment, Page
from evals.lab.data_center.replies import json_reply, links, rest_error
from evals.lab.data_center.rest_spaces import space_json
from evals.lab.data_center.rest_users import group_json, listing, user_json
from evals.lab.data_center.routing import Route, Visit
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply

_EXCEPTIONS = "com.atlassian.confluence.api.service.exceptions"


@shape(Basis.DOCUMENTED, "github.com/chaoss/grimoirelab-perceval/issues/180 shows authorized:false on missing content")
def no_such_content(page_id: str) -> Reply:
    """404 for content that is missing, in the trash, or hidden from the caller: the bodies are the same."""
    return rest_error(404, f"{_EXCEPTIONS}.NotFoundException: No content found with id: ContentId{{id={page_id}}}")


@shape(Basis.DOCUMENTED, "github.com/iamjackg/md2cf/issues/12 quotes the message")
def may_not_update(page_id: str) -> Reply:
    """403 for a page that the caller sees and may not change."""
    text = f"Could not update Content of type : class com.atlassian.confluence.pages.Page with id: {page_id}"
    return rest_error(403, f"{_EXCEPTIONS}.PermissionException: {text}")


@shape(Basis.INFERRED, "wording by analogy with the refused update")
def may_not_create() -> Reply:
    """403 for a new page in a space where the caller may not add pages."""
    return rest_error(403, f"{_EXCEPTIONS}.PermissionException: Could not create content with type page")


def page_json(state: DataCenterState, page: Page, expand: str = "") -> dict[str, Any]:
    """A page with the parts that `expand` asks for."""
    wanted = {one.strip().split(".")[0] for one in expand.split(",")}
    body: dict[str, Any] = {
        "id": page.id,
        "type": "page",
        "status": "trashed" if page.deleted else "current",
        "title": page.title or f"Page {page.id}",
        "_links": {**links(state, f"/content/{page.id}"), "webui": f"/pages/viewpage.action?pageId={page.id}"},
    }
    space = state.space(page.space)
    if "space" in wanted and space:
        body["space"] = space_json(state, space)
    if "ancestors" in wanted:
        body["ancestors"] = [page_json(state, one) for one in reversed(list(ancestors(state, page)))]
    if "version" in wanted or not expand:
        body["version"] = {"number": page.version, "minorEdit": False}
    if "body" in wanted:
        body["body"] = {"storage": {"value": page.body, "representation": "storage"}}
    return body


def visible_page(visit: Visit) -> Page | None:
    """Return the page of the path, if it is there and the caller may see it."""
    page = visit.state.page(visit.part["id"])
    if page is None or not may_view(visit.state, visit.caller.user, page):
        return None
    trash_asked = visit.call.query.get("status") in {"trashed", "any"}
    if page.deleted and not (trash_asked and may_edit(visit.state, visit.caller.user, page)):
        return None
    return page


def _content(visit: Visit) -> Reply:
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    return json_reply(200, page_json(visit.state, page, visit.call.query.get("expand", "")))


def _contents(visit: Visit) -> Reply:
    query = visit.call.query
    return listing(visit, _matching(visit, query.get("spaceKey", ""), query.get("title", "")))


def _search(visit: Visit) -> Reply:
    """Search; of the query language only `space = X` and `title = X` are read, the rest finds all that is visible."""
    cql = visit.call.query.get("cql", "")
    space, title = (
        re.search(rf'{name}\s*=\s*"?([^"&]+?)"?(?:\s+and\b|$)', cql, re.IGNORECASE) for name in ("space", "title")
    )
    return listing(visit, _matching(visit, space[1] if space else "", title[1] if title else ""))


def _matching(visit: Visit, space: str, title: str) -> list[dict[str, Any]]:
    expand = visit.call.query.get("expand", "")
    seen = (one for one in visit.state.pages if not one.deleted and may_view(visit.state, visit.caller.user, one))
    fitting = (one for one in seen if space in {"", one.space} and title in {"", one.title})
    return [page_json(visit.state, one, expand) for one in fitting]


@shape(Basis.DOCUMENTED, "REST group 'Content Restrictions', docs 9.2; that inherited ones are left out is inferred")
def _restrictions(visit: Visit) -> Reply:
    """The page's own restrictions by operation."""
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    state = visit.state
    body = {
        "read": _restriction(state, "read", page.view_users, page.view_groups),
        "update": _restriction(state, "update", page.edit_users, page.edit_groups),
        "_links": dict(links(state, f"/content/{page.id}/restriction/byOperation")),
    }
    return json_reply(200, body)


def _restriction(state: DataCenterState, operation: str, users: list[str], groups: list[str]) -> dict[str, Any]:
    people = [user_json(state, one) for one in (state.user(name) for name in users) if one]
    return {
        "operation": operation,
        "restrictions": {"user": _paged(people), "group": _paged([group_json(state, one) for one in groups])},
    }


def _paged(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"results": found, "start": 0, "limit": 100, "size": len(found)}


def _attachments(visit: Visit) -> Reply:
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    return listing(visit, [_attachment_json(visit.state, page, one) for one in page.attachments])


def _attachment_json(state: DataCenterState, page: Page, attachment: Attachment) -> dict[str, Any]:
    download = f"/download/attachments/{page.id}/{attachment.filename}?version=1&api=v2"
    return {
        "id": attachment.id,
        "type": "attachment",
        "title": attachment.filename,
        "extensions": {"mediaType": attachment.media_type, "fileSize": len(attachment.content)},
        "_links": {**links(state, f"/content/{attachment.id}"), "download": download},
    }


def _create(visit: Visit) -> Reply:
    posted = visit.call.json()
    wanted = posted.get("space", {}).get("key", "") if isinstance(posted, dict) else ""
    space = visit.state.space(str(wanted))
    if space is None or not may_in_space(visit.state, visit.caller.user, space, "edit"):
        return may_not_create()
    parent = str(next((one.get("id", "") for one in posted.get("ancestors", []) if isinstance(one, dict)), ""))
    number = max((int(one.id) for one in visit.state.pages if one.id.isdigit()), default=65536) + 1
    page = Page(id=str(number), space=space.key, title=str(posted.get("title", "")), parent=parent)
    visit.state.pages.append(page)
    return json_reply(200, page_json(visit.state, page))


def _update(visit: Visit) -> Reply:
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    if not may_edit(visit.state, visit.caller.user, page):
        return may_not_update(page.id)
    posted = visit.call.json()
    page.title = str(posted.get("title", page.title)) if isinstance(posted, dict) else page.title
    page.version += 1
    return json_reply(200, page_json(visit.state, page))


def _remove(visit: Visit) -> Reply:
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    if not may_remove(visit.state, visit.caller.user, page):
        return rest_error(403, f"{_EXCEPTIONS}.PermissionException: Could not delete content with id {page.id}")
    page.deleted = True
    return Reply(204)


def _attach(visit: Visit) -> Reply:
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    if not may_edit(visit.state, visit.caller.user, page):
        return may_not_update(page.id)
    name = re.search(rb'filename="([^"]+)"', visit.call.request.body)
    attachment = Attachment(
        name[1].decode("utf-8", "replace") if name else "file", f"att{page.id}{len(page.attachments)}"
    )
    page.attachments.append(attachment)
    return json_reply(200, {"results": [_attachment_json(visit.state, page, attachment)], "size": 1})


CONTENT_ROUTES = (
    Route("GET", "/rest/api/content", _contents),
    Route("POST", "/rest/api/content", _create),
    Route("GET", "/rest/api/content/search", _search),
    Route("GET", "/rest/api/search", _search),
    Route("GET", "/rest/api/content/{id}", _content),
    Route("PUT", "/rest/api/content/{id}", _update),
    Route("DELETE", "/rest/api/content/{id}", _remove),
    Route("GET", "/rest/api/content/{id}/restriction/byOperation", _restrictions),
    Route("GET", "/rest/api/content/{id}/child/attachment", _attachments),
    Route("POST", "/rest/api/content/{id}/child/attachment", _attach),
)
