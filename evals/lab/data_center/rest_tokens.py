"""REST resources about personal access tokens.

Creation is documented on confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html.
"""

from datetime import datetime, timedelta
from typing import Any

from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.people import PersonalToken, token_text
from evals.lab.data_center.replies import json_reply, must_authenticate, no_resource, rest_error
from evals.lab.data_center.routing import Route, View, Visit
from evals.lab.wire import Reply


def _for_people(view: View) -> View:
    """Serve a view from 7.9 on, to people only."""

    def guarded(visit: Visit) -> Reply:
        if not visit.state.at_least(7, 9):
            return no_resource(visit.call)
        return view(visit) if visit.caller.user else must_authenticate(visit.state)

    return guarded


@shape(Basis.INFERRED, "the page shows creation; the listing's fields follow it")
def _token_json(number: int, token: PersonalToken) -> dict[str, Any]:
    expires = token.expires.isoformat() if isinstance(token.expires, datetime) else None
    created = token.created.isoformat() if isinstance(token.created, datetime) else None
    used = token.last_used.isoformat() if token.last_used else None
    return {"id": number, "name": token.name, "createdAt": created, "expiringAt": expires, "lastAccessedAt": used}


def _tokens(visit: Visit) -> Reply:
    """List the caller's own tokens; an expired one stays in the list, a revoked one is gone (inferred)."""
    own = visit.caller.name.lower()
    numbered = enumerate(visit.state.tokens, start=1)
    return json_reply(
        200, [_token_json(number, one) for number, one in numbered if one.owner.lower() == own and not one.revoked]
    )


def _create(visit: Visit) -> Reply:
    posted = visit.call.json()
    if not isinstance(posted, dict) or not posted.get("name"):
        return rest_error(400, "A name is required", authorized=True)
    days = posted.get("expirationDuration")
    expires = visit.call.now + timedelta(days=float(days)) if isinstance(days, (int, float)) else None
    text = token_text(visit.state.next_text("token"))
    token = PersonalToken(visit.caller.name, str(posted["name"]), text, visit.call.now, expires)
    visit.state.tokens.append(token)
    return json_reply(201, {**_token_json(len(visit.state.tokens), token), "rawToken": text})


def _revoke(visit: Visit) -> Reply:
    number = visit.part["number"]
    place = int(number) - 1 if number.isdigit() else -1
    tokens = visit.state.tokens
    if not 0 <= place < len(tokens) or tokens[place].owner.lower() != visit.caller.name.lower():
        return rest_error(404, f"No token with id {number}")
    tokens[place].revoked = True
    return Reply(204)


TOKEN_ROUTES = (
    Route("GET", "/rest/pat/{version}/tokens", _for_people(_tokens)),
    Route("POST", "/rest/pat/{version}/tokens", _for_people(_create)),
    Route("DELETE", "/rest/pat/{version}/tokens/{number}", _for_people(_revoke)),
)
