"""The path table: every request that Unlatch may ever send, and why each POST changes nothing."""

from dataclasses import dataclass
from enum import StrEnum
from string import Template
from urllib.parse import quote

from tools.site import Deployment, Site


class Base(StrEnum):
    """Which of the site's registered addresses a route starts from."""

    SITE = "site"
    SITE_ORIGIN = "site_origin"
    GATEWAY = "gateway"
    GATEWAY_ROOT = "gateway_root"
    JIRA = "jira"
    STATUS_PAGE = "status_page"


@dataclass(frozen=True, slots=True)
class Route:
    """One request form. `path` holds $names; `query` too; a POST has a fixed body and says why it is harmless."""

    name: str
    base: Base
    path: str
    method: str = "GET"
    query: str = ""
    body: str = ""
    harmless_because: str = ""
    api_family: str = "rest"


_ROUTES = (
    Route("tenant_info", Base.SITE_ORIGIN, "/_edge/tenant_info", api_family="edge"),
    Route("status", Base.SITE, "/status", api_family="status"),
    Route("current_user", Base.SITE, "/rest/api/user/current"),
    Route("current_user_os_authtype", Base.SITE, "/rest/api/user/current", query="os_authType=basic"),
    Route("gateway_current_user", Base.GATEWAY, "/rest/api/user/current", api_family="v1"),
    Route("gateway_no_such_page", Base.GATEWAY, "/api/v2/pages/999999999999", api_family="v2"),
    Route("gateway_spaces_v2", Base.GATEWAY, "/api/v2/spaces", query="limit=1", api_family="v2"),
    Route("accessible_resources", Base.GATEWAY_ROOT, "/oauth/token/accessible-resources", api_family="platform"),
    Route("jira_myself", Base.JIRA, "/rest/api/2/myself", api_family="jira"),
    Route("site_spaces_v2", Base.SITE, "/api/v2/spaces", query="limit=1", api_family="v2"),
    Route("space_v2", Base.SITE, "/api/v2/spaces", query="keys=$space_key", api_family="v2"),
    Route("page_v2", Base.SITE, "/api/v2/pages/$page_id", api_family="v2"),
    Route("gateway_space_v2", Base.GATEWAY, "/api/v2/spaces", query="keys=$space_key", api_family="v2"),
    Route("gateway_page_v2", Base.GATEWAY, "/api/v2/pages/$page_id", api_family="v2"),
    Route("space_v1", Base.SITE, "/rest/api/space/$space_key"),
    Route("content_v1", Base.SITE, "/rest/api/content/$page_id", query="expand=ancestors,space"),
    Route("content_restrictions", Base.SITE, "/rest/api/content/$page_id/restriction/byOperation"),
    Route("pat_list", Base.SITE, "/rest/pat/latest/tokens", api_family="pat"),
    Route("access_mode", Base.SITE, "/rest/api/accessmode"),
    Route("user_by_name", Base.SITE, "/rest/api/user", query="username=$username"),
    Route("user_by_account_id", Base.SITE, "/rest/api/user", query="accountId=$account_id"),
    Route("groups_of_user", Base.SITE, "/rest/api/user/memberof", query="username=$username"),
    Route("groups_of_account", Base.SITE, "/rest/api/user/memberof", query="accountId=$account_id"),
    Route("anonymous_user", Base.SITE, "/rest/api/user/anonymous"),
    Route(
        "content_permission_check",
        Base.SITE,
        "/rest/api/content/$page_id/permission/check",
        method="POST",
        body='{"subject":{"type":"user","identifier":"$account_id"},"operation":"read"}',
        harmless_because="it only computes whether the named person may read the page",
    ),
)

ROUTES = {route.name: route for route in _ROUTES}


def url_of(route: Route, site: Site, cloud_id: str, values: dict[str, str]) -> str:
    """Return the absolute URL of a route on a site.

    Raises:
        ValueError: The route needs a cloudId or a value that is not at hand.
    """
    filled = {name: quote(value, safe="") for name, value in values.items()}
    try:
        path = Template(route.path).substitute(filled)
        query = Template(route.query).substitute(filled)
    except KeyError as missing:
        raise ValueError(f"route {route.name} needs {missing}") from None
    url = _base_url(route.base, site, cloud_id).rstrip("/") + path
    return f"{url}?{query}" if query else url


def gateway_base(site: Site, cloud_id: str) -> str:
    """Return the gateway's base URL for the site's Confluence."""
    return f"{site.gateway_url.rstrip('/')}/ex/confluence/{cloud_id}/wiki"


def _base_url(base: Base, site: Site, cloud_id: str) -> str:
    if base is Base.SITE:
        return site.url
    if base is Base.SITE_ORIGIN:
        scheme, _, rest = site.url.partition("://")
        return f"{scheme}://{rest.split('/', 1)[0]}"
    if base is Base.JIRA:
        return site.jira_url or _base_url(Base.SITE_ORIGIN, site, cloud_id)
    if base is Base.GATEWAY_ROOT:
        return site.gateway_url
    if base is Base.STATUS_PAGE:
        return site.status_page_url or ""
    if not cloud_id:
        raise ValueError("the gateway needs the site's cloudId")
    return gateway_base(site, cloud_id)


def routes_for(deployment: Deployment) -> tuple[Route, ...]:
    """List the routes that exist on a deployment; the gateway and the edge exist on Cloud only."""
    cloud_only = {Base.GATEWAY, Base.GATEWAY_ROOT}
    return tuple(r for r in _ROUTES if deployment is Deployment.CLOUD or r.base not in cloud_only)
