"""Stable invented names: the same real name becomes the same invented one everywhere in a recording."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from urllib.parse import urlsplit
from uuid import NAMESPACE_DNS, uuid5

from tools.site import Deployment, Site

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_UUID = re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
_ACCOUNT = re.compile(r"\b(?:[0-9a-f]{24}|\d{5,7}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")
_HOST_IN_URL = re.compile(r"(https?://)([A-Za-z0-9.-]+(?::\d+)?)")
_VENDOR = re.compile(r"(?:^|\.)(?:atlassian\.com|atl-paas\.net|atlassian-us-gov-mod\.net)$")
_SHORTEST = 3


class Kind(StrEnum):
    """What a name names."""

    HOST = "host"
    SITE = "site"
    PERSON = "person"
    EMAIL = "email"
    ACCOUNT = "account"
    UUID = "uuid"
    GROUP = "group"
    SPACE = "space"
    TITLE = "title"
    FILE = "file"
    ADDRESS = "address"
    TEXT = "text"


_BY_FORM = ((_EMAIL, Kind.EMAIL), (_ACCOUNT, Kind.ACCOUNT), (_UUID, Kind.UUID))
_HOSTS = frozenset({Kind.HOST, Kind.SITE})


def _is_telling(kind: Kind, real: str) -> bool:
    """Tell whether a name is looked for in running text: a title or value that is one plain word is not."""
    if kind in {Kind.TITLE, Kind.TEXT}:
        return " " in real.strip()
    return len(real) >= _SHORTEST


def _invented(kind: Kind, number: int, real: str) -> str:
    if kind is Kind.SPACE:
        return f"{'~' if real.startswith('~') else ''}SPACE{number}"
    if kind is Kind.FILE:
        return f"file-{number}{PurePath(real).suffix[:6]}"
    forms = {
        Kind.EMAIL: f"person-{number}@mail.example",
        Kind.ACCOUNT: f"5a0000000000000000{number:06x}",
        Kind.UUID: str(uuid5(NAMESPACE_DNS, f"recording-{number}")),
        Kind.ADDRESS: f"192.0.2.{number % 250 + 1}",
        Kind.HOST: f"host-{number}.example",
        Kind.TITLE: f"Title {number}",
    }
    return forms.get(kind, f"{kind.value}-{number}")


@dataclass(slots=True)
class Names:
    """Gives invented names and remembers them.

    Args:
        site: The real site; its hosts get the form that their kind has, so that everything still reads them alike.
        keep: Give back every name as it is.
    """

    site: Site
    keep: bool = False
    known: dict[str, tuple[Kind, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.keep:
            for real, invented in _hosts(self.site):
                self.known[real] = (Kind.SITE, invented)

    def of(self, kind: Kind, real: str) -> str:
        """Return the invented name of a real one, the same each time."""
        if self.keep or not real.strip() or real.startswith("[secret:"):
            return real
        if real not in self.known:
            number = sum(one is kind for one, _ in self.known.values()) + 1
            self.known[real] = (kind, _invented(kind, number, real))
        return self.known[real][1]

    def everywhere(self, text: str) -> str:
        """Replace every name that is known, and every one that its form gives away, within a text."""
        if self.keep:
            return text
        text = _HOST_IN_URL.sub(lambda found: found[1] + self._host(found[2]), text)
        for pattern, kind in _BY_FORM:
            text = pattern.sub(partial(self._match, kind), text)
        text = self._known_within(text)
        return _ADDRESS.sub(partial(self._match, Kind.ADDRESS), text)

    def counted(self) -> Iterator[tuple[str, int]]:
        """Yield how many names of each kind were replaced."""
        kinds = [kind for kind, _ in self.known.values()]
        yield from ((kind.value, kinds.count(kind)) for kind in Kind if kind in kinds)

    def _host(self, host: str) -> str:
        known = self.known.get(host.lower())
        if known or _VENDOR.search(host.partition(":")[0]) or self._is_invented(host):
            return known[1] if known else host
        return self.of(Kind.HOST, host.lower())

    def _match(self, kind: Kind, found: re.Match[str]) -> str:
        return found[0] if self._is_invented(found[0]) else self.of(kind, found[0])

    def _is_invented(self, text: str) -> bool:
        return any(text == invented for _, invented in self.known.values())

    def _known_within(self, text: str) -> str:
        """Replace whole words, all at once and the longest first, so that no invented name is replaced again."""
        reals = sorted(
            (real for real, (kind, _) in self.known.items() if _is_telling(kind, real)), key=len, reverse=True
        )
        hosts = [re.escape(real) for real in reals if self.known[real][0] in _HOSTS]
        words = [re.escape(real) for real in reals if self.known[real][0] not in _HOSTS]
        forms = [f"(?:{'|'.join(hosts)})"] if hosts else []
        forms += [rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])"] if words else []
        return re.sub("|".join(forms), lambda found: self.known[found[0]][1], text) if forms else text

    def invented_site(self, cloud_id: str) -> tuple[Site, str]:
        """Return the site and cloudId under their invented names."""
        if self.keep:
            return self.site, cloud_id
        parts = urlsplit(self.site.url)
        scheme = "https" if self.site.deployment is Deployment.CLOUD else parts.scheme
        url = f"{scheme}://{self._host(parts.netloc)}{parts.path}"
        return Site("recorded", url, self.site.deployment), self.of(Kind.UUID, cloud_id) if cloud_id else ""


def _hosts(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the real hosts of a site with the names that they get; the vendor's stay the vendor's."""
    cloud = site.deployment is Deployment.CLOUD
    if site.jira_url:
        yield urlsplit(site.jira_url).netloc.lower(), "recorded.atlassian.net" if cloud else "jira.recorded.example"
    if cloud:
        yield urlsplit(site.gateway_url).netloc.lower(), "api.atlassian.com"
        yield urlsplit(site.auth_url).netloc.lower(), "auth.atlassian.com"
    yield urlsplit(site.url).netloc.lower(), "recorded.atlassian.net" if cloud else "wiki.recorded.example"
