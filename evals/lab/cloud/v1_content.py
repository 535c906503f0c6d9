"""The v1 REST API: content, restrictions, permission checks and attachments. After the vendor's v1 reference."""

from typing import Any

from evals.lab.cloud import replies
from evals.lab.cloud.marks import V1_DOCS, Basis, shape
from evals.lab.cloud.people import Account
from evals.lab.cloud.permissions import group_id, may_edit_page, may_view_page, space_operations
from evals.lab.cloud.places import Attachment, Page
from evals.lab.cloud.product import Ask, ProductRoute
from evals.lab.cloud.v1 import space_json
from evals.lab.cloud.visit import Visit
from evals.lab.wire import Reply

_READ = frozenset({"read:confluence-content.all", "read:content-details:confluence"})
_WRITE = frozenset({"write:confluence-content", "write:content:confluence"})
_PERMISSION = frozenset({"read:confluence-content.permission", "read:content.permission:confluence"})
_FILES = frozenset({"readonly:content.attachment:confluence", "read:attachment:confluence"})
_FILES_WRITE = frozenset({"write:confluence-file", "write:attachment:confluence"})


def content_list(ask: Ask) -> Reply:
    """GET /rest/api/content?spaceKey=&title=: what the caller may view."""
    account = ask.account
    wanted = {name: ask.query[name] for name in ("spaceKey", "title") if ask.query.get(name)}
    found = [one for one in ask.site.pages if may_view_page(ask.site, account, one)]
    found = [one for one in found if wanted.get("spaceKey", one.space) == one.space]
    found = [one for one in found if wanted.get("title", one.title) == one.title]
    results = [content_json(ask.visit, one) for one in found]
    return replies.json_reply(200, {"results": results, "start": 0, "limit": 25, "size": len(results), "_links": {}})


def content(ask: Ask) -> Reply:
    """GET /rest/api/content/{id}: a hidden page and a missing one answer alike."""
    page = _visible(ask, ask.values["id"])
    return _no_content(ask.values["id"]) if page is None else replies.json_reply(200, content_json(ask.visit, page))


def restrictions(ask: Ask) -> Reply:
    """GET /rest/api/content/{id}/restriction/byOperation: the page's own restrictions, not inherited ones."""
    page = _visible(ask, ask.values["id"])
    if page is None:
        return _no_content(ask.values["id"])
    body = {name: _restriction_json(ask.visit, page, name) for name in ("read", "update")}
    return replies.json_reply(200, {**body, "_links": {"base": ask.visit.base_url}})


def permission_check(ask: Ask) -> Reply:
    """POST /rest/api/content/{id}/permission/check; about others only an administrator may ask.

    That it answers for a page which the asking administrator cannot view is inferred.
    """
    asking = ask.account
    page = ask.site.page(ask.values["id"])
    subject = ask.body.get("subject") or {}
    person = ask.state.account(str(subject.get("identifier", "")))
    if asking is None or (person is not asking and not asking.admin):
        return replies.v1_forbidden("Only a Confluence administrator may check the permission of somebody else")
    if page is None or person is None:
        return _no_content(ask.values["id"])
    return replies.json_reply(200, _check(ask.visit, page, person, str(ask.body.get("operation", "read"))))


def attachments(ask: Ask) -> Reply:
    """GET /rest/api/content/{id}/child/attachment."""
    page = _visible(ask, ask.values["id"])
    if page is None:
        return _no_content(ask.values["id"])
    results = [_attachment_json(page, one) for one in page.attachments]
    return replies.json_reply(200, {"results": results, "start": 0, "limit": 25, "size": len(results), "_links": {}})


def attachment_download(ask: Ask) -> Reply:
    """GET .../child/attachment/{attachment}/download: a redirect to the media host, which needs no credential."""
    page = _visible(ask, ask.values["id"])
    found = [one for one in page.attachments if one.id == ask.values["attachment"]] if page else []
    if not found:
        return _no_content(ask.values["attachment"])
    ticket = ask.state.next_text("media")
    return Reply(302, (("Location", f"{ask.state.urls['media']}/file/{found[0].id}/binary?token={ticket}"),))


def create(ask: Ask) -> Reply:
    """POST /rest/api/content: needs the right to create in the space. It remembers the page."""
    body = ask.body
    key = str((body.get("space") or {}).get("key", ""))
    page = make_page(ask, key, str(body.get("title", "Untitled")))
    if page is None:
        return replies.v1_forbidden(f"Could not create content in space {key}")
    return replies.json_reply(200, content_json(ask.visit, page))


def update(ask: Ask) -> Reply:
    """PUT /rest/api/content/{id}: without view or edit right the page is not found."""
    page = ask.site.page(ask.values["id"])
    if page is None or not may_edit_page(ask.site, ask.account, page):
        return _no_content(ask.values["id"])
    page.version += 1
    return replies.json_reply(200, content_json(ask.visit, page))


def attach(ask: Ask) -> Reply:
    """POST or PUT .../child/attachment: needs the edit right. The file's content is not kept."""
    page = ask.site.page(ask.values["id"])
    if page is None or not may_edit_page(ask.site, ask.account, page):
        return _no_content(ask.values["id"])
    added = Attachment(title="upload.bin", id=f"att{page.id}{len(page.attachments)}")
    page.attachments.append(added)
    return replies.json_reply(200, {"results": [_attachment_json(page, added)], "size": 1, "_links": {}})


def make_page(ask: Ask, key: str, title: str) -> Page | None:
    """Create a page where the caller may; None where they may not."""
    space = ask.site.space(key)
    if space is None or "create" not in space_operations(ask.site, ask.account, space):
        return None
    taken = [int(one.id) for one in ask.site.pages if one.id.isdecimal()]
    page = Page(id=str(max(taken, default=100000) + 1), space=space.key, title=title)
    ask.site.pages.append(page)
    return page


@shape(Basis.DOCUMENTED, V1_DOCS + "api-group-content/")
def content_json(visit: Visit, page: Page) -> dict[str, Any]:
    """Show a page."""
    space = visit.site.space(page.space)
    above = [{"id": one.id, "type": "page", "title": one.title} for one in visit.site.ancestors(page)]
    return {
        "id": page.id,
        "type": "page",
        "status": page.status,
        "title": page.title,
        "space": space_json(visit, space) if space else {},
        "ancestors": above,
        "version": {"number": page.version},
        "body": {"storage": {"value": page.body, "representation": "storage"}},
        "_links": {"webui": f"/spaces/{page.space}/pages/{page.id}", "base": visit.base_url, "context": "/wiki"},
    }


def _visible(ask: Ask, page_id: str) -> Page | None:
    page = ask.site.page(page_id)
    return page if page is not None and may_view_page(ask.site, ask.account, page) else None


def _no_content(page_id: str) -> Reply:
    return replies.v1_not_found(f"No content found with id: ContentId{{id={page_id}}}")


@shape(Basis.DOCUMENTED, V1_DOCS + "api-group-content-permissions/")
def _check(visit: Visit, page: Page, person: Account, operation: str) -> dict[str, Any]:
    """Say whether a person may do something with a page."""
    allowed = may_view_page if operation == "read" else may_edit_page
    return {"hasPermission": allowed(visit.site, person, page), "errors": [], "_links": {"base": visit.base_url}}


@shape(Basis.DOCUMENTED, V1_DOCS + "api-group-content-restrictions/")
def _restriction_json(visit: Visit, page: Page, operation: str) -> dict[str, Any]:
    """Show who alone may do something with a page; empty lists mean no restriction."""
    names = [name for one in page.restrictions if one.operation == operation for name in one.to]
    users = [name.removeprefix("user:") for name in names if name.startswith("user:")]
    group_names = [name.removeprefix("group:") for name in names if name.startswith("group:")]
    shown_users = [{"type": "known", "accountId": one} for one in users]
    shown_groups = [{"type": "group", "name": one, "id": group_id(one)} for one in group_names]
    return {
        "operation": operation,
        "restrictions": {
            "user": {"results": shown_users, "start": 0, "limit": 200, "size": len(shown_users)},
            "group": {"results": shown_groups, "start": 0, "limit": 200, "size": len(shown_groups)},
        },
        "_links": {"self": f"{visit.base_url}/rest/api/content/{page.id}/restriction/byOperation/{operation}"},
    }


def _attachment_json(page: Page, attachment: Attachment) -> dict[str, Any]:
    path = f"/rest/api/content/{page.id}/child/attachment/{attachment.id}/download"
    return {
        "id": attachment.id,
        "type": "attachment",
        "title": attachment.title,
        "extensions": {"mediaType": attachment.media_type, "fileSize": len(attachment.content)},
        "_links": {"download": path},
    }


_CHILD = "/rest/api/content/{id}/child/attachment"
V1_CONTENT_ROUTES = (
    ProductRoute("content_list", "GET", "/rest/api/content", content_list, _READ),
    ProductRoute("content", "GET", "/rest/api/content/{id}", content, _READ),
    ProductRoute("content_create", "POST", "/rest/api/content", create, _WRITE),
    ProductRoute("content_update", "PUT", "/rest/api/content/{id}", update, _WRITE),
    ProductRoute("restrictions", "GET", "/rest/api/content/{id}/restriction/byOperation", restrictions, _READ),
    ProductRoute("permission_check", "POST", "/rest/api/content/{id}/permission/check", permission_check, _PERMISSION),
    ProductRoute("attachments", "GET", _CHILD, attachments, _READ),
    ProductRoute("attach", "POST", _CHILD, attach, _FILES_WRITE),
    ProductRoute("attach_or_replace", "PUT", _CHILD, attach, _FILES_WRITE),
    ProductRoute("attachment_download", "GET", _CHILD + "/{attachment}/download", attachment_download, _FILES),
)
