"""The v2 REST API: who may what in a space, in classic mode and in role mode."""

from typing import Any

from evals.lab.cloud import replies
from evals.lab.cloud.marks import V2_DOCS, Basis, shape
from evals.lab.cloud.permissions import group_id
from evals.lab.cloud.places import ROLE_OPERATIONS, RoleMode, SpaceGrant
from evals.lab.cloud.product import Ask
from evals.lab.cloud.state import digest
from evals.lab.cloud.v2 import listing, v2_route, visible_space
from evals.lab.wire import Reply

_ACCESS_CLASSES = {
    "everyone": "all-licensed-users",
    "anonymous": "anonymous-users",
    "customers": "authenticated-users",
}
_TARGETS = {"read": "space", "administer": "space", "export": "space"}


def space_permissions(ask: Ask) -> Reply:
    """GET /api/v2/spaces/{id}/permissions: users and groups only; access classes show in role assignments alone."""
    space = visible_space(ask, ask.values["id"])
    if space is None:
        return replies.v2_not_found("space", ask.values["id"])
    shown = [one for grant in space.grants for one in _assignments(space.id, grant)]
    return listing(ask.visit, shown)


def role_assignments(ask: Ask) -> Reply:
    """GET /api/v2/spaces/{id}/role-assignments; empty in classic mode (inferred)."""
    space = visible_space(ask, ask.values["id"])
    if space is None:
        return replies.v2_not_found("space", ask.values["id"])
    in_roles = ask.site.role_mode is RoleMode.ROLES
    return listing(ask.visit, [_role_assignment(one) for one in space.grants if in_roles and one.role])


def space_roles(ask: Ask) -> Reply:
    """GET /api/v2/space-roles."""
    return listing(ask.visit, [_role_json(name) for name in ROLE_OPERATIONS])


def space_role(ask: Ask) -> Reply:
    """GET /api/v2/space-roles/{id}."""
    for name in ROLE_OPERATIONS:
        if role_id(name) == ask.values["id"]:
            return replies.json_reply(200, _role_json(name))
    return replies.v2_not_found("space role", ask.values["id"])


def role_mode(ask: Ask) -> Reply:
    """GET /api/v2/space-role-mode."""
    return replies.json_reply(200, {"mode": ask.site.role_mode.value})


def role_id(name: str) -> str:
    """Return the id of a role."""
    return digest("role", name)[:24]


@shape(Basis.DOCUMENTED, V2_DOCS + "api-group-space-permissions/")
def _assignments(space_id: str, grant: SpaceGrant) -> list[dict[str, Any]]:
    """Show a user's or group's grant, one entry an operation."""
    kind, _, name = grant.to.partition(":")
    if not name:
        # The vendor's licensed-users group stands for everyone in classic mode (inferred).
        kind, name = "group", f"{kind}-users"
    principal = {"type": kind, "id": name if kind == "user" else group_id(name)}
    return [
        {
            "id": digest(space_id, grant.to, operation)[:12],
            "principal": principal,
            "operation": {"key": operation, "targetType": _TARGETS.get(operation, "page")},
        }
        for operation in grant.allowed
    ]


@shape(Basis.DOCUMENTED, V2_DOCS + "api-group-space-roles/")
def _role_assignment(grant: SpaceGrant) -> dict[str, Any]:
    """Show who holds which role."""
    kind, _, name = grant.to.partition(":")
    if not name:
        principal = {"principalType": "ACCESS_CLASS", "principalId": _ACCESS_CLASSES[kind]}
    elif kind == "user":
        principal = {"principalType": "USER", "principalId": name}
    else:
        principal = {"principalType": "GROUP", "principalId": group_id(name)}
    return {"principal": principal, "roleId": role_id(grant.role)}


@shape(Basis.DOCUMENTED, V2_DOCS + "api-group-space-roles/")
def _role_json(name: str) -> dict[str, Any]:
    """Show a role. The names of its permissions are inferred."""
    permissions = [f"{operation}/{_TARGETS.get(operation, 'page')}" for operation in ROLE_OPERATIONS[name]]
    return {"id": role_id(name), "type": "SYSTEM", "name": name.capitalize(), "spacePermissions": permissions}


_SCOPE = "read:space.permission:confluence"
V2_PERMISSION_ROUTES = (
    v2_route("v2_space_permissions", "GET", "/spaces/{id}/permissions", space_permissions, "read:space:confluence"),
    v2_route("v2_role_assignments", "GET", "/spaces/{id}/role-assignments", role_assignments, _SCOPE),
    v2_route("v2_space_roles", "GET", "/space-roles", space_roles, _SCOPE),
    v2_route("v2_space_role", "GET", "/space-roles/{id}", space_role, _SCOPE),
    v2_route("v2_space_role_mode", "GET", "/space-role-mode", role_mode, _SCOPE),
)
