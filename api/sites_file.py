"""Reads sites.toml: which sites are registered, and which accounts the service itself may use there."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.settings import SettingsError, environment
from tools.site import AUTH_URL, GATEWAY_URL, CredentialKind, Deployment, ServiceAccount, Site, origin_of
from tools.vault import Secret, Vault


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountEntry(_Strict):
    """`[sites.observer]` or `[sites.org_admin]`: where the secret is found, never the secret.

    Two kinds so far: OAuth client credentials would have to be exchanged first, so they are refused rather than sent.
    """

    kind: Literal["basic", "bearer"] = "basic"
    username_env: str = ""
    secret_env: str


class SiteEntry(_Strict):
    """One `[[sites]]`."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")
    url: str
    deployment: Deployment
    cloud_id: str | None = None
    gateway_url: str = GATEWAY_URL
    auth_url: str = AUTH_URL
    jira_url: str | None = None
    status_page_url: str | None = None
    identity_providers: tuple[str, ...] = ()
    allow_private_network: bool = False
    allow_password_probe: bool = False
    disclose_existence: bool = False
    observer: AccountEntry | None = None
    org_admin: AccountEntry | None = None


class SitesFile(BaseModel):
    """The whole file; embeds, desks and callbacks are read by the parts that serve them."""

    sites: tuple[SiteEntry, ...] = ()
    embeds: tuple[dict[str, Any], ...] = ()
    desks: tuple[dict[str, Any], ...] = ()
    callbacks: tuple[dict[str, Any], ...] = ()


def read_sites_file(path: Path | None) -> SitesFile:
    """Parse sites.toml; no path means that no site is registered.

    Raises:
        SettingsError: The file is missing or not as it must be; the text says where.
    """
    if path is None:
        return SitesFile()
    try:
        return SitesFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as fault:
        raise SettingsError(f"UNLATCH_SITES_FILE names {path}, which cannot be read: {fault.strerror}.") from None
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(f"{path} is no valid TOML: {fault}.") from None
    except ValidationError as fault:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()[:5])
        raise SettingsError(f"{path} is not as it must be: {told}.") from None


def register_sites(file: SitesFile, vault: Vault, given: Mapping[str, str] | None = None) -> dict[str, Site]:
    """Turn entries into sites and take the service's own secrets into the vault.

    Raises:
        SettingsError: A URL cannot be used, an id stands twice, or an environment variable is not set.
    """
    values = environment() if given is None else given
    sites: dict[str, Site] = {}
    for entry in file.sites:
        if entry.id in sites:
            raise SettingsError(f"sites.toml registers {entry.id!r} twice; give each site an id of its own.")
        sites[entry.id] = _site(entry, vault, values)
    return sites


def _site(entry: SiteEntry, vault: Vault, values: Mapping[str, str]) -> Site:
    plain = Site(
        **entry.model_dump(exclude={"observer", "org_admin", "url"}),
        url=entry.url.rstrip("/"),
    )
    try:
        origins = plain.origins
    except ValueError as fault:
        raise SettingsError(f"site {entry.id!r}: {fault}.") from None
    account = _account(entry.id, entry.observer, vault, origins, values)
    admin_origins = frozenset({origin_of(entry.gateway_url)})
    admin = _account(entry.id, entry.org_admin, vault, admin_origins, values, bearer=True)
    return Site(
        **entry.model_dump(exclude={"observer", "org_admin", "url"}), url=plain.url, observer=account, org_admin=admin
    )


def _account(
    site_id: str,
    entry: AccountEntry | None,
    vault: Vault,
    origins: frozenset[str],
    values: Mapping[str, str],
    *,
    bearer: bool = False,
) -> ServiceAccount | None:
    if entry is None:
        return None
    secret = values.get(entry.secret_env, "")
    if not secret:
        raise SettingsError(f"site {site_id!r}: the environment variable {entry.secret_env} is not set.")
    username = values.get(entry.username_env, "") if entry.username_env else ""
    kind = CredentialKind.BEARER if bearer or entry.kind != "basic" else CredentialKind.BASIC
    handle = vault.take_in(Secret(kind, secret, username), origins, seconds=None)
    return ServiceAccount("bearer" if bearer else entry.kind, handle)
