"""Confluence itself, behind either host: finds the route, asks who may use it, and answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from evals.lab.cloud import inferred, replies
from evals.lab.cloud.credentials import Caller, Reading
from evals.lab.cloud.people import Account
from evals.lab.cloud.places import CloudSite
from evals.lab.cloud.state import CloudState
from evals.lab.cloud.visit import Visit
from evals.lab.wire import Reply


@dataclass(frozen=True, slots=True)
class Ask:
    """One call to a route, by a caller whom Confluence serves.

    Attributes:
        account: Who calls; None for anonymous.
        values: What stood in the route's {names}.
    """

    visit: Visit
    account: Account | None
    values: dict[str, str]

    @property
    def site(self) -> CloudSite:
        """The site that is asked."""
        return self.visit.site

    @property
    def state(self) -> CloudState:
        """The whole Cloud."""
        return self.visit.state

    @property
    def query(self) -> dict[str, str]:
        """The query; the first value of a name wins."""
        return self.visit.query

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object sent; empty when there is none."""
        return self.visit.json()


Answer = Callable[[Ask], Reply]


class Refusal(StrEnum):
    """Which of the three refusals a route gives to those who may not use Confluence."""

    CANNOT_ACCESS = "W1"
    NOT_PERMITTED = "W2"
    BARE_NOT_FOUND = "W3"


@dataclass(frozen=True, slots=True)
class ProductRoute:
    """One REST route.

    Attributes:
        template: Path with {names} for single segments, from /rest/api or /api/v2 on.
        scopes: Any one of them opens the route for a scoped credential.
    """

    name: str
    method: str
    template: str
    answer: Answer
    scopes: frozenset[str]
    refusal: Refusal = Refusal.CANNOT_ACCESS
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        segments = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.template))
        object.__setattr__(self, "pattern", re.compile(segments + "/?"))


def find_route(method: str, path: str) -> tuple[ProductRoute, dict[str, str]] | None:
    """Find the route for a path below /wiki."""
    wanted = "GET" if method == "HEAD" else method
    for route in all_routes():
        found = route.pattern.fullmatch(path)
        if found and route.method == wanted:
            return route, found.groupdict()
    return None


def all_routes() -> tuple[ProductRoute, ...]:
    """All REST routes of the product."""
    from evals.lab.cloud.v1 import V1_ROUTES
    from evals.lab.cloud.v1_content import V1_CONTENT_ROUTES
    from evals.lab.cloud.v2 import V2_ROUTES
    from evals.lab.cloud.v2_permissions import V2_PERMISSION_ROUTES

    return (*V1_ROUTES, *V1_CONTENT_ROUTES, *V2_ROUTES, *V2_PERMISSION_ROUTES)


def answer_rest(visit: Visit, caller: Caller, path: str) -> Reply:
    """Answer a REST call below /wiki by a caller whose credential the host has read."""
    found = find_route(visit.request.method, path)
    if not may_use_confluence(visit, caller):
        return refuse(found[0].refusal if found else default_refusal(path))
    if found is None:
        return unknown_path(visit, path)
    route, values = found
    if visit.at_gateway and route.name in visit.site.removed_v1:
        return replies.endpoint_removed()
    if route.name in visit.site.plan_lacks:
        return inferred.plan_required()
    if visit.is_write and _fails_xsrf(visit):
        return inferred.xsrf_failed()
    return route.answer(Ask(visit, user_of(visit, caller), values))


def may_use_confluence(visit: Visit, caller: Caller) -> bool:
    """Tell whether Confluence serves this caller at all; anonymous access serves everybody."""
    if visit.site.anonymous_access:
        return True
    return user_of(visit, caller) is not None


def user_of(visit: Visit, caller: Caller) -> Account | None:
    """Return the account as Confluence knows it; None for those who are anonymous to it."""
    account = caller.account
    if caller.reading is not Reading.ACCEPTED or account is None:
        return None
    return account if account.may_use("confluence", visit.site.name) else None


def refuse(refusal: Refusal) -> Reply:
    """Give one of the three refusals."""
    if refusal is Refusal.NOT_PERMITTED:
        return replies.not_permitted()
    return replies.bare_not_found() if refusal is Refusal.BARE_NOT_FOUND else replies.cannot_access()


def default_refusal(path: str) -> Refusal:
    """Return the refusal of paths without a route of their own."""
    return Refusal.BARE_NOT_FOUND if path.startswith("/api/v2") else Refusal.CANNOT_ACCESS


def unknown_path(visit: Visit, path: str) -> Reply:
    """Answer a path that the product does not serve."""
    if path.startswith("/api/v2"):
        return replies.bare_not_found()
    return replies.no_such_resource(visit.request) if path.startswith("/rest/api") else replies.page_not_found()


def _fails_xsrf(visit: Visit) -> bool:
    kind = (visit.request.header("Content-Type") or "").lower()
    checked = kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded"))
    token = (visit.request.header("X-Atlassian-Token") or "").lower()
    return checked and token not in {"no-check", "nocheck"}
