"""Forms of the address that a call goes to, and of the base URL that a person configured.

Paths: https://developer.atlassian.com/cloud/confluence/rest/v1/intro and .../v2/intro; scoped tokens and the gateway:
https://support.atlassian.com/atlassian-cloud/kb/401-unauthorized-error-when-service-account-accesses-jira-or-confluence-api
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from tools.facts import Fact
from tools.wire.sign import Sign, sign

GATEWAY_HOST = "api.atlassian.com"
_SITE_SUFFIXES = (".atlassian.net", ".jira.com")
_PLATFORM_HOSTS = frozenset({GATEWAY_HOST, "auth.atlassian.com", "id.atlassian.com", "admin.atlassian.com"})
_USER_PART = re.compile(r"^(https?://)[^/@\s?]{0,600}@", re.IGNORECASE)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_GOOD_GATEWAY = re.compile(
    rf"/ex/confluence/{_UUID}(?:/wiki/(?:rest|api|download)/|/rest/|/wiki/?$|/?$)", re.IGNORECASE
)
_PLATFORM_ROUTE = re.compile(
    r"/(?:oauth/token|me$|api/user|admin/|users?/|graphql|ex/(?:jira|bitbucket|compass)|jsm/|scim/)"
)
_PLACEHOLDER = re.compile(r"[<{$\[]|cloud_?id|\.\.\.|\u2026|XXX", re.IGNORECASE)
_JIRA = re.compile(
    r"^/(?:rest/(?:api/[23]|api/latest|agile|servicedeskapi|auth)|browse|secure|jira|projects|servicedesk)(?:/|$)"
)
_DOUBLED = re.compile(
    r"/([\w.-]{2,})/\1(?:/|$)|(/rest/api).*\2(?:/|$)|(/api/v2).*\3(?:/|$)|(/wiki)/.*\4/(?:rest|api)/"
    r"|https?:/{1,2}[^/]*https?:"
)
_PAGE_FORM = r"/(?:spaces/[^/]+|display/[^/]+|pages/viewpage\.action|x/[\w-]+)"
_PAGE_THEN_REST = re.compile(_PAGE_FORM + r".*/(?:rest/api|api/v2)(?:/|$)")
_PAGE = re.compile(_PAGE_FORM)
_UI = re.compile(r"/(?:spaces(?:/|$)|display/|pages/\w+\.action|\w+\.action|x/[\w-]{4,}|people/|home$|dashboard)")
_REST = re.compile(r"/(?:rest|api|rpc|graphql|gateway|cgraphql|_edge|status|s|download)(?:/|$)")
_REST_NOUN = re.compile(
    r"^(?:/wiki|/confluence)?/(?:rest/|api/)?(?:space|content|search|user|group|pages?|blogposts?|contents)(?:/"
    r"|$)"
)
_INTERNAL = re.compile(
    r"/(?:rest/(?:internal|tinymce|quickreload|mywork|shortcuts|likes|menu|ui|recentlyviewed|webresources"
    r"|dashboardmacros|create-dialog"
    r"|emoji|analytics|experimental/internal)|cgraphql|gateway/api|plugins/(?:macrobrowser"
    r"|servlet/(?:confluence/)?editor))(?:/|$)",
    re.IGNORECASE,
)
_ADMIN = re.compile(
    r"/(?:admin/|(?:do)?authenticate\.action|plugins/servlet/(?:upm|embedded-crowd|applinks)|rest/plugins/)",
    re.IGNORECASE,
)
_RPC = re.compile(r"/rpc/(?:json-rpc|soap-axis|xmlrpc|soap)")
_DOWNLOAD = re.compile(r"/download/(?:attachments|thumbnails|export|resources|temp)(?:/|$)|/secure/attachment/")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL split once. `path` has no query; `host` is lower case without port."""

    scheme: str
    host: str
    path: str
    query: str
    origin: str

    @property
    def is_site(self) -> bool:
        """Whether it is a Cloud site host."""
        return self.host.endswith(_SITE_SUFFIXES) and self.host not in _PLATFORM_HOSTS

    @property
    def is_gateway(self) -> bool:
        """Whether it is the host of the platform's gateway."""
        return self.host == GATEWAY_HOST

    @property
    def is_cloud(self) -> bool:
        """Whether the host is Atlassian's."""
        return self.is_site or self.host in _PLATFORM_HOSTS

    @property
    def is_jira(self) -> bool:
        """Whether it is a Jira route."""
        return bool(_JIRA.match(self.path)) or (self.is_gateway and self.path.startswith("/ex/jira/"))

    @property
    def is_rest(self) -> bool:
        """Whether the path belongs to some programming interface."""
        return bool(_REST.search(self.path)) and not _DOWNLOAD.search(self.path)


@lru_cache(maxsize=512)
def address_of(url: str | None) -> Address | None:
    """Split a URL; None when it is no absolute http(s) URL, or one that no parser accepts."""
    try:
        parts = urlsplit(_USER_PART.sub(r"\1", (url or "").strip()))
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return Address(parts.scheme, host, parts.path, parts.query, _origin(parts, host, port))


def signs_in_address(url: str | None, *, by_api_client: bool, method: str | None = None) -> Iterator[Sign]:
    """Yield what the URL of a call says.

    Args:
        url: Absolute URL, or a path when no more is known.
        by_api_client: A program makes the call, so that a page address is out of place.
        method: HTTP method.
    """
    address = address_of(url) or _path_only(url)
    if address is None:
        return
    quote = f"{method or ''} {url}".strip()
    yield from (sign(fact, quote) for fact in _where(address))
    if not address.is_jira:
        yield from (sign(fact, quote) for fact in _form(address))
        yield from (sign(fact, quote) for fact in _use(address, by_api_client=by_api_client))


def signs_in_base_url(url: str) -> Iterator[Sign]:
    """Yield what a configured base URL says, to which a client appends REST paths."""
    address = address_of(url)
    if address is None or address.is_jira:
        return
    checks = (
        (address.is_site, Fact.URL_SITE_HOST),
        (address.is_gateway and "/ex/" in address.path, Fact.URL_GATEWAY),
        (address.is_site and not address.path.startswith(("/wiki", "/ex/")), Fact.URL_WITHOUT_WIKI),
        (bool(_PAGE.search(address.path)), Fact.URL_IS_A_PAGE_ADDRESS),
        (bool(_DOUBLED.search(address.path)), Fact.URL_DOUBLED_PART),
        (_is_bad_gateway(address), Fact.URL_GATEWAY_MALFORMED),
        (address.is_site and "/ex/confluence" in address.path, Fact.URL_SITE_AND_GATEWAY_MIXED),
        (address.scheme == "http" and address.is_cloud, Fact.URL_PLAIN_HTTP_OR_ALIAS),
        (address.is_cloud, Fact.DEPLOYMENT_CLOUD),
    )
    yield from (sign(fact, url) for holds, fact in checks if holds)


def _origin(parts: SplitResult, host: str, port: int | None) -> str:
    return f"{parts.scheme}://{host}:{port or (443 if parts.scheme == 'https' else 80)}"


def _path_only(url: str | None) -> Address | None:
    if not url or not url.startswith("/"):
        return None
    path, _, query = url.partition("?")
    return Address("", "", path, query, "")


def _where(address: Address) -> Iterator[Fact]:
    path = address.path
    if address.is_cloud:
        yield Fact.DEPLOYMENT_CLOUD
    if address.is_site and not address.is_jira:
        yield Fact.URL_SITE_HOST
    if address.is_gateway and "/ex/confluence" in path:
        yield Fact.URL_GATEWAY
    if address.is_jira:
        return
    if "/api/v2/" in path or path.endswith("/api/v2"):
        yield Fact.URL_API_V2
    elif "/rest/api" in path:
        yield Fact.URL_API_V1


def _form(address: Address) -> Iterator[Fact]:
    path = address.path
    whole = address.host + path
    checks = (
        (address.is_site and path.startswith(("/rest/api", "/api/v2", "/rest/prototype")), Fact.URL_WITHOUT_WIKI),
        (bool(_DOUBLED.search(path)) or whole.count(".atlassian.net") > 1, Fact.URL_DOUBLED_PART),
        (bool(_PAGE_THEN_REST.search(path)), Fact.URL_IS_A_PAGE_ADDRESS),
        (_is_bad_gateway(address), Fact.URL_GATEWAY_MALFORMED),
        (address.is_site and "/ex/confluence" in path, Fact.URL_SITE_AND_GATEWAY_MIXED),
        (address.is_gateway and ".atlassian.net" in path, Fact.URL_SITE_AND_GATEWAY_MIXED),
        ("//" in path.strip("/"), Fact.URL_EXTRA_OR_MISSING_PART),
        (address.scheme == "http" and address.is_cloud, Fact.URL_PLAIN_HTTP_OR_ALIAS),
    )
    yield from (fact for holds, fact in checks if holds)


def _use(address: Address, *, by_api_client: bool) -> Iterator[Fact]:
    path = address.path
    page = bool(_UI.search(path)) and not address.is_rest and not _ADMIN.search(path)
    checks = (
        (by_api_client and bool(_REST_NOUN.match(path)), Fact.URL_EXTRA_OR_MISSING_PART),
        (by_api_client and page and not _PAGE_THEN_REST.search(path), Fact.URL_UI_PATH_CALLED),
        (bool(_DOWNLOAD.search(path)) and "/child/attachment/" not in path, Fact.URL_DOWNLOAD_PATH),
        (len(path) > 1 and not address.is_rest and not _REST_NOUN.match(path), Fact.URL_NON_REST_PATH),
        (bool(_INTERNAL.search(path)), Fact.URL_INTERNAL_ROUTE),
        (bool(_ADMIN.search(path)), Fact.URL_ADMIN_PATH),
        (bool(_RPC.search(path)), Fact.URL_LEGACY_RPC),
        (bool(re.search(r"/api/v2/folders?(?:/|$)", path)), Fact.CALL_FOR_FOLDERS),
    )
    yield from (fact for holds, fact in checks if holds)


def _is_bad_gateway(address: Address) -> bool:
    """Tell whether a gateway URL lacks a part, has the site's name for a cloudId, or leaves out /wiki before v2."""
    if not address.is_gateway or _PLATFORM_ROUTE.match(address.path) or len(address.path) <= 1:
        return False
    if _PLACEHOLDER.search(address.path):
        return "/api/v2" in address.path and "/wiki" not in address.path
    return not _GOOD_GATEWAY.match(address.path)
