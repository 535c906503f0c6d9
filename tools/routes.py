"""The path table: every request that Unlatch may ever send, and why each POST changes nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from string import Template
from urllib.parse import quote

from tools.site import Deployment, Site

_LONGEST_VALUE = 256


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


_RPC_READS = "it is a look-up of the old remote interface and only reads"
_GATEWAY_TWINS = (
    ("contents_v1", "/rest/api/content", "limit=1", "v1"),
    ("content_v1", "/rest/api/content/$page_id", "expand=ancestors,space", "v1"),
    ("spaces_v1", "/rest/api/space", "limit=1", "v1"),
    ("space_v1", "/rest/api/space/$space_key", "", "v1"),
    ("search_v1", "/rest/api/search", "cql=type%3Dpage&limit=1", "v1"),
    ("page_v2", "/api/v2/pages/$page_id", "", "v2"),
    ("spaces_v2", "/api/v2/spaces", "limit=1", "v2"),
    ("space_v2", "/api/v2/spaces", "keys=$space_key", "v2"),
    ("space_by_id_v2", "/api/v2/spaces/$space_id", "", "v2"),
    ("folder_v2", "/api/v2/folders/$folder_id", "", "v2"),
)
"""Reads that exist at the site's host and, on Cloud, at the gateway: name, path, query, API family there."""


def _at_site(name: str, path: str, query: str, family: str) -> Route:
    return Route(name, Base.SITE, path, query=query, api_family="rest" if family == "v1" else family)


def _at_gateway(name: str, path: str, query: str, family: str) -> Route:
    return Route(f"gateway_{name}", Base.GATEWAY, path, query=query, api_family=family)


_ROUTES = (
    Route("tenant_info", Base.SITE_ORIGIN, "/_edge/tenant_info", api_family="edge"),
    Route("status", Base.SITE, "/status", api_family="status"),
    Route("status_page", Base.STATUS_PAGE, "/api/v2/summary.json", api_family="status_page"),
    Route("manifest", Base.SITE, "/rest/applinks/1.0/manifest", api_family="manifest"),
    Route("current_user", Base.SITE, "/rest/api/user/current"),
    Route("current_user_os_authtype", Base.SITE, "/rest/api/user/current", query="os_authType=basic"),
    Route("gateway_current_user", Base.GATEWAY, "/rest/api/user/current", api_family="v1"),
    Route("gateway_no_such_page", Base.GATEWAY, "/api/v2/pages/999999999999", api_family="v2"),
    *(_at_site(*twin) for twin in _GATEWAY_TWINS),
    *(_at_gateway(*twin) for twin in _GATEWAY_TWINS),
    Route("accessible_resources", Base.GATEWAY_ROOT, "/oauth/token/accessible-resources", api_family="platform"),
    Route("jira_myself", Base.JIRA, "/rest/api/2/myself", api_family="jira"),
    Route("download", Base.SITE, "/download/attachments/$page_id/$file", api_family="web"),
    Route("view_page", Base.SITE, "/pages/viewpage.action", query="pageId=$page_id", api_family="web"),
    Route("view_space", Base.SITE, "/display/$space_key", api_family="web"),
    Route("start_page", Base.SITE, "/", api_family="web"),
    Route("login_page", Base.SITE, "/login.action", api_family="web"),
    Route("content_restrictions", Base.SITE, "/rest/api/content/$page_id/restriction/byOperation"),
    Route("pat_list", Base.SITE, "/rest/pat/latest/tokens", api_family="pat"),
    Route("access_mode", Base.SITE, "/rest/api/accessmode"),
    Route("user_by_name", Base.SITE, "/rest/api/user", query="username=$username&expand=status"),
    Route("groups_of_user", Base.SITE, "/rest/api/user/memberof", query="username=$username&limit=200"),
    Route("groups_of_account", Base.SITE, "/rest/api/user/memberof", query="accountId=$account_id&limit=200"),
    Route("user_by_account_id", Base.SITE, "/rest/api/user", query="accountId=$account_id"),
    Route("global_permissions", Base.SITE, "/rest/api/permissions", query="limit=200"),
    Route("space_permissions", Base.SITE, "/rest/api/space/$space_key/permissions"),
    Route(
        "space_permissions_v2", Base.SITE, "/api/v2/spaces/$space_id/permissions", query="limit=250", api_family="v2"
    ),
    Route("space_roles_v2", Base.SITE, "/api/v2/spaces/$space_id/role-assignments", query="limit=250", api_family="v2"),
    Route("space_role_mode", Base.SITE, "/api/v2/space-role-mode", api_family="v2"),
    Route("basic_config", Base.SITE, "/rest/basicauth/1.0/config", api_family="admin"),
    Route("login_options", Base.SITE, "/rest/authconfig/1.0/login-options", api_family="admin"),
    Route("health_check", Base.SITE, "/rest/troubleshooting/1.0/check", api_family="admin"),
    Route("licence", Base.SITE, "/rest/license/1.0/license/details", api_family="admin"),
    Route("organisations", Base.GATEWAY_ROOT, "/admin/v1/orgs", api_family="org"),
    Route("org_users", Base.GATEWAY_ROOT, "/admin/v1/orgs/$org_id/users", api_family="org"),
    Route("org_policies", Base.GATEWAY_ROOT, "/admin/v1/orgs/$org_id/policies", api_family="org"),
    Route(
        "org_tokens",
        Base.GATEWAY_ROOT,
        "/admin/api-access/v1/orgs/$org_id/api-tokens",
        query="q=$email",
        api_family="org",
    ),
    Route(
        "users_bulk",
        Base.SITE,
        "/api/v2/users-bulk",
        method="POST",
        body='{"accountIds":["$account_id"]}',
        harmless_because="it looks up named accounts; it is a POST only so that the list may be long",
        api_family="v2",
    ),
    Route(
        "content_permission_check",
        Base.SITE,
        "/rest/api/content/$page_id/permission/check",
        method="POST",
        body='{"subject":{"type":"user","identifier":"$account_id"},"operation":"read"}',
        harmless_because="it only computes whether the named person may read the page",
    ),
    Route(
        "rpc_space_permissions",
        Base.SITE,
        "/rpc/json-rpc/confluenceservice-v2/getSpacePermissionSets",
        method="POST",
        body='["$space_key"]',
        harmless_because=_RPC_READS,
        api_family="rpc",
    ),
)

ROUTES = {route.name: route for route in _ROUTES}


def url_of(route: Route, site: Site, cloud_id: str, values: dict[str, str]) -> str:
    """Return the absolute URL of a route on a site.

    Raises:
        ValueError: The route needs a cloudId or a value that is not at hand, or one of them would lead elsewhere.
    """
    path = _filled(route.path, route, values, lambda value: quote(value, safe=""))
    query = _filled(route.query, route, values, lambda value: quote(value, safe=""))
    url = _base_url(route.base, site, cloud_id).rstrip("/") + path
    return f"{url}?{query}" if query else url


def body_of(route: Route, values: dict[str, str]) -> str:
    """Return the body of a route, "" when it has none.

    Raises:
        ValueError: A value is not at hand or does not have the form of an id.
    """
    return _filled(route.body, route, values, _as_id)


def _filled(template: str, route: Route, values: dict[str, str], encode: Callable[[str], str]) -> str:
    """Fill a template's $names; dots alone would climb out of the path, and nothing would ask for the list above."""
    names = Template(template).get_identifiers()
    for name in names:
        value = values.get(name, "")
        if not value.strip(". ") or len(value) > _LONGEST_VALUE or not value.isprintable():
            raise ValueError(f"the call {route.name} needs a {name} that can be asked for")
    return Template(template).substitute({name: encode(values[name]) for name in names})


def _as_id(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9:._~-]+", value):
        raise ValueError("the value does not have the form of an id")
    return value


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
    if not re.fullmatch(r"[A-Za-z0-9-]{8,64}", cloud_id):
        raise ValueError("the gateway needs the site's cloudId")
    return gateway_base(site, cloud_id)


def routes_for(deployment: Deployment) -> tuple[Route, ...]:
    """List the routes that exist on a deployment; the gateway and the edge exist on Cloud only."""
    cloud_only = {Base.GATEWAY, Base.GATEWAY_ROOT}
    return tuple(r for r in _ROUTES if deployment is Deployment.CLOUD or r.base not in cloud_only)
