"""A service with two tenants, keys of every kind and a page with visitors, for tests of who may do what."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import jwt
from fastapi import FastAPI

from api.composition import build_service
from api.gate import Gate
from api.keys import Scope, mint
from api.settings import Settings
from tests.sqlite_template import laid_out
from tools.clock import now_utc

BASE_URL = "http://127.0.0.1:8401"
SECRET_NAME = "TEST_EMBED_SECRET"
EMBED_SECRET = "a secret of the page, of thirty-two bytes"
WAIT = {"Prefer": "wait=20"}
ALL = (Scope.WRITE, Scope.READ, Scope.READ_FULL)
SITES = """
[[sites]]
id = "acme"
url = "http://127.0.0.1:9/confluence"
deployment = "data_center"
allow_private_network = true
[[sites]]
id = "beta"
url = "http://127.0.0.1:9/beta"
deployment = "data_center"
allow_private_network = true
"""
EMBEDS = """
[[embeds]]
id = "helpcenter"
site = "acme"
origins = ["https://help.acme.example"]
alg = "EdDSA"
public_key_file = "helpcenter.pem"
"""
PRIVATE_KEY = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJXqikjmPbqXkVchK6S90F9efgM9P5Ubt41ze2iXHchJ
-----END PRIVATE KEY-----
"""


@dataclass(slots=True)
class House:
    """A running service and what a test needs of it."""

    client: httpx2.AsyncClient
    app: FastAPI
    gate: Gate
    keys: dict[str, str] = field(default_factory=dict)

    async def key(
        self, name: str, scopes: tuple[str, ...] = ALL, sites: tuple[str, ...] | None = ("acme",), days: float = 1
    ) -> dict[str, str]:
        """Make a key and return the header that carries it."""
        token, kept = mint(name, scopes, sites, now_utc(), now_utc() + timedelta(days=days))
        await self.gate.access.keys.add(kept)
        self.keys[name] = kept.id
        return bearer(token)

    async def start(self, headers: Mapping[str, str], **body: Any) -> dict[str, Any]:
        """Start a diagnosis, wait for it to come to rest, and return it."""
        told = {"text": "We get 401 from the wiki since Monday."} | body
        answer = await self.client.post("/v1/diagnoses", json=told, headers={**WAIT, **headers})
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def visitor(sub: str = "ana", now: datetime | None = None, key: Any = PRIVATE_KEY, **claims: Any) -> dict[str, str]:
    """Return the header with a visitor's token; claims may be changed, None takes one out."""
    at = int((now or now_utc()).timestamp())
    whole: dict[str, Any] = {
        "iss": "helpcenter",
        "aud": "unlatch",
        "sub": sub,
        "iat": at,
        "exp": at + 600,
        "jti": f"session-of-{sub}",
        "email": f"{sub}@acme.example",
        "email_verified": True,
    }
    told = {name: value for name, value in (whole | claims).items() if value is not None}
    return bearer(jwt.encode(told, key, "EdDSA"))


@asynccontextmanager
async def house(
    folder: Path, *, embeds: bool = True, closed: bool = True, sites: str = SITES, **settings: Any
) -> AsyncIterator[House]:
    """Serve the two tenants from a folder, with the page that embeds the widget or without it.

    `closed`: a key exists already, so that the service is not in open mode.
    """
    file = folder / "sites.toml"
    file.write_text(sites + (EMBEDS if embeds else ""), "utf-8")
    (folder / "helpcenter.pem").write_text(public_key_of(PRIVATE_KEY), "utf-8")
    app = await build_service(laid_out(Settings(data_dir=folder, sites_file=file, **settings)))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=BASE_URL, timeout=60) as client,
    ):
        served = House(client, app, app.state.gate)
        if closed:
            await served.key("first", (Scope.OPS,), ())
        yield served


def stored_bytes(folder: Path) -> bytes:
    """Return everything that a service has written so far."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def public_key_of(private: str) -> str:
    """Return the public half in PEM."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    key = load_pem_private_key(private.encode(), None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
