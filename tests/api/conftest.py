"""A whole service in process, over a store of its own."""

from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from api.composition import build_service
from api.settings import Settings
from tests.sqlite_template import laid_out
from tools.site import Site
from tools.vault import Vault

Sites = Callable[[Vault], MutableMapping[str, Site]]
BASE_URL = "http://127.0.0.1:8401"


@asynccontextmanager
async def serving(folder: Path, sites: Sites | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """Serve from a folder and give a local client."""
    app = await build_service(laid_out(Settings(data_dir=folder)), sites)
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=BASE_URL, timeout=60) as client,
    ):
        yield client


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a service without any registered site."""
    async with serving(tmp_path) as local:
        yield local
