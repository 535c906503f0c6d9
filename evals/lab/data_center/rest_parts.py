"""REST resources that public clients read beside a page: history, children, labels, properties, a space's content."""

from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.permissions import may_edit, may_view
from evals.lab.data_center.replies import json_reply, rest_error
from evals.lab.data_center.rest_content import may_not_update, no_such_content, page_json, visible_page
from evals.lab.data_center.rest_spaces import no_such_space, visible_space
from evals.lab.data_center.rest_users import listing
from evals.lab.data_center.routing import Route, View, Visit
from evals.lab.wire import Reply


@shape(Basis.DOCUMENTED, "developer.atlassian.com/server/confluence/rest, resource content/{id}/history; shortened")
def _history(visit: Visit) -> Reply:
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    return json_reply(200, {"latest": True, "lastUpdated": {"number": page.version, "minorEdit": False}})


def _children(visit: Visit) -> Reply:
    """List the visible pages right below a page."""
    page = visible_page(visit)
    if page is None:
        return no_such_content(visit.part["id"])
    below = (one for one in visit.state.pages if one.parent == page.id and not one.deleted)
    seen = [one for one in below if may_view(visit.state, visit.caller.user, one)]
    return listing(visit, [page_json(visit.state, one) for one in seen])


def _empty_list(visit: Visit) -> Reply:
    return listing(visit, []) if visible_page(visit) else no_such_content(visit.part["id"])


def _no_property(visit: Visit) -> Reply:
    if visible_page(visit) is None:
        return no_such_content(visit.part["id"])
    return rest_error(404, f"No property found with key: {visit.part['key']}")


def _if_editable(answer: View) -> View:
    def guarded(visit: Visit) -> Reply:
        page = visible_page(visit)
        if page is None:
            return no_such_content(visit.part["id"])
        return answer(visit) if may_edit(visit.state, visit.caller.user, page) else may_not_update(page.id)

    return guarded


def _echo(visit: Visit) -> Reply:
    return json_reply(200, visit.call.json())


def _space_content(visit: Visit) -> Reply:
    space = visible_space(visit)
    if space is None:
        return no_such_space(visit.part["key"])
    pages = (one for one in visit.state.pages if one.space == space.key and not one.deleted)
    seen = [one for one in pages if may_view(visit.state, visit.caller.user, one)]
    return listing(visit, [page_json(visit.state, one) for one in seen])


PART_ROUTES = (
    Route("GET", "/rest/api/content/{id}/history", _history),
    Route("GET", "/rest/api/content/{id}/child/page", _children),
    Route("GET", "/rest/api/content/{id}/label", _empty_list),
    Route("POST", "/rest/api/content/{id}/label", _if_editable(_echo)),
    Route("GET", "/rest/api/content/{id}/property", _empty_list),
    Route("POST", "/rest/api/content/{id}/property", _if_editable(_echo)),
    Route("GET", "/rest/api/content/{id}/property/{key}", _no_property),
    Route("PUT", "/rest/api/content/{id}/property/{key}", _if_editable(_echo)),
    Route("GET", "/rest/api/space/{key}/content", _space_content),
    Route("GET", "/rest/api/space/{key}/content/page", _space_content),
)
