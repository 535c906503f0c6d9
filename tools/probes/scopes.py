"""Which scopes open the route of the failing call; any one of them does.

Source: the "OAuth scopes required" line of each route at https://developer.atlassian.com/cloud/confluence/rest/ .
"""

from tools.probes.place import failing_call
from tools.probes.spec import Target

_CONTENT = frozenset({"read:confluence-content.all", "read:content-details:confluence"})
_SPACE = frozenset({"read:confluence-space.summary", "read:space-details:confluence"})
_USER = frozenset({"read:confluence-user", "read:content-details:confluence"})
_SEARCH = frozenset({"search:confluence", "read:content-details:confluence"})
_BY_ROUTE = {
    "current_user": _USER,
    "content_v1": _CONTENT,
    "contents_v1": _CONTENT,
    "space_v1": _SPACE,
    "spaces_v1": _SPACE,
    "search_v1": _SEARCH,
    "page_v2": frozenset({"read:page:confluence"}),
    "space_v2": frozenset({"read:space:confluence"}),
    "spaces_v2": frozenset({"read:space:confluence"}),
    "space_by_id_v2": frozenset({"read:space:confluence"}),
    "folder_v2": frozenset({"read:folder:confluence"}),
}


def needed_scopes(target: Target) -> frozenset[str]:
    """Return the scopes of which any one opens the failing call, empty when that is not known."""
    call = failing_call(target)
    if call is None or not call.exact:
        return frozenset()
    return _BY_ROUTE.get(call.route.removeprefix("gateway_"), frozenset())
