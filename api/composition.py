"""The composition root of the service: settings in, application out."""

from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import AsyncExitStack
from pathlib import Path

from fastapi import FastAPI

from agent.catalogue.load import load_catalogue
from agent.graph import build_graph
from agent.planner import Planner
from api.app import create_app
from api.audit import AuditLog
from api.casework import Desk
from api.embeds_file import register_embeds
from api.gatehouse import Opening, build_gate
from api.mind import Minds, minds_of, no_mind
from api.observing.prober import watched
from api.observing.tracing import tracing_of
from api.observing.watching import Watching
from api.post import Post, build_post, read_correspondents
from api.probing import fingerprint_key, prober_factory
from api.rate_limits import Rates
from api.settings import Settings, environment
from api.sites_file import read_sites_file, register_sites
from api.store.audit import AuditStore
from api.store.ledger import StoreLedger
from api.work.backing import Backing, open_backing
from api.work.queue import RunQueue
from tools import log_filter
from tools.site import Site
from tools.vault import Vault


async def build_service(
    settings: Settings,
    extra_sites: Callable[[Vault], MutableMapping[str, Site]] | None = None,
    opening: Opening = Opening(),  # noqa: B008 - immutable
    *,
    works: bool = True,
    watching: Watching | None = None,
) -> FastAPI:
    """Build the application with its store, checkpoints and registered sites.

    Raises:
        api.settings.SettingsError: Settings or sites.toml cannot be used, or anybody could ask from anywhere.
    """
    cleanup = AsyncExitStack()
    vault = Vault()
    log_filter.install(log_filter.scrub_with(vault.scrub))
    file = read_sites_file(settings.sites_file)
    extra = extra_sites(vault) if extra_sites else {}
    sites = ChainMap(extra, dict(register_sites(file, vault)))
    embeds = register_embeds(file.embeds, sites, settings.sites_file.parent if settings.sites_file else Path())
    known = read_correspondents(file, sites)
    backing = await open_backing(settings, cleanup, works=works)
    try:
        gate = await build_gate(backing.store.engine, embeds, _rates(settings), opening)
    except BaseException:
        await cleanup.aclose()
        raise
    cleanup.push_async_callback(gate.audit.close)
    desk = _desk(settings, backing, vault, sites, gate.audit, _minds(settings, cleanup), watching or _watching(cleanup))
    desk.callbacks = known.callbacks
    return create_app(desk, gate, backing.queue, cleanup, build_post(known, desk, backing.queue, gate.audit))


async def build_desk(settings: Settings, cleanup: AsyncExitStack) -> tuple[Desk, RunQueue, Post]:
    """Build what a process needs that serves nobody: a worker, or a command that looks after the database.

    Raises:
        api.settings.SettingsError: Settings or sites.toml cannot be used.
    """
    vault = Vault()
    log_filter.install(log_filter.scrub_with(vault.scrub))
    file = read_sites_file(settings.sites_file)
    sites = register_sites(file, vault)
    known = read_correspondents(file, sites)
    backing = await open_backing(settings, cleanup)
    audit = AuditLog(AuditStore(backing.store.engine))
    cleanup.push_async_callback(audit.close)
    desk = _desk(settings, backing, vault, sites, audit, _minds(settings, cleanup), _watching(cleanup))
    return desk, backing.queue, build_post(known, desk, backing.queue, audit)


def _minds(settings: Settings, cleanup: AsyncExitStack) -> Minds | None:
    minds = minds_of(settings)
    if minds is not None:
        cleanup.push_async_callback(minds.close)
    return minds


def _watching(cleanup: AsyncExitStack) -> Watching:
    tracing = tracing_of(environment())
    cleanup.callback(tracing.close)
    return Watching(tracing=tracing)


def _desk(
    settings: Settings,
    backing: Backing,
    vault: Vault,
    sites: Mapping[str, Site],
    audit: AuditLog,
    minds: Minds | None,
    watching: Watching,
) -> Desk:
    catalogue = load_catalogue()
    shared_key = settings.secret_key.get_secret_value() if settings.secret_key and backing.sealer else ""
    key = fingerprint_key(settings.data_dir, shared_key)
    return Desk(
        store=backing.store,
        vault=vault,
        catalogue=catalogue,
        planner=Planner(catalogue),
        sites=sites,
        graph=build_graph(backing.saver),
        prober_for=watched(prober_factory(vault, StoreLedger(backing.store.engine), key, audit), watching),
        news=backing.news,
        mind_for=minds.mind_for if minds else no_mind,
        sealer=backing.sealer,
        retention_days=settings.retention_days,
        watching=watching,
    )


def _rates(settings: Settings) -> Rates:
    return Rates(
        settings.rate_key_per_minute,
        settings.rate_visitor_per_minute,
        settings.rate_anonymous_per_minute,
        settings.rate_site_per_minute,
    )
