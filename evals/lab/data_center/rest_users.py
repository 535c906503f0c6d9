"""REST resources about people and groups (developer.atlassian.com/server/confluence/rest, "User" and "Group")."""

from typing import Any

from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.people import User
from evals.lab.data_center.permissions import is_admin
from evals.lab.data_center.replies import (
    json_reply,
    links,
    must_authenticate,
    no_resource,
    not_permitted_to_use,
    rest_error,
)
from evals.lab.data_center.routing import Route, Visit
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply

_NOT_FOUND = "com.atlassian.confluence.api.service.exceptions.NotFoundException"


@shape(Basis.INFERRED, "the resource is documented; the exact body for an anonymous caller was not captured")
def anonymous_json(state: DataCenterState) -> dict[str, Any]:
    """The anonymous user."""
    return {
        "type": "anonymous",
        "profilePicture": _picture(state, "anonymous.svg"),
        "displayName": "Anonymous",
        "_links": dict(links(state, "/user/anonymous")),
        "_expandable": {"status": ""},
    }


@shape(Basis.DOCUMENTED, "developer.atlassian.com/server/confluence/rest, resource user/current")
def user_json(state: DataCenterState, user: User, *, with_status: bool = False) -> dict[str, Any]:
    """A known user; `status` is only there when it was asked for."""
    body: dict[str, Any] = {
        "type": "known",
        "username": user.name,
        "userKey": user.key,
        "profilePicture": _picture(state, "default.svg"),
        "displayName": user.full_name or user.name,
        "_links": dict(links(state, f"/user?key={user.key}")),
        "_expandable": {} if with_status else {"status": ""},
    }
    if with_status:
        body["status"] = "current" if user.active else "deactivated"
    return body


def _picture(state: DataCenterState, name: str) -> dict[str, Any]:
    path = f"{state.context}/images/icons/profilepics/{name}"
    return {"path": path, "width": 48, "height": 48, "isDefault": True}


def _wants_status(visit: Visit) -> bool:
    return "status" in visit.call.query.get("expand", "").split(",")


def _current(visit: Visit) -> Reply:
    if visit.caller.user is None:
        return json_reply(200, anonymous_json(visit.state))
    return json_reply(200, user_json(visit.state, visit.caller.user, with_status=_wants_status(visit)))


def _anonymous(visit: Visit) -> Reply:
    return json_reply(200, anonymous_json(visit.state))


def _asked_for(visit: Visit) -> User | None:
    query = visit.call.query
    if "username" in query:
        return visit.state.user(query["username"])
    return next((one for one in visit.state.users if one.key == query.get("key")), None)


def _nobody_found(visit: Visit) -> Reply:
    query = visit.call.query
    asked = query.get("username") or query.get("key") or ""
    return rest_error(404, f"{_NOT_FOUND}: No user found with username or key : {asked}")


def _user(visit: Visit) -> Reply:
    if visit.caller.user is None:
        return not_permitted_to_use()
    if not {"username", "key"} & visit.call.query.keys():
        return rest_error(400, "com.atlassian.confluence.api.service.exceptions.BadRequestException: key or username")
    user = _asked_for(visit)
    return (
        json_reply(200, user_json(visit.state, user, with_status=_wants_status(visit)))
        if user
        else _nobody_found(visit)
    )


def _groups_of(visit: Visit) -> Reply:
    if visit.caller.user is None:
        return not_permitted_to_use()
    user = _asked_for(visit)
    return listing(visit, [group_json(visit.state, one) for one in user.groups]) if user else _nobody_found(visit)


def group_json(state: DataCenterState, name: str) -> dict[str, Any]:
    """A group."""
    return {"type": "group", "name": name, "_links": dict(links(state, f"/group/{name}"))}


def listing(visit: Visit, found: list[Any]) -> Reply:
    """Answer with one page of a list, cut by `start` and `limit`."""
    start, limit = _number(visit, "start", 0), _number(visit, "limit", 25)
    cut = found[start : start + limit]
    base = dict(links(visit.state, visit.call.path.removeprefix("/rest/api")))
    return json_reply(200, {"results": cut, "start": start, "limit": limit, "size": len(cut), "_links": base})


def _number(visit: Visit, name: str, otherwise: int) -> int:
    text = visit.call.query.get(name, "")
    return int(text) if text.isdigit() else otherwise


def _all_groups(state: DataCenterState) -> list[str]:
    named = {group for user in state.users for group in user.groups}
    return sorted(named | set(state.use_groups) | {state.admin_group})


def _groups(visit: Visit) -> Reply:
    if visit.caller.user is None:
        return not_permitted_to_use()
    return listing(visit, [group_json(visit.state, one) for one in _all_groups(visit.state)])


def _group(visit: Visit) -> Reply:
    name = visit.part["name"]
    if visit.caller.user is None:
        return not_permitted_to_use()
    if name not in _all_groups(visit.state):
        return rest_error(404, f"{_NOT_FOUND}: No group found with name : {name}")
    return json_reply(200, group_json(visit.state, name))


def _members(visit: Visit) -> Reply:
    if visit.caller.user is None:
        return not_permitted_to_use()
    members = [one for one in visit.state.users if visit.part["name"] in one.groups and one.active]
    return listing(visit, [user_json(visit.state, one) for one in members])


@shape(Basis.DOCUMENTED, "REST group 'Global Permissions', docs 9.2.18 and 10.0; the body is inferred")
def _global_permissions(visit: Visit) -> Reply:
    """Who holds "Can use" and who administers."""
    if visit.caller.user is None:
        return must_authenticate(visit.state)
    if not is_admin(visit.state, visit.caller.user):
        return rest_error(
            403, "com.atlassian.confluence.api.service.exceptions.PermissionException: Not an administrator"
        )
    state = visit.state
    found: list[dict[str, Any]] = [_grant("use", {"type": "group", "name": one}) for one in state.use_groups]
    found.append(_grant("administer", {"type": "group", "name": state.admin_group}))
    if state.anonymous_access:
        found.append(_grant("use", {"type": "anonymous"}))
    return listing(visit, found)


def _grant(operation: str, subject: dict[str, Any]) -> dict[str, Any]:
    return {"operation": {"operationKey": operation, "targetType": "application"}, "subject": subject}


def _global_permissions_by_version(visit: Visit) -> Reply:
    state = visit.state
    newer = state.at_least(9, 3, 1) or (state.at_least(9, 2, 18) and not state.at_least(9, 3))
    return _global_permissions(visit) if newer else no_resource(visit.call)


USER_ROUTES = (
    Route("GET", "/rest/api/user/current", _current),
    Route("GET", "/rest/api/user/anonymous", _anonymous),
    Route("GET", "/rest/api/user/memberof", _groups_of),
    Route("GET", "/rest/api/user", _user),
    Route("GET", "/rest/api/group", _groups),
    Route("GET", "/rest/api/group/{name}", _group),
    Route("GET", "/rest/api/group/{name}/member", _members),
    Route("GET", "/rest/api/permissions", _global_permissions_by_version),
)
