"""Services and stores over each of the two databases, for suites that must pass on both."""

from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api.composition import build_service
from api.settings import Settings
from evals.lab.world import World, build_world
from tests.sqlite_template import laid_out
from tools.site import CredentialKind, ServiceAccount, Site
from tools.vault import Secret, Vault

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
    app = await build_service(laid_out(settings), sites, works=works)
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Give a local client of it."""
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL, timeout=60) as client:
        yield client


def scoped_token_world() -> World:
    """Build a Cloud site whose user sends a scoped token to the site's own address."""
    subject = {"kind": "basic", "email_of": "5b10a2844c20165700ede21a", "token": "ana-scoped"}
    return build_world({"base": "cloud", "credentials": {"subject": subject}})


def sites_of(world: World) -> Sites:
    """Return what registers the world's site as `lab`, with its look-up account."""

    def register(vault: Vault) -> MutableMapping[str, Site]:
        plain, observer = world.registered_site("lab"), world.credentials["observer"]
        handle = vault.take_in(Secret(observer.kind, observer.secret, observer.username), plain.origins, None)
        kind = "basic" if observer.kind is CredentialKind.BASIC else "bearer"
        return {"lab": replace(plain, observer=ServiceAccount(kind, handle))}

    return register


def ticket_of(world: World) -> dict[str, Any]:
    """Return a ticket about the world's site, with the credential that fails."""
    subject = world.credentials["subject"]
    credential = {"kind": subject.kind.value, "username": subject.username, "secret": subject.secret}
    return {
        "text": "Our docs job publishes to https://acme.atlassian.net/wiki with a small Python script. I made a new "
        "API token for it last week and ticked only what it needs. Since then every call ends in 401.",
        "site": "lab",
        "reporter": {"email": subject.username},
        "credential": credential,
        "ticket": {"desk": "demo", "key": "HELP-12"},
    }


def seqs_of(stream: str) -> list[int]:
    """Return the event numbers of a stream."""
    return [int(line[4:]) for line in stream.splitlines() if line.startswith("id: ")]


def names_of(stream: str) -> list[str]:
    """Return the event names of a stream."""
    return [line[7:] for line in stream.splitlines() if line.startswith("event: ")]
