"""A whole service with one desk, and the deliveries that it is sent."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import httpx2
from fastapi import FastAPI

from api.composition import build_service
from api.keys import Scope, mint
from api.settings import Settings
from api.store.deliveries import Delivery, DeliveryStore
from tests.sqlite_template import laid_out
from tools.clock import now_utc

SECRET = "a-webhook-secret-of-the-desk"
TOKEN = "the-token-that-posts-notes"
TEXT = "Every call of our script ends in 401 since Monday, curl with the same token works."


@dataclass
class Service:
    """The service under test."""

    app: FastAPI
    client: httpx2.AsyncClient

    async def send(self, body: dict[str, Any], desk: str = "help", **headers: str) -> httpx2.Response:
        """Send a signed Jira delivery."""
        raw = json.dumps(body).encode()
        signature = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        known = {"x-hub-signature": f"sha256={signature}", "content-type": "application/json"}
        return await self.client.post(f"/v1/hooks/{desk}", content=raw, headers={**known, **headers})

    async def at_rest(self, diagnosis: str) -> dict[str, Any]:
        """Return the diagnosis once it has come to rest."""

        async def ask() -> dict[str, Any] | None:
            got: dict[str, Any] = (await self.client.get(f"/v1/diagnoses/{diagnosis}")).json()
            return got if got.get("status") in {"concluded", "needs_input", "cancelled"} else None

        found: dict[str, Any] = await eventually(ask)
        return found

    async def deliveries(self, count: int = 1) -> list[Delivery]:
        """Return the deliveries once that many are settled."""
        store = DeliveryStore(self.app.state.desk.store.engine)

        async def ask() -> list[Delivery] | None:
            found = await store.all()
            settled = [one for one in found if one.state != "waiting" or one.error]
            return found if len(settled) >= count else None

        found: list[Delivery] = await eventually(ask)
        return found


async def eventually(ask: Callable[[], Any], seconds: float = 20) -> Any:
    """Ask again until there is something."""
    until = monotonic() + seconds
    found = await ask()
    while not found and monotonic() < until:
        await asyncio.sleep(0.02)
        found = await ask()
    assert found, f"nothing came within {seconds} s"
    return found


@asynccontextmanager
async def service(folder: Path, url: str = "", **entry: Any) -> AsyncIterator[Service]:
    """Serve with one Jira desk, `help`."""
    known = {"id": "help", "kind": "jira", "secret_env": "DESK_SECRET", "own_account": "bot", **entry}
    if url:
        known |= {"url": url, "token_env": "DESK_TOKEN", "allow_private_network": True}
    sites = folder / "sites.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in known.items()]
    sites.write_text("[[desks]]\n" + "\n".join(lines), "utf-8")
    app = await build_service(laid_out(Settings(data_dir=folder, sites_file=sites)))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8401", timeout=60) as client,
    ):
        token, kept = mint("agents", (Scope.READ_FULL, Scope.WRITE), None, now_utc(), None)
        await app.state.gate.access.keys.add(kept)
        client.headers["Authorization"] = f"Bearer {token}"
        yield Service(app, client)


def issue(**fields: Any) -> dict[str, Any]:
    """Return an issue that Ana opened."""
    reporter = {"accountId": "ana", "emailAddress": "ana@acme.example"}
    known = {"summary": "401 from Confluence", "description": TEXT, "reporter": reporter, **fields}
    return {"key": "HELP-12", "self": "https://desk.acme.example/rest/api/2/issue/1", "fields": known}


def opened(**fields: Any) -> dict[str, Any]:
    """Return the delivery of a new issue."""
    return {"webhookEvent": "jira:issue_created", "timestamp": 1, "issue": issue(**fields)}


def commented(text: str, writer: str, number: str = "7") -> dict[str, Any]:
    """Return the delivery of a comment."""
    comment = {"id": number, "body": text, "author": {"accountId": writer}}
    return {"webhookEvent": "comment_created", "timestamp": int(number), "issue": issue(), "comment": comment}


def closed() -> dict[str, Any]:
    """Return the delivery of a closed issue."""
    done = issue(status={"statusCategory": {"key": "done"}})
    return {"webhookEvent": "jira:issue_updated", "issue": done, "changelog": {"items": [{"field": "status"}]}}
