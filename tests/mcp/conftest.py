"""A running service with two tenants, and keys for the tool."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from api.keys import Scope, mint
from api.store.keys import KeyStore
from api.store.store import open_engine
from tests.api.access_kit import SITES
from tests.api.served import Served
from tools.clock import now_utc

ASKS = (Scope.WRITE, Scope.READ)


@dataclass(frozen=True)
class Running:
    """The service: where it answers, where it keeps its things, and how to get a key."""

    url: str
    folder: Path
    key: Callable[..., str]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve the sites acme and beta, with a key already there, so that nothing is open."""
    folder = tmp_path_factory.mktemp("mcp")
    (folder / "sites.toml").write_text(SITES, "utf-8")

    def key(name: str = "mcp", scopes: tuple[str, ...] = ASKS, sites: tuple[str, ...] = ("acme",)) -> str:
        token, kept = mint(name, scopes, sites, now_utc(), now_utc() + timedelta(days=1))

        async def keep() -> None:
            engine = open_engine(f"sqlite+aiosqlite:///{folder / 'unlatch.sqlite3'}")
            await KeyStore(engine).add(kept)
            await engine.dispose()

        asyncio.run(keep())
        return token

    with Served(folder, sites_file=folder / "sites.toml") as url:
        yield Running(url, folder, key)
