"""Services and stores over each of the two databases, for suites that must pass on both."""

from collections.abc import AsyncIterator, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api.composition import build_service
from api.settings import Settings
from tools.site import Site
from tools.vault import Vault

BASE_URL = "http://127.0.0.1:8401"
SECRET_KEY = "tests-" + "k" * 40
Sites = Callable[[Vault], MutableMapping[str, Site]]
BOTH = ["sqlite", "postgresql"]


def settings_on(database: str, request: pytest.FixtureRequest, folder: Path, **more: Any) -> Settings:
    """Return the settings of a service on a database of its own."""
    if database == "sqlite":
        return Settings(data_dir=folder, **more)
    url = request.getfixturevalue("postgres_url")
    return Settings.model_validate({"data_dir": folder, "database_url": url, "secret_key": SECRET_KEY, **more})


@asynccontextmanager
async def service_on(settings: Settings, sites: Sites | None = None, *, works: bool = True) -> AsyncIterator[FastAPI]:
    """Run a service in this process."""
    app = await build_service(settings, sites, works=works)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a local client of it."""
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL, timeout=60) as client:
        yield client


def seqs_of(stream: str) -> list[int]:
    """Return the event numbers of a stream."""
    return [int(line[4:]) for line in stream.splitlines() if line.startswith("id: ")]


def names_of(stream: str) -> list[str]:
    """Return the event names of a stream."""
    return [line[7:] for line in stream.splitlines() if line.startswith("event: ")]


__all__ = ["BOTH", "Mapping", "client_of", "names_of", "seqs_of", "service_on", "settings_on"]
