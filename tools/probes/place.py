"""What the incident is about, read from the addresses that were pasted: the page, the space, and the failing call.

Address forms: https://developer.atlassian.com/cloud/confluence/rest/v1/intro , .../rest/v2/intro and, for pages in a
browser, https://confluence.atlassian.com/doc/the-confluence-page-url-1018780082.html .
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from tools.facts import Fact
from tools.probes.spec import Target

_GATEWAY_PATH = re.compile(r"/ex/confluence/(?P<cloud_id>[^/]+)(?P<below>/.*)?")
_PAGE_IDS = (
    re.compile(r"/(?:pages|blogposts|content|edit-v2)/(\d{1,20})(?:/|$)"),
    re.compile(r"/download/(?:attachments|thumbnails)/(\d{1,20})/"),
    re.compile(r"[?&]pageId=(\d{1,20})(?:&|$)"),
)
_KEY = r"(~?[A-Za-z0-9][A-Za-z0-9._-]{0,127})"
_SPACE_KEYS = (
    re.compile(rf"^(?!.*/api/v2/).*/(?:spaces|display|rest/api/space)/{_KEY}(?:/|\?|$)"),
    re.compile(rf"[?&](?:spaceKey|keys|key)={_KEY}(?:&|$)"),
)
_NO_KEYS = frozenset({"viewspace.action", "recentlyupdated"})


@dataclass(frozen=True, slots=True)
class FailingCall:
    """A pasted call that has a route of ours: the same call, or a look at the same thing.

    Attributes:
        route: Name in tools.routes.ROUTES.
        values: What fills the route's $names.
        exact: The route is the pasted call itself, not only the same object.
    """

    route: str
    values: dict[str, str]
    exact: bool


_FORMS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"/rest/api/user/current/?"), "current_user", "gateway_current_user"),
    (re.compile(r"/rest/api/content/(?P<page_id>\d+)(?P<more>/.*)?"), "content_v1", "gateway_content_v1"),
    (re.compile(r"/rest/api/content/?"), "contents_v1", "gateway_contents_v1"),
    (re.compile(r"/rest/api/space/(?P<space_key>[^/]+)(?P<more>/.*)?"), "space_v1", "gateway_space_v1"),
    (re.compile(r"/rest/api/space/?"), "spaces_v1", "gateway_spaces_v1"),
    (re.compile(r"/rest/api/(?:content/)?search/?"), "search_v1", "gateway_search_v1"),
    (re.compile(r"/api/v2/pages/(?P<page_id>\d+)(?P<more>/.*)?"), "page_v2", "gateway_page_v2"),
    (re.compile(r"/api/v2/spaces/(?P<space_id>\d+)(?P<more>/.*)?"), "space_by_id_v2", "gateway_space_by_id_v2"),
    (re.compile(r"/api/v2/spaces/?"), "spaces_v2", "gateway_spaces_v2"),
    (re.compile(r"/api/v2/folders/(?P<folder_id>\d+)(?P<more>/.*)?"), "folder_v2", "gateway_folder_v2"),
    (re.compile(r"/download/(?:attachments|thumbnails)/(?P<page_id>\d+)/(?P<file>[^/]+)"), "download", ""),
    (re.compile(r"/pages/viewpage\.action"), "view_page", ""),
    (re.compile(r"/(?:display|spaces)/(?P<space_key>[^/]+)(?P<more>/.*)?"), "view_space", ""),
)


def page_id_of(target: Target) -> str:
    """Return the page that the incident is about, "" when none is known."""
    return target.page_id or _first(_PAGE_IDS, target)


def space_key_of(target: Target) -> str:
    """Return the key of the space that the incident is about, "" when none is known."""
    return target.space_key or target.learned.get("space_key", "") or _first(_SPACE_KEYS, target)


def goes_to_gateway(target: Target) -> bool:
    """Tell whether the failing calls go to api.atlassian.com rather than to the site's own host."""
    own = [url for url in target.failing_urls if _place(url, target)]
    if own:
        return all(_place(url, target) == "gateway" for url in own)
    return Fact.URL_GATEWAY in target.known and Fact.URL_SITE_HOST not in target.known


def goes_to_site(target: Target) -> bool:
    """Tell whether it is known that failing calls go to the site's own host; without any address it is not."""
    told = Fact.URL_SITE_HOST in target.known and Fact.URL_GATEWAY not in target.known
    return told or any(_place(url, target) == "site" for url in target.failing_urls)


def cloud_id_of(target: Target) -> str:
    """Return the site's cloudId as registered or learned, "" when it is not known yet."""
    return target.site.cloud_id or target.learned.get("cloud_id", "")


def foreign_cloud_ids(target: Target) -> frozenset[str]:
    """Return the cloudIds that the pasted calls use, in lower case."""
    matches = (_GATEWAY_PATH.match(_split(url).path) for url in target.failing_urls)
    return frozenset(match["cloud_id"].lower() for match in matches if match)


def lacks_context(target: Target) -> bool:
    """Tell whether a pasted REST call went to the site's host without the path that its base URL has, such as /wiki."""
    context = _context(target)
    return bool(context) and any(
        _split(url).path.startswith(("/rest/api/", "/api/v2/")) and _place(url, target) == "site"
        for url in target.failing_urls
    )


def failing_call(target: Target) -> FailingCall | None:
    """Return the last pasted call that has a route of ours."""
    found = [call for url in target.failing_urls if (call := _call(url, target))]
    return found[-1] if found else None


def _call(url: str, target: Target) -> FailingCall | None:
    place, parts = _place(url, target), _split(url)
    below = _below(parts.path, place, target)
    if below is None:
        return None
    for pattern, on_site, on_gateway in _FORMS:
        match = pattern.fullmatch(below)
        if match:
            route = on_gateway if place == "gateway" else on_site
            values = {k: unquote(v) for k, v in match.groupdict().items() if v and k != "more"}
            return _finished(route, values, parts, exact=not match.groupdict().get("more"))
    return None


def _finished(route: str, values: dict[str, str], parts: SplitResult, *, exact: bool) -> FailingCall | None:
    if route == "view_page":
        found = re.search(r"(?:^|&)pageId=(\d+)", parts.query)
        return FailingCall(route, {"page_id": found[1]}, exact) if found else None
    keys = re.search(rf"(?:^|&)keys={_KEY}(?:&|$)", parts.query)
    if route in {"spaces_v2", "gateway_spaces_v2"} and keys:
        return FailingCall(route.replace("spaces_v2", "space_v2"), {"space_key": keys[1]}, exact)
    return FailingCall(route, values, exact) if route else None


def _place(url: str, target: Target) -> str:
    """Return "site", "gateway" or "" for an address of somebody else. A bare path counts as the site's."""
    parts = _split(url)
    if not parts.netloc:
        return "site" if url.startswith("/") else ""
    if parts.netloc.lower() == _split(target.site.gateway_url).netloc.lower():
        return "gateway" if _GATEWAY_PATH.match(parts.path) else ""
    return "site" if parts.hostname == _split(target.site.url).hostname else ""


def _below(path: str, place: str, target: Target) -> str | None:
    if place == "gateway":
        match = _GATEWAY_PATH.match(path)
        below = (match["below"] or "") if match else ""
        return below.removeprefix("/wiki")
    context = _context(target)
    if place != "site" or (context and not path.startswith(context + "/")):
        return None
    return path[len(context) :]


def _context(target: Target) -> str:
    return _split(target.site.url).path.rstrip("/")


def _first(patterns: tuple[re.Pattern[str], ...], target: Target) -> str:
    for url in _own_urls(target):
        for pattern in patterns:
            match = pattern.search(url)
            if match and match[1] not in _NO_KEYS:
                return match[1]
    return ""


def _own_urls(target: Target) -> Iterator[str]:
    for url in (*target.failing_urls, *target.pasted_urls):
        if _place(url, target):
            parts = _split(url)
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
