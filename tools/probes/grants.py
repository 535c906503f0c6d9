"""Reads the four forms in which Confluence tells who may read and write in a space."""

from dataclasses import dataclass
from typing import Any

from tools.probes.reading import items_of

_READ_KEYS = frozenset({"read", "view", "viewspace"})
_WRITE_KEYS = frozenset({"create", "edit", "editspace", "modify"})


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant. `operation` is "read" or "write".

    Attributes:
        user: Account id, user name or user key; "" when it is no user.
        group: Name or id; "" when it is no group.
        everybody: It covers anonymous callers, and so everybody.
        licensed: It covers everybody with a licence.
    """

    operation: str
    user: str = ""
    group: str = ""
    everybody: bool = False
    licensed: bool = False


def grants_v2(body: dict[str, Any]) -> list[Grant]:
    """Read GET /wiki/api/v2/spaces/{id}/permissions (classic mode)."""
    found = []
    for one in items_of(body):
        operation, principal = one.get("operation"), one.get("principal")
        if not isinstance(operation, dict) or not isinstance(principal, dict):
            continue
        kind, name = str(principal.get("type", "")), str(principal.get("id", ""))
        act = _act(operation.get("key"), operation.get("targetType"))
        if act:
            group = name if kind == "group" else ""
            found.append(Grant(act, name if kind == "user" else "", group, licensed=_is_for_all(group)))
    return found


def _is_for_all(group: str) -> bool:
    """Tell whether a group stands for all licensed users, which listings of a person's groups may leave out."""
    return any(word in group.lower() for word in _FOR_ALL)


_FOR_ALL = ("everyone", "licensed", "confluence-users")


def grants_of_roles(body: dict[str, Any]) -> list[Grant]:
    """Read GET /wiki/api/v2/spaces/{id}/role-assignments (role mode).

    Every role may read. Which roles may write is not told here, so writes get no grant and no verdict.
    """
    found = []
    for one in items_of(body):
        principal = one.get("principal")
        if not isinstance(principal, dict):
            continue
        kind, name = str(principal.get("principalType", "")), str(principal.get("principalId", ""))
        anonymous, licensed = "anonymous" in name.lower(), "licensed" in name.lower()
        class_of_people = kind == "ACCESS_CLASS"
        found.append(
            Grant(
                "read",
                name if kind == "USER" else "",
                name if kind == "GROUP" else "",
                everybody=class_of_people and anonymous,
                licensed=class_of_people and licensed,
            )
        )
    return found


def grants_v1(body: Any) -> list[Grant]:
    """Read GET /rest/api/space/{key}/permissions of Data Center 9.2 and later."""
    found = []
    for one in items_of(body) or items_of(body, "results"):
        operation, subject = one.get("operation"), one.get("subject")
        if not isinstance(operation, dict) or not isinstance(subject, dict):
            continue
        act = _act(operation.get("operationKey"), operation.get("targetType"))
        if act:
            group = subject.get("name") if subject.get("type") == "group" else ""
            user = subject.get("username") or subject.get("userKey") or ""
            found.append(Grant(act, str(user), str(group or ""), everybody=subject.get("type") == "anonymous"))
    return found


def grants_of_rpc(body: Any) -> list[Grant]:
    """Read getSpacePermissionSets of the old remote interface; an entry without user and group means anonymous."""
    found = []
    for permission_set in items_of(body):
        act = _act(permission_set.get("type"), None)
        for one in items_of(permission_set, "spacePermissions"):
            user, group = str(one.get("userName") or ""), str(one.get("groupName") or "")
            if act:
                found.append(Grant(act, user, group, everybody=not user and not group))
    return found


def _act(key: Any, target: Any) -> str:
    word = str(key or "").lower()
    if word in _READ_KEYS and str(target or "space").lower() == "space":
        return "read"
    return "write" if word in _WRITE_KEYS and str(target or "page").lower() in {"page", "space"} else ""
