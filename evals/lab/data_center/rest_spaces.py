"""REST resources about spaces and their permissions, and the access mode."""

from typing import Any

from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.permissions import may_in_space
from evals.lab.data_center.places import Grant, Space
from evals.lab.data_center.replies import json_reply, links, no_resource, rest_error
from evals.lab.data_center.rest_users import listing, user_json
from evals.lab.data_center.routing import Route, Visit
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply

_EXCEPTIONS = "com.atlassian.confluence.api.service.exceptions"
_OPERATIONS = {
    "view": ("read", "space"),
    "edit": ("create", "page"),
    "remove": ("delete", "page"),
    "admin": ("administer", "space"),
}


@shape(Basis.INFERRED, "status documented (404 for both); the message follows the content resource")
def no_such_space(key: str) -> Reply:
    """404 for a space that does not exist or that the caller may not see: nothing tells the two apart."""
    return rest_error(404, f"{_EXCEPTIONS}.NotFoundException: No space with key : {key}")


def space_json(state: DataCenterState, space: Space) -> dict[str, Any]:
    """A space as lists and the single resource give it."""
    return {
        "id": space.number,
        "key": space.key,
        "name": space.name or space.key,
        "type": "global",
        "_links": {**links(state, f"/space/{space.key}"), "webui": f"/display/{space.key}"},
        "_expandable": {"homepage": "", "description": "", "metadata": ""},
    }


def visible_space(visit: Visit) -> Space | None:
    """Return the space of the path, if it exists and the caller may see it."""
    space = visit.state.space(visit.part["key"])
    return space if space and may_in_space(visit.state, visit.caller.user, space, "view") else None


def _spaces(visit: Visit) -> Reply:
    """List what the caller may see; a space without permission is left out, not refused (documented)."""
    wanted = [part for part in visit.call.query.get("spaceKey", "").split(",") if part]
    seen = (one for one in visit.state.spaces if may_in_space(visit.state, visit.caller.user, one, "view"))
    return listing(visit, [space_json(visit.state, one) for one in seen if not wanted or one.key in wanted])


def _space(visit: Visit) -> Reply:
    space = visible_space(visit)
    return json_reply(200, space_json(visit.state, space)) if space else no_such_space(visit.part["key"])


def _with_permissions(visit: Visit) -> Space | Reply:
    if not visit.state.at_least(9, 2):
        return no_resource(visit.call)
    space = visible_space(visit)
    if space is None:
        return no_such_space(visit.part["key"])
    if not may_in_space(visit.state, visit.caller.user, space, "admin"):
        return rest_error(403, f"{_EXCEPTIONS}.PermissionException: Only space administrators may see permissions")
    return space


@shape(Basis.DOCUMENTED, "REST group 'Space Permissions', docs 9.2.0 and 10.1; the body is inferred")
def _permissions(visit: Visit) -> Reply:
    """All grants of a space."""
    space = _with_permissions(visit)
    if isinstance(space, Reply):
        return space
    found = [one for act, grant in space.permissions.items() for one in _subjects(visit.state, space, act, grant)]
    return json_reply(200, found)


def _subjects(state: DataCenterState, space: Space, act: str, grant: Grant) -> list[dict[str, Any]]:
    key, target = _OPERATIONS.get(act, (act, "space"))
    users = (state.user(one) for one in grant.users)
    subjects: list[dict[str, Any]] = [user_json(state, one) for one in users if one]
    subjects += [{"type": "group", "name": one} for one in grant.groups]
    subjects += [{"type": "anonymous"}] if grant.anonymous else []
    operation = {"operationKey": key, "targetType": target}
    return [
        {"operation": operation, "subject": one, "spaceKey": space.key, "spaceId": space.number} for one in subjects
    ]


def _permissions_of(visit: Visit) -> Reply:
    """The grants of one user key, one group or anonymous."""
    space = _with_permissions(visit)
    if isinstance(space, Reply):
        return space
    kind, name = visit.part["kind"], visit.part.get("name", "")
    every = [one for act, grant in space.permissions.items() for one in _subjects(visit.state, space, act, grant)]
    return json_reply(200, [one for one in every if _is_subject(one["subject"], kind, name)])


def _is_subject(subject: dict[str, Any], kind: str, name: str) -> bool:
    if kind == "user":
        return bool(subject.get("userKey") == name)
    if kind == "group":
        return bool(subject["type"] == "group" and subject["name"] == name)
    return bool(kind == "anonymous" and subject["type"] == "anonymous")


@shape(Basis.INFERRED, "REST group 'Access Mode' is documented; path and body are not in it")
def _access_mode(visit: Visit) -> Reply:
    return json_reply(200, "READ_ONLY" if visit.state.read_only else "READ_WRITE")


SPACE_ROUTES = (
    Route("GET", "/rest/api/space", _spaces),
    Route("GET", "/rest/api/space/{key}", _space),
    Route("GET", "/rest/api/space/{key}/permissions", _permissions),
    Route("GET", "/rest/api/space/{key}/permissions/{kind}", _permissions_of),
    Route("GET", "/rest/api/space/{key}/permissions/{kind}/{name}", _permissions_of),
    Route("GET", "/rest/api/accessmode", _access_mode),
)
