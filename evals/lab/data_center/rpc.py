"""The old JSON-RPC interface, as far as public clients still use it: permissions and page locks.

Both forms are served: POST .../confluenceservice-v2/<method> with the parameters as a list, and JSON-RPC 2.0.
"""

import json
from collections.abc import Callable
from typing import Any

from evals.lab.data_center import sessions
from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.permissions import is_admin, may_edit, may_in_space, may_view
from evals.lab.data_center.replies import json_reply, tomcat_page
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply

_BASE = "/rpc/json-rpc/confluenceservice-v2"
_ADMIN_METHODS = frozenset({"addUser", "removeUser", "addGroup", "setEnableAnonymousAccess", "exportSite"})
_FIRST_VERSION_WITH_WEBSUDO = (7, 7)


class RpcError(Exception):
    """A refusal that the interface puts into its answer's body."""


Method = Callable[[DataCenterState, Caller, list[Any]], Any]


def answer_rpc(state: DataCenterState, call: Call, caller: Caller) -> Reply:
    """Answer a call of the remote interface that passed the gates."""
    if not state.remote_api or not call.path.startswith(_BASE) or call.request.method != "POST":
        return tomcat_page(state, 404, "")
    name, parameters, number = _read(call)
    if name == "setContentPermissions" and _empty_principal(parameters):
        return _unknown_principal(state)
    try:
        return _result(number, _invoke(state, call, caller, name, parameters))
    except RpcError as refused:
        return _error(number, str(refused))


def _read(call: Call) -> tuple[str, list[Any], Any]:
    body = call.json()
    named = call.path.removeprefix(_BASE).strip("/")
    if named:
        return named, body if isinstance(body, list) else [], None
    if not isinstance(body, dict):
        return "", [], 0
    parameters = body.get("params")
    return str(body.get("method", "")), parameters if isinstance(parameters, list) else [], body.get("id", 0)


def _invoke(state: DataCenterState, call: Call, caller: Caller, name: str, parameters: list[Any]) -> Any:
    if name in _ADMIN_METHODS:
        return _administer(state, call, caller)
    method = _METHODS.get(name)
    if method is None:
        raise RpcError(f"java.lang.NoSuchMethodException: {name}")
    return method(state, caller, parameters)


@shape(Basis.DOCUMENTED, "github.com/kovetskiy/mark/issues/583 and 625 show the 401; its body was not captured")
def _unknown_principal(state: DataCenterState) -> Reply:
    """401 for a permission entry without a user name."""
    return tomcat_page(state, 401, "")


def _empty_principal(parameters: list[Any]) -> bool:
    entries = parameters[2] if len(parameters) > 2 and isinstance(parameters[2], list) else []
    return any(isinstance(one, dict) and not one.get("userName") and not one.get("groupName") for one in entries)


@shape(Basis.DOCUMENTED, "the exception's name is documented for 7.7 and later; the layout around it is inferred")
def _administer(state: DataCenterState, call: Call, caller: Caller) -> Any:
    if not is_admin(state, caller.user):
        raise RpcError("com.atlassian.confluence.rpc.NotPermittedException: Not an administrator")
    session = sessions.current(state, call)
    elevated = session and session.websudo_until and call.now < session.websudo_until
    if state.websudo.enabled and state.at_least(*_FIRST_VERSION_WITH_WEBSUDO) and not elevated:
        raise RpcError("com.atlassian.confluence.security.websudo.WebSudoRequiredException: Secure session required")
    return True


def _own_space_permissions(state: DataCenterState, caller: Caller, parameters: list[Any]) -> Any:
    space = state.space(str(parameters[0]) if parameters else "")
    if space is None or not may_in_space(state, caller.user, space, "view"):
        raise RpcError(
            "com.atlassian.confluence.rpc.RemoteException: No such space, or you are not permitted to view it"
        )
    names = {"view": "view", "edit": "modify", "remove": "removepage", "admin": "setspacepermissions"}
    return [name for act, name in names.items() if may_in_space(state, caller.user, space, act)]


def _all_space_permissions(state: DataCenterState, caller: Caller, parameters: list[Any]) -> Any:
    space = state.space(str(parameters[0]) if parameters else "")
    if space is None or not may_in_space(state, caller.user, space, "admin"):
        raise RpcError("com.atlassian.confluence.rpc.NotPermittedException: Space administrators only")
    return [
        {
            "type": act,
            "spacePermissions": [_entry(act, "userName", one) for one in grant.users]
            + [_entry(act, "groupName", one) for one in grant.groups],
        }
        for act, grant in space.permissions.items()
    ]


def _content_permissions(state: DataCenterState, caller: Caller, parameters: list[Any]) -> Any:
    page = state.page(str(parameters[0]) if parameters else "")
    if page is None or not may_view(state, caller.user, page):
        raise RpcError(
            "com.atlassian.confluence.rpc.RemoteException: No such content, or you are not permitted to view it"
        )
    kinds = (("View", page.view_users, page.view_groups), ("Edit", page.edit_users, page.edit_groups))
    return [
        {
            "type": kind,
            "contentPermissions": [_entry(kind, "userName", one) for one in users]
            + [_entry(kind, "groupName", one) for one in groups],
        }
        for kind, users, groups in kinds
    ]


def _entry(kind: str, field: str, name: str) -> dict[str, str | None]:
    return {"type": kind, "userName": None, "groupName": None, field: name}


def _set_content_permissions(state: DataCenterState, caller: Caller, parameters: list[Any]) -> Any:
    page = state.page(str(parameters[0]) if parameters else "")
    if page is None or len(parameters) < 3 or not may_edit(state, caller.user, page):
        raise RpcError("com.atlassian.confluence.rpc.NotPermittedException: You may not change these permissions")
    users = [str(one["userName"]) for one in parameters[2] if one.get("userName")]
    groups = [str(one["groupName"]) for one in parameters[2] if one.get("groupName")]
    if parameters[1] == "Edit":
        page.edit_users, page.edit_groups = users, groups
    else:
        page.view_users, page.view_groups = users, groups
    return True


def _result(number: Any, value: Any) -> Reply:
    """Answer with the bare value in the method form, wrapped in the JSON-RPC form."""
    if number is None:
        return json_reply(200, value)
    return json_reply(200, {"jsonrpc": "2.0", "result": value, "id": number})


@shape(Basis.INFERRED, "errors come inside a 200 in JSON-RPC; the method form's status was not captured")
def _error(number: Any, text: str) -> Reply:
    if number is None:
        body = json.dumps({"error": {"code": 500, "message": text, "data": None}}).encode()
        return Reply(500, (("Content-Type", "application/json"),), body)
    return json_reply(200, {"jsonrpc": "2.0", "error": {"code": 500, "message": text}, "id": number})


_METHODS: dict[str, Method] = {
    "getSpacePermissions": _own_space_permissions,
    "getSpacePermissionSets": _all_space_permissions,
    "getContentPermissionSets": _content_permissions,
    "setContentPermissions": _set_content_permissions,
}
