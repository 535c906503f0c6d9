"""The v1 REST API: users, groups, spaces and search. Shapes after the vendor's v1 reference, shortened.

Scopes: classic ones as measured, granular ones as documented per route.
"""

from typing import Any

from evals.lab.cloud import inferred, replies
from evals.lab.cloud.marks import V1_DOCS, Basis, shape
from evals.lab.cloud.people import Account, AccountKind
from evals.lab.cloud.permissions import group_id, may_view_page, may_view_space
from evals.lab.cloud.places import Space
from evals.lab.cloud.product import Ask, ProductRoute, Refusal
from evals.lab.cloud.visit import Visit
from evals.lab.wire import Reply

_USER = frozenset({"read:confluence-user", "read:content-details:confluence"})
_GROUPS = frozenset({"read:confluence-groups", "read:group:confluence"})
_SPACE = frozenset({"read:confluence-space.summary", "read:space-details:confluence"})
_SEARCH = frozenset({"search:confluence", "read:content-details:confluence"})
_DEFAULT_LIMIT = 25


@shape(Basis.DOCUMENTED, V1_DOCS + "api-group-users/")
def user_json(visit: Visit, account: Account) -> dict[str, Any]:
    """Show an account. The suffixes for people without access are reported from the web interface, here inferred."""
    suffix = "" if account.may_use("confluence", visit.site.name) else " (Unlicensed)"
    name = (account.name or account.email.partition("@")[0]) + (suffix if account.active else " (Deactivated)")
    return {
        "type": "known",
        "accountId": account.id,
        "accountType": "app" if account.kind in {AccountKind.APP, AccountKind.SERVICE} else account.kind.value,
        "email": account.email,
        "publicName": name,
        "displayName": name,
        "isExternalCollaborator": bool(account.guest_space),
        "_expandable": {"operations": "", "personalSpace": ""},
        "_links": {"self": f"{visit.base_url}/rest/api/user?accountId={account.id}", "base": visit.base_url},
    }


@shape(Basis.REPORTED, "https://community.atlassian.com (thread 3039044) and " + V1_DOCS + "api-group-users/")
def anonymous_json(visit: Visit) -> dict[str, Any]:
    """Show the anonymous user (W12)."""
    return {"type": "anonymous", "displayName": "Anonymous", "_links": {"base": visit.base_url}}


def current_user(ask: Ask) -> Reply:
    """GET /rest/api/user/current."""
    account = ask.account
    return replies.json_reply(200, user_json(ask.visit, account) if account else anonymous_json(ask.visit))


def anonymous_user(ask: Ask) -> Reply:
    """GET /rest/api/user/anonymous."""
    return replies.json_reply(200, anonymous_json(ask.visit))


def user(ask: Ask) -> Reply:
    """GET /rest/api/user?accountId=... ; an account of another organisation's making is not found."""
    wanted = ask.query.get("accountId", "")
    account = ask.state.account(wanted)
    if account is None:
        return replies.v1_not_found(f"No user found with account ID : {wanted}")
    return replies.json_reply(200, user_json(ask.visit, account))


def member_of(ask: Ask) -> Reply:
    """GET /rest/api/user/memberof?accountId=..."""
    wanted = ask.query.get("accountId", "")
    account = ask.state.account(wanted)
    if account is None:
        return replies.v1_not_found(f"No user found with account ID : {wanted}")
    return _listing(ask.visit, [_group_json(name) for name in account.groups])


def groups(ask: Ask) -> Reply:
    """GET /rest/api/group."""
    names = sorted({name for account in ask.state.accounts for name in account.groups})
    return _listing(ask.visit, [_group_json(name) for name in names])


def group_members(ask: Ask) -> Reply:
    """GET /rest/api/group/{id}/membersByGroupId."""
    wanted = ask.values["group"]
    members = [one for one in ask.state.accounts if wanted in {group_id(name) for name in one.groups}]
    return _listing(ask.visit, [user_json(ask.visit, one) for one in members])


def spaces(ask: Ask) -> Reply:
    """GET /rest/api/space: the spaces that the caller may view."""
    account = ask.account
    key = ask.query.get("spaceKey")
    seen = [one for one in ask.site.spaces if may_view_space(ask.site, account, one)]
    return _listing(ask.visit, [space_json(ask.visit, one) for one in seen if key in (None, one.key)])


def space(ask: Ask) -> Reply:
    """GET /rest/api/space/{key}: a hidden space and a missing one answer alike."""
    found = ask.site.space(ask.values["key"])
    if found is None or not may_view_space(ask.site, ask.account, found):
        return replies.v1_not_found(f"No space with key : {ask.values['key']}")
    return replies.json_reply(200, space_json(ask.visit, found))


def search(ask: Ask) -> Reply:
    """GET /rest/api/search and /rest/api/content/search: everything visible, whatever the CQL says."""
    account = ask.account
    seen = [one for one in ask.site.pages if may_view_page(ask.site, account, one)]
    results = [{"content": {"id": one.id, "type": "page", "title": one.title}, "title": one.title} for one in seen]
    return _listing(ask.visit, results, cqlQuery=ask.query.get("cql", ""), totalSize=len(results))


def system_info(ask: Ask) -> Reply:
    """GET /rest/api/settings/systemInfo."""
    body = {"cloudId": ask.site.cloud_id, "baseUrl": ask.visit.base_url, "edition": ask.site.plan}
    return replies.json_reply(200, {**body, "siteTitle": ask.site.name})


def audit(ask: Ask) -> Reply:
    """GET /rest/api/audit: administrators only, and not on the free plan (documented)."""
    if ask.site.plan == "free":
        return inferred.plan_required()
    if ask.account is None or not ask.account.admin:
        return replies.v1_forbidden("Only a Confluence administrator may read the audit log")
    return _listing(ask.visit, [])


@shape(Basis.DOCUMENTED, V1_DOCS + "api-group-space/")
def space_json(visit: Visit, found: Space) -> dict[str, Any]:
    """Show a space."""
    return {
        "id": int(found.id),
        "key": found.key,
        "name": found.name,
        "type": "global",
        "status": "archived" if found.archived else "current",
        "_expandable": {},
        "_links": {"webui": f"/spaces/{found.key}", "self": f"{visit.base_url}/rest/api/space/{found.key}"},
    }


def _group_json(name: str) -> dict[str, Any]:
    return {"type": "group", "name": name, "id": group_id(name), "_links": {}}


def _listing(visit: Visit, results: list[dict[str, Any]], **more: object) -> Reply:
    limit = _number(visit.query.get("limit"), _DEFAULT_LIMIT)
    start = _number(visit.query.get("start"), 0)
    shown = results[start : start + limit]
    links = {"base": visit.base_url, "context": "/wiki", "self": f"{visit.base_url}{visit.path.removeprefix('/wiki')}"}
    body = {"results": shown, "start": start, "limit": limit, "size": len(shown), **more, "_links": links}
    return replies.json_reply(200, body)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() else default


V1_ROUTES = (
    ProductRoute("user_current", "GET", "/rest/api/user/current", current_user, _USER),
    ProductRoute("user_anonymous", "GET", "/rest/api/user/anonymous", anonymous_user, _USER),
    ProductRoute("user", "GET", "/rest/api/user", user, _USER),
    ProductRoute("user_memberof", "GET", "/rest/api/user/memberof", member_of, _USER),
    ProductRoute("groups", "GET", "/rest/api/group", groups, _GROUPS),
    ProductRoute("group_members", "GET", "/rest/api/group/{group}/membersByGroupId", group_members, _GROUPS),
    ProductRoute("spaces", "GET", "/rest/api/space", spaces, _SPACE),
    ProductRoute("space", "GET", "/rest/api/space/{key}", space, _SPACE),
    ProductRoute("search", "GET", "/rest/api/search", search, _SEARCH, Refusal.NOT_PERMITTED),
    ProductRoute("content_search", "GET", "/rest/api/content/search", search, _SEARCH),
    ProductRoute("audit", "GET", "/rest/api/audit", audit, frozenset({"read:audit-log:confluence"})),
    ProductRoute(
        "system_info",
        "GET",
        "/rest/api/settings/systemInfo",
        system_info,
        frozenset({"manage:confluence-configuration", "read:configuration:confluence"}),
    ),
)
