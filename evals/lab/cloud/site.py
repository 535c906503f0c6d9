"""A site's own host, such as acme.atlassian.net: Confluence below /wiki, Jira at the root."""

import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address, ip_network

from evals.lab.cloud import inferred, replies
from evals.lab.cloud.credentials import Caller, Reading, caller_at_site
from evals.lab.cloud.jira import answer_jira
from evals.lab.cloud.marks import MARKFLUENCE, Basis, shape
from evals.lab.cloud.places import CloudSite, Condition
from evals.lab.cloud.product import answer_rest, default_refusal, find_route, refuse
from evals.lab.cloud.state import CloudState
from evals.lab.cloud.visit import Visit, decoded
from evals.lab.cloud.web import answer_download, answer_internal, answer_web, is_internal
from evals.lab.wire import Handler, Reply, Request

_REST = re.compile(r"/(rest/api|api/v2)(/|$)")
_SITE_REST = re.compile(r"/(wiki/)?(rest|api/v2)(/|$)")


def site_handler(state: CloudState, site: CloudSite, clock: Callable[[], datetime]) -> Handler:
    """Build the handler of a site's own host."""

    def answer(request: Request) -> Reply:
        visit = Visit(state, site, request, clock(), decoded(request.path))
        reply = _before_product(visit) or _answer_product(visit)
        return replies.with_headers(reply, *replies.edge_headers(state, clock()))

    return answer


def _before_product(visit: Visit) -> Reply | None:
    """Give the answer of what stands before the product, if it stops the request."""
    site = visit.site
    if site.condition is Condition.GONE:
        return _no_such_site()
    if site.condition is Condition.RENAMED:
        query = f"?{visit.request.query}" if visit.request.query else ""
        return Reply(301, (("Location", f"{site.renamed_to}{visit.request.path}{query}"),))
    if visit.path == "/_edge/tenant_info":
        return _tenant_info(site)
    if site.condition is Condition.SUSPENDED:
        return replies.suspended()
    return trouble(visit, wiki_path(visit.path))


def trouble(visit: Visit, path: str | None) -> Reply | None:
    """Give the answer of allow-list, edge and rate limit, if one of them stops the request.

    Args:
        visit: The request.
        path: Confluence's own path; None when the request is for Jira.
    """
    site = visit.site
    if not address_allowed(site, visit.request.client_address):
        return replies.address_rejected()
    if not _SITE_REST.match(visit.path):
        return None
    if path is not None and site.edge_trouble is not None and site.edge_trouble.strikes(visit.now):
        found = find_route(visit.request.method, path)
        return replies.edge_error(refuse(found[0].refusal if found else default_refusal(path)))
    if site.rate_limit is not None and site.rate_limit.strikes(visit.now):
        return replies.rate_limited(site.rate_limit.retry_after_seconds, site.rate_limit.reason)
    return None


def address_allowed(site: CloudSite, address: str) -> bool:
    """Tell whether the site's allow-list lets an address through."""
    return not site.ip_allow_list or any(ip_address(address) in ip_network(one) for one in site.ip_allow_list)


def wiki_path(path: str) -> str | None:
    """Return the path below /wiki, None when it is not below it."""
    if path in {"/wiki", "/wiki/"}:
        return "/"
    return path.removeprefix("/wiki") if path.startswith("/wiki/") else None


def refused_at_site(visit: Visit, caller: Caller) -> Reply | None:
    """Give the answer for credentials that a site's host stops before Confluence, None to go on.

    A scoped token is stopped even where anonymous access is on; a refused one is not (W12).
    """
    if caller.reading in {Reading.UNREADABLE, Reading.SCOPED}:
        return replies.tomcat_unauthorised(visit.request)
    if caller.reading is Reading.CONNECT_REFUSED:
        return inferred.connect_refused(caller.words)
    if caller.reading is Reading.BLOCKED and visit.state.organisation.policy_speaks:
        return inferred.app_blocked() if caller.is_app else inferred.token_blocked()
    if caller.reading is Reading.REFUSED and visit.site.password_text:
        return replies.password_deprecated()
    return None


def _answer_product(visit: Visit) -> Reply:
    below = wiki_path(visit.path)
    if below is None:
        return answer_jira(visit, visit.path) if "jira" in visit.site.products else replies.page_not_found()
    if "confluence" not in visit.site.products:
        return _no_confluence()
    return _answer_confluence(visit, below)


def _answer_confluence(visit: Visit, below: str) -> Reply:
    if is_internal(below):
        return answer_internal(visit)
    if below.startswith("/download/"):
        return answer_download(visit, below)
    if not _REST.match(below):
        return answer_web(visit, below)
    caller = caller_at_site(visit)
    return refused_at_site(visit, caller) or answer_rest(visit, caller, below)


@shape(Basis.MEASURED, MARKFLUENCE)
def _tenant_info(site: CloudSite) -> Reply:
    """The cloudId, without any credential."""
    return replies.json_reply(200, {"cloudId": site.cloud_id})


@shape(Basis.INFERRED, "reports say that no JSON comes back; the page itself is not public")
def _no_such_site() -> Reply:
    """A name that no site has."""
    return replies.html_reply(
        404,
        "<!DOCTYPE html><html><head><title>Atlassian Cloud Notifications - Page Unavailable"
        "</title></head><body><h1>Your Atlassian Cloud site is currently unavailable.</h1>"
        "</body></html>",
    )


@shape(Basis.INFERRED, "no public capture of a Jira-only site's /wiki")
def _no_confluence() -> Reply:
    """Confluence is not one of the site's products."""
    return replies.page_not_found()
