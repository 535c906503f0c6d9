"""The REST API: one table put together from the tables of its areas."""

from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.replies import json_reply, no_resource
from evals.lab.data_center.rest_admin import ADMIN_ROUTES
from evals.lab.data_center.rest_content import CONTENT_ROUTES
from evals.lab.data_center.rest_parts import PART_ROUTES
from evals.lab.data_center.rest_spaces import SPACE_ROUTES
from evals.lab.data_center.rest_tokens import TOKEN_ROUTES
from evals.lab.data_center.rest_users import USER_ROUTES
from evals.lab.data_center.routing import Visit, find, known_path
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply

ROUTES = (*USER_ROUTES, *SPACE_ROUTES, *CONTENT_ROUTES, *PART_ROUTES, *TOKEN_ROUTES, *ADMIN_ROUTES)


def answer_rest(state: DataCenterState, call: Call, caller: Caller) -> Reply:
    """Answer a REST call that passed the gates."""
    found = find(ROUTES, call.request.method, call.path)
    if found is not None:
        route, part = found
        return route.view(Visit(state, call, caller, part))
    if known_path(ROUTES, call.path):
        return json_reply(405, {"message": "HTTP 405 Method Not Allowed", "status-code": 405})
    return no_resource(call)
