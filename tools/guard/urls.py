"""Which URLs may be registered or asked at all: one plain spelling, so that no two parsers can disagree about the host.

Bad ports: https://fetch.spec.whatwg.org/#port-blocking. Hosts that end in a number are IPv4 addresses to many programs:
https://url.spec.whatwg.org/#ends-in-a-number-checker.
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from tools.site import Site

ALWAYS_OPEN_PORTS: Final = frozenset({80, 443, 8090, 8443})
_BAD_PORTS: Final = frozenset(
    {0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530}
    | {531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 2375, 2376, 3306}
    | {3389, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9200}
    | {10080, 11211, 27017}
)
_HIGHEST_PORT = 65_535
_PLAIN = re.compile(r"https?://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?(?P<rest>[/?].*)?")
_ODD = re.compile(r"[^\x21-\x7e]|[\\\"<>^`{|}]")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")


class UrlRefused(ValueError):  # noqa: N818 - it names what happened
    """A URL that is not asked, whoever registers it. The text says why and never repeats the URL."""


def check_url(url: str) -> None:
    """Check that a URL is spelt plainly: http(s), a host that every parser reads alike, a port that may be asked.

    Raises:
        UrlRefused: It is not.
    """
    if "@" in _netloc(url):
        raise UrlRefused("the URL has a user in it; give the credential on its own")
    if _ODD.search(url):
        raise UrlRefused("the URL has characters in it that do not belong there unencoded")
    match = _PLAIN.fullmatch(url)
    if match is None or "#" in url:
        raise UrlRefused("it is no plain http(s) URL with a host")
    _check_host(match["host"])
    port = int(match["port"] or 80)
    if port > _HIGHEST_PORT or port in _BAD_PORTS:
        raise UrlRefused("the port is none that a Confluence is served on")


def check_site(site: Site) -> None:
    """Check every address that a site is registered with.

    Raises:
        UrlRefused: One of them is not asked.
    """
    for url in urls_of(site):
        check_url(url)
        if urlsplit(url).query:
            raise UrlRefused("a registered address has no query")


def urls_of(site: Site) -> tuple[str, ...]:
    """Return the addresses that a site is registered with."""
    optional = (site.jira_url, site.status_page_url, *site.identity_providers)
    return (site.url, site.gateway_url, site.auth_url, *(url for url in optional if url))


def ports_for(urls: Iterable[str]) -> frozenset[int]:
    """Return the ports that may be connected to: the usual ones, and those that are registered."""
    return ALWAYS_OPEN_PORTS | {port for url in urls if (port := urlsplit(url).port)}


def _netloc(url: str) -> str:
    """Return everything between the slashes before the path, a backslash counting as a slash, as browsers read it."""
    return re.split(r"[/?#\\]", url.partition("//")[2], maxsplit=1)[0]


def _check_host(host: str) -> None:
    if host.startswith("["):
        if not _is_address(host[1:-1], 6):
            raise UrlRefused("the host is no IPv6 address")
        return
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        if not _is_address(host, 4):
            raise UrlRefused("the host is a number that programs read as different addresses")
        return
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UrlRefused("the host is no host name; write one with other letters in its xn-- form")


def _is_address(text: str, version: int) -> bool:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return False
    return parsed.version == version
