"""Settings and sites.toml, before anything is asked of a site."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.doctor.finding import Finding, good, note, problem, warning
from api.settings import Settings, SettingsError, read_settings
from api.sites_file import SiteEntry, SitesFile, read_sites_file, register_sites
from tools.site import Site
from tools.vault import Vault

_PREFIX = "UNLATCH_"
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True)
class Registered:
    """One entry of sites.toml: the site as far as it can be registered, and what stands in the way."""

    entry: SiteEntry
    site: Site | None
    findings: tuple[Finding, ...]


def look_at_settings(given: Mapping[str, str]) -> tuple[Settings | None, tuple[Finding, ...]]:
    """Read the settings; None when they cannot be used."""
    unknown = tuple(_unknown(name) for name in sorted(given) if _is_unknown(name))
    try:
        settings = read_settings()
    except SettingsError as fault:
        return None, (problem("settings", str(fault), "Correct the variable, then run `unlatch doctor` again."),)
    found = [good("settings", f"{_count_of(given)} UNLATCH_ variables are set and can be read."), *unknown]
    if settings.log_level.upper() not in _LEVELS:
        told = f"UNLATCH_LOG_LEVEL is {settings.log_level!r}, which is no level."
        found.append(problem("log level", told, f"Use one of {', '.join(_LEVELS)}."))
    if is_shared(settings) and settings.secret_key is None:
        told = "The store is PostgreSQL and UNLATCH_SECRET_KEY is not set: credentials cannot be passed to workers."
        found.append(warning("secret key", told, "Set UNLATCH_SECRET_KEY to 32 random bytes in base64, on every host."))
    return settings, tuple(found)


def look_at_sites_file(path: Path | None) -> tuple[SitesFile, tuple[Finding, ...]]:
    """Read sites.toml."""
    if path is None:
        told = "UNLATCH_SITES_FILE is not set, so no site is registered: Unlatch judges pastes and asks no site."
        return SitesFile(), (
            warning("sites", told, "Write a sites.toml (docs/sites.md) and name it in that variable."),
        )
    try:
        file = read_sites_file(path)
    except SettingsError as fault:
        return SitesFile(), (problem("sites", str(fault), "Correct the file; docs/sites.md shows every key."),)
    if not file.sites:
        told = f"{path} registers no site: Unlatch judges pastes and asks no site."
        return file, (warning("sites", told, "Add a [[sites]] entry; docs/sites.md shows every key."),)
    names = ", ".join(entry.id for entry in file.sites)
    found = good("sites", f"{path} registers {len(file.sites)}: {names}.")
    return file, (found, *_twice(file), *_correspondents(file))


def register_one_by_one(file: SitesFile, vault: Vault, given: Mapping[str, str]) -> tuple[Registered, ...]:
    """Register each entry by itself, so that one that is broken hides no other; an account that is broken is left out.

    Args:
        file: The parsed file.
        vault: Takes the service's own secrets in.
        given: The environment.
    """
    return tuple(_register(entry, vault, given) for entry in file.sites)


def _register(entry: SiteEntry, vault: Vault, given: Mapping[str, str]) -> Registered:
    usable, found = entry, list[Finding]()
    for name in ("observer", "org_admin"):
        account = getattr(entry, name)
        if account is not None and not given.get(account.secret_env):
            told = f"[sites.{name}] names the variable {account.secret_env}, which is not set."
            fix = "Set it where the service runs, or take the entry out: the service does not start with it as it is."
            found.append(problem(name, told, fix))
            usable = usable.model_copy(update={name: None})
    try:
        site = register_sites(SitesFile(sites=(usable,)), vault, given)[entry.id]
    except SettingsError as fault:
        return Registered(entry, None, (*found, problem("registration", str(fault), "Correct the entry.")))
    return Registered(entry, site, (*found, *_cautions(site)))


def _cautions(site: Site) -> list[Finding]:
    found = []
    if site.url.startswith("http://"):
        told = "The address is http, so credentials travel in clear."
        found.append(warning("address", told, "Register the https address, unless this is a test on one machine."))
    if site.allow_password_probe:
        told = "allow_password_probe is on: with a person's consent one wrong password may count towards their CAPTCHA."
        found.append(note("password probe", told))
    return found


def _twice(file: SitesFile) -> list[Finding]:
    ids = [entry.id for entry in file.sites]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    fix = "Give each site an id of its own: the service does not start with it as it is."
    return [problem("sites", f"{one!r} is registered twice.", fix) for one in twice]


def _correspondents(file: SitesFile) -> list[Finding]:
    """Look at the desks and callbacks, which the service reads when it starts."""
    if not file.desks and not file.callbacks:
        return []
    from api.post import read_correspondents

    try:
        read_correspondents(file, {entry.id for entry in file.sites})
    except SettingsError as fault:
        return [problem("desks", str(fault), "Correct the entry: the service does not start with it as it is.")]
    return [good("desks", f"{len(file.desks)} helpdesks and {len(file.callbacks)} callbacks can be used.")]


def _count_of(given: Mapping[str, str]) -> int:
    return sum(name.startswith(_PREFIX) and not _is_unknown(name) for name in given)


def _is_unknown(name: str) -> bool:
    return name.startswith(_PREFIX) and name.removeprefix(_PREFIX).lower() not in Settings.model_fields


def _unknown(name: str) -> Finding:
    known = [f"{_PREFIX}{field.upper()}" for field in Settings.model_fields]
    close = difflib.get_close_matches(name, known, 1, 0.8)
    hint = f"Did you mean {close[0]}?" if close else "Take it out, or look the name up in the docs."
    return warning("settings", f"{name} is set and is no setting of Unlatch, so it does nothing.", hint)


def is_shared(settings: Settings) -> bool:
    """Tell whether the store is one that several processes share."""
    url = settings.database_url
    return url is not None and url.get_secret_value().startswith("postgres")
