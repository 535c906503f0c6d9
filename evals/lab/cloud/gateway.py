"""api.atlassian.com: the products behind /ex, the platform's own routes, and the organisation's admin API."""

import re
from collections.abc import Callable
from datetime import datetime

from evals.lab.cloud import inferred, replies
from evals.lab.cloud.admin import answer_admin, is_admin_path
from evals.lab.cloud.credentials import Caller, Reading, bearer_of, caller_at_gateway
from evals.lab.cloud.jira import answer_jira_rest, jira_scopes
from evals.lab.cloud.marks import Basis, shape
from evals.lab.cloud.people import over
from evals.lab.cloud.places import CloudSite, Condition
from evals.lab.cloud.product import answer_rest, find_route
from evals.lab.cloud.site import trouble
from evals.lab.cloud.state import CloudState
from evals.lab.cloud.visit import Visit, decoded
from evals.lab.wire import Handler, Reply, Request

_EX = re.compile(r"/ex/(?P<product>confluence|jira)/(?P<cloud_id>[^/]+)(?P<below>/.*)?")
_ME_SCOPE = "read:me"


def gateway_handler(state: CloudState, clock: Callable[[], datetime]) -> Handler:
    """Build the handler of api.atlassian.com."""

    def answer(request: Request) -> Reply:
        reply = _answer(state, request, clock())
        return replies.with_headers(reply, *replies.edge_headers(state, clock()))

    return answer


def _answer(state: CloudState, request: Request, now: datetime) -> Reply:
    path = decoded(request.path)
    if path == "/oauth/token/accessible-resources":
        return accessible_resources(state, request, now)
    if path in {"/me", "/api/user"}:
        return me(state, request, now)
    if is_admin_path(path):
        return answer_admin(state, request, path, now)
    found = _EX.fullmatch(path)
    return _no_route() if found is None else _answer_product(state, request, now, found)


def accessible_resources(state: CloudState, request: Request, now: datetime) -> Reply:
    """List the sites of an OAuth token's grant; every other credential is refused, API tokens too (reported)."""
    caller = _oauth_caller(state, request, now)
    if caller is None:
        return replies.gateway_unauthorised()
    grant, scopes = caller
    found = [site for site in state.sites if site.name in grant and site.condition is not Condition.GONE]
    return replies.json_reply(200, [_resource_json(state, site, scopes) for site in found])


def me(state: CloudState, request: Request, now: datetime) -> Reply:
    """Say who an OAuth token belongs to; Basic, or nothing, is the wrong type of authentication here (W8)."""
    if not bearer_of(request.header("Authorization") or ""):
        return replies.auth_mismatch()
    access = state.access_token(bearer_of(request.header("Authorization") or ""))
    caller = _oauth_caller(state, request, now)
    grant = state.grant(access.grant) if access else None
    account = state.account(grant.account) if grant else None
    if caller is None or account is None:
        return replies.gateway_unauthorised()
    if _ME_SCOPE not in caller[1]:
        return replies.scope_mismatch()
    body = {"account_type": account.kind.value, "account_id": account.id, "email": account.email, "name": account.name}
    return replies.json_reply(200, {**body, "account_status": "active" if account.active else "inactive"})


def _answer_product(state: CloudState, request: Request, now: datetime, found: re.Match[str]) -> Reply:
    site = state.site_by_cloud_id(found["cloud_id"])
    if site is None or site.condition is Condition.GONE or found["product"] not in site.products:
        return _no_such_cloud_id()
    if site.condition is Condition.SUSPENDED:
        return replies.suspended()
    visit = Visit(state, site, request, now, found["below"] or "/", at_gateway=True)
    path = product_path(found["product"], visit.path)
    stopped = trouble(visit, path if found["product"] == "confluence" else None)
    if stopped is not None:
        return stopped
    caller = caller_at_gateway(state, request, now, site.name)
    return _refused_at_gateway(visit, caller, found["product"], path) or _pass_on(visit, caller, found["product"], path)


def product_path(product: str, below: str) -> str:
    """Return the product's own path. v1 is reported to work with and without /wiki, v2 needs it."""
    if product == "jira":
        return below
    if below.startswith("/wiki/"):
        return below.removeprefix("/wiki")
    return below if below.startswith("/rest/api") else "/unknown" + below


def _refused_at_gateway(visit: Visit, caller: Caller, product: str, path: str) -> Reply | None:
    if caller.reading is Reading.TURNED_AWAY:
        return replies.gateway_unauthorised()
    if caller.reading is Reading.BLOCKED and visit.state.organisation.policy_speaks:
        return inferred.app_blocked() if caller.is_app else inferred.token_blocked()
    if caller.scopes is not None and not caller.scopes & _needed(visit, product, path):
        return replies.scope_mismatch()
    return None


def _needed(visit: Visit, product: str, path: str) -> frozenset[str]:
    """Return the scopes of which any one opens a path; a path that the gateway does not know is opened by none."""
    if product == "jira":
        return jira_scopes(path)
    found = find_route(visit.request.method, path)
    return found[0].scopes if found else frozenset()


def _pass_on(visit: Visit, caller: Caller, product: str, path: str) -> Reply:
    if product == "confluence":
        return answer_rest(visit, caller, path)
    return answer_jira_rest(visit, caller, path)


def _oauth_caller(state: CloudState, request: Request, now: datetime) -> tuple[list[str], frozenset[str]] | None:
    """Return the sites and scopes of a valid OAuth access token."""
    access = state.access_token(bearer_of(request.header("Authorization") or ""))
    grant = state.grant(access.grant) if access else None
    if access is None or grant is None or grant.revoked or over(access.expires, now):
        return None
    account = state.account(grant.account)
    if account is None or not account.active:
        return None
    return grant.sites, frozenset(grant.scopes if access.scopes is None else access.scopes)


@shape(Basis.DOCUMENTED, "https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/")
def _resource_json(state: CloudState, site: CloudSite, scopes: frozenset[str]) -> dict[str, object]:
    """Show one site of a grant."""
    url = state.urls.get(f"site:{site.name}", f"https://{site.name}.atlassian.net")
    shown = sorted(one for one in scopes if one != "offline_access")
    return {"id": site.cloud_id, "name": site.name, "url": url, "scopes": shown, "avatarUrl": ""}


@shape(Basis.INFERRED, "no public capture of an unknown cloudId")
def _no_such_cloud_id() -> Reply:
    """A cloudId that no site has, or whose site lacks the product."""
    return replies.json_reply(404, {"code": 404, "message": "Not Found"})


@shape(Basis.INFERRED, "no public capture of an unknown gateway path")
def _no_route() -> Reply:
    """A path that the gateway has no route for."""
    return replies.json_reply(404, {"code": 404, "message": "Not Found"})
