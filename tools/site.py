"""Registered sites: the only places that a credential, probe or look-up may go to."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

GATEWAY_URL = "https://api.atlassian.com"
AUTH_URL = "https://auth.atlassian.com"


class Deployment(StrEnum):
    """The two kinds of Confluence, which answer differently to the same mistake."""

    CLOUD = "cloud"
    DATA_CENTER = "data_center"


class CredentialKind(StrEnum):
    """How a credential is put on the wire."""

    BASIC = "basic"
    BEARER = "bearer"
    COOKIE = "cookie"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """The service's own account for look-ups; its secret lives in the vault under `handle`."""

    kind: str
    handle: str


@dataclass(frozen=True, slots=True)
class Site:
    """One registered Confluence. `url` is the base URL as a person would browse it."""

    id: str
    url: str
    deployment: Deployment
    cloud_id: str | None = None
    gateway_url: str = GATEWAY_URL
    auth_url: str = AUTH_URL
    jira_url: str | None = None
    identity_providers: tuple[str, ...] = ()
    allow_private_network: bool = False
    allow_password_probe: bool = False
    disclose_existence: bool = False
    observer: ServiceAccount | None = None
    org_admin: ServiceAccount | None = None
    status_page_url: str | None = None

    @property
    def origins(self) -> frozenset[str]:
        """The origins that a credential of this site may be sent to (contract: the origin set)."""
        urls = [self.url, self.jira_url or self.url]
        if self.deployment is Deployment.CLOUD:
            urls += [self.gateway_url, self.auth_url]
        return frozenset(origin_of(url) for url in urls)


def origin_of(url: str) -> str:
    """Return scheme://host:port in lower case, with the port always written.

    Raises:
        ValueError: The URL has no scheme or host, or a port that is no number.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("it is no http(s) URL with a host")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host.lower()}:{port}"
