"""The doctor's round: every part of the installation, one after the other."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace

from api.doctor.configuration import (
    Registered,
    is_shared,
    look_at_settings,
    look_at_sites_file,
    register_one_by_one,
)
from api.doctor.finding import Section, note
from api.doctor.model import look_at_model, try_model
from api.doctor.observer import ClientFor, look_at_accounts
from api.doctor.site import look_at_site, target_of
from api.doctor.store import is_new, is_usable, look_at_store
from api.probing import fingerprint_key
from api.settings import Settings
from tools.clock import now_utc
from tools.guarded_client import GuardedClient, Shared
from tools.ledger import LedgerBook
from tools.memory_ledger import MemoryLedger
from tools.site import Site
from tools.transport import Transport
from tools.vault import Vault


async def make_round(given: Mapping[str, str], about: str = "", *, offline: bool = False) -> AsyncIterator[Section]:
    """Look at settings, store, model and every registered site; yield each part when it is known.

    Args:
        given: The environment.
        about: Whom the look-ups are tried on; empty means the observer itself.
        offline: Ask no site.
    """
    settings, findings = look_at_settings(given)
    if settings is None:
        yield Section("Settings", findings)
        return
    file, about_file = look_at_sites_file(settings.sites_file)
    yield Section("Settings", (*findings, *about_file))
    stored = await look_at_store(settings)
    yield Section("Store", stored)
    tried = () if offline else await try_model(settings)
    yield Section("Model", (*await look_at_model(settings, given), *tried))
    vault = Vault()
    async with AsyncExitStack() as cleanup:
        book = await _book(settings, cleanup) if is_usable(stored) else None
        shared = Shared(Transport(), vault, book or MemoryLedger(), _key(settings))
        for registered in register_one_by_one(file, vault, given):
            async for section in _look_at(registered, shared, about, offline=offline, ledger_kept=book is not None):
                yield section


def _key(settings: Settings) -> bytes:
    """Return the key of the store's fingerprints; without a store one for this run, so that nothing is created."""
    if is_new(settings):
        return secrets.token_bytes(32)
    shared = settings.secret_key.get_secret_value() if settings.secret_key and is_shared(settings) else ""
    return fingerprint_key(settings.data_dir, shared)


async def _book(settings: Settings, cleanup: AsyncExitStack) -> LedgerBook:
    """Return the ledger that holds over processes; a store that was not made yet has nothing to hold."""
    if is_new(settings):
        return MemoryLedger()
    from api.store.ledger import StoreLedger
    from api.store.store import Store, open_engine

    store = Store(open_engine(settings.async_database_url()))
    cleanup.push_async_callback(store.close)
    return StoreLedger(store.engine)


async def _look_at(
    registered: Registered, shared: Shared, about: str, *, offline: bool, ledger_kept: bool
) -> AsyncIterator[Section]:
    title = f"Site {registered.entry.id}"
    site = registered.site
    if site is None or offline:
        skipped = () if site is None else (note("reachable", "Not asked (--offline)."),)
        yield Section(title, (*registered.findings, *skipped))
        return
    target = target_of(site, now_utc())
    clients = _clients(shared, site)
    seen = await look_at_site(clients("site"), target)
    yield Section(title, (*registered.findings, *seen.findings))
    if not seen.answers:
        return
    if not ledger_kept:
        told = "Not asked: without the store the ledger of past logins cannot be kept."
        yield Section("Look-up accounts", (note("observer", told, "Correct the store first."),))
        return
    yield await look_at_accounts(clients, replace(target, learned=seen.learned), about)


def _clients(shared: Shared, site: Site) -> ClientFor:
    def client_for(look_up: str) -> GuardedClient:
        return GuardedClient(shared, site, f"doctor-{look_up}", now_utc, frozenset)

    return client_for
