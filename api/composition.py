"""The composition root of the service: settings in, application out."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

from fastapi import FastAPI
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent.catalogue.load import load_catalogue
from agent.graph import build_graph
from agent.planner import Planner
from api.app import Limits, create_app
from api.casework import Desk, News
from api.probing import fingerprint_key, prober_factory
from api.settings import Settings
from api.sites_file import read_sites_file, register_sites
from api.store.ledger import StoreLedger
from api.store.migrate import upgrade
from api.store.store import Store, open_engine
from tools.site import Site
from tools.vault import Vault


async def build_service(
    settings: Settings, extra_sites: Callable[[Vault], Mapping[str, Site]] | None = None
) -> FastAPI:
    """Build the application with its store, checkpoints and registered sites.

    Raises:
        api.settings.SettingsError: Settings or sites.toml cannot be used.
    """
    cleanup = AsyncExitStack()
    vault = Vault()
    sites = {
        **register_sites(read_sites_file(settings.sites_file), vault),
        **(extra_sites(vault) if extra_sites else {}),
    }
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.sync_database_url())
    store = Store(open_engine(settings.async_database_url()))
    cleanup.push_async_callback(store.close)
    saver = await cleanup.enter_async_context(_checkpoints(settings.data_dir))
    catalogue = load_catalogue()
    desk = Desk(
        store=store,
        vault=vault,
        catalogue=catalogue,
        planner=Planner(catalogue),
        sites=sites,
        graph=build_graph(saver),
        prober_for=prober_factory(vault, StoreLedger(store.engine), fingerprint_key(settings.data_dir)),
        news=News(),
    )
    return create_app(desk, Limits(settings.max_running, settings.max_queued), cleanup)


def _checkpoints(folder: Path) -> AbstractAsyncContextManager[AsyncSqliteSaver]:
    return AsyncSqliteSaver.from_conn_string(str(folder / "checkpoints.sqlite3"))
