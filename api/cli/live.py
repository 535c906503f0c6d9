"""What `unlatch diagnose --site` needs to look at a live site."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from agent.case import Case
from agent.ports import Prober
from api.probing import fingerprint_key, prober_factory
from api.settings import Settings, environment, read_settings
from api.sites_file import read_sites_file, register_sites
from tools import log_filter
from tools.ledger_file import FileLedger
from tools.site import CredentialKind, Deployment, Site
from tools.vault import Secret, Vault, form_of

_CLOUD_HOST = re.compile(r"\.(atlassian\.net|jira\.com)$")


def prepare_live(case: Case, named: str, credential_env: str, credential_kind: str) -> Prober:
    """Register the site for this run, take the credential in, and return the prober.

    Raises:
        ValueError: The site or credential cannot be used; the text says what to do.
    """
    settings = read_settings()
    vault = Vault()
    log_filter.install(log_filter.scrub_with(vault.scrub))
    known = register_sites(read_sites_file(settings.sites_file), vault)
    site = known.get(named) or site_for_run(named)
    case.site = site
    if credential_env:
        _take_credential(case, vault, site, credential_env, CredentialKind(credential_kind))
    return prober_factory(vault, *own_ledger(settings))(case)


def own_ledger(settings: Settings) -> tuple[FileLedger, bytes]:
    """Return the ledger that the runs of the command line share, and the key of its fingerprints."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return FileLedger(settings.data_dir / "command-line-ledger.sqlite3"), fingerprint_key(settings.data_dir)


def site_for_run(url: str) -> Site:
    """Register a URL for one run; the person at the terminal is the operator, so a private address is allowed.

    Raises:
        ValueError: It is neither a registered id nor an http(s) URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError(f"{url!r} is neither the id of a registered site nor an http(s) URL without a user in it.")
    cloud = bool(_CLOUD_HOST.search(parts.hostname))
    deployment = Deployment.CLOUD if cloud else Deployment.DATA_CENTER
    base = url.rstrip("/")
    if cloud and not parts.path.strip("/"):
        base += "/wiki"
    return Site("this-run", base, deployment, allow_private_network=_is_private(parts.hostname))


def _take_credential(case: Case, vault: Vault, site: Site, env: str, kind: CredentialKind) -> None:
    value = environment().get(env, "")
    if not value:
        raise ValueError(f"The environment variable {env} is not set. Set it to the failing secret and try again.")
    reporter = case.report.reporter
    header = "Authorization" if kind is CredentialKind.HEADER else ""
    secret = Secret(kind, value, reporter.email or reporter.username, header)
    case.subject_form = form_of(secret)
    case.subject = vault.take_in(secret, site.origins)


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return any(not ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found)
