"""Callbacks arrive signed and thin, and only at registered targets."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from standardwebhooks.webhooks import Webhook

from api.composition import build_service
from api.settings import Settings, SettingsError
from api.store.deliveries import DeliveryStore, State
from tests.desks.desk_kit import TEXT, eventually
from tests.desks.fake_desk import FakeDesk, fake_desk
from tests.sqlite_template import laid_out

SIGNING = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


@asynccontextmanager
async def calling_back(folder: Path, url: str) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """Serve with one callback target, `hub`."""
    sites = folder / "sites.toml"
    entry = f'id = "hub"\nurl = "{url}/in"\nsecret_env = "CALLBACK_SECRET"\nallow_private_network = true\n'
    sites.write_text(f"[[callbacks]]\n{entry}", "utf-8")
    app = await build_service(laid_out(Settings(data_dir=folder, sites_file=sites)))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8401", timeout=60) as client,
    ):
        yield app, client


@pytest.fixture(autouse=True)
def _signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLBACK_SECRET", SIGNING)


async def settled(app: FastAPI, state: State) -> list[str]:
    """Return the errors of the deliveries once all have come to a state."""
    store = DeliveryStore(app.state.desk.store.engine)

    async def ask() -> list[str] | None:
        found = await store.all()
        return [one.error for one in found] if found and all(one.state == state for one in found) else None

    errors: list[str] = await eventually(ask)
    return errors


async def start(client: httpx2.AsyncClient) -> str:
    """Start a diagnosis that calls back."""
    answer = await client.post("/v1/diagnoses", json={"text": TEXT, "callback": "hub"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def verified(hub: FakeDesk) -> list[dict[str, str]]:
    """Return what was received, once its signature is checked by the official library."""
    found = []
    for _, body, headers in hub.posts:
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        Webhook(SIGNING).verify(raw, headers)
        found.append(body["data"])
    return found


async def test_a_diagnosis_that_came_to_rest_is_called_back_once(tmp_path: Path) -> None:
    """The body names it and where to read it, and carries no evidence."""
    with fake_desk() as hub:
        async with calling_back(tmp_path, hub.url) as (app, client):
            started = await start(client)
            await settled(app, State.SENT)

    (told,) = verified(hub)
    assert told["id"] == started
    assert told["status"] in {"concluded", "needs_input"}
    assert TEXT not in json.dumps(hub.posts[0][1])


async def test_a_target_that_is_gone_is_not_asked_again(tmp_path: Path) -> None:
    """410 is final."""
    with fake_desk() as hub:
        hub.statuses = [410]
        async with calling_back(tmp_path, hub.url) as (app, client):
            await start(client)
            errors = await settled(app, State.DEAD)

    assert errors == ["answered 410: the target is gone"]


async def test_a_redirect_is_no_success_and_is_not_followed(tmp_path: Path) -> None:
    """What was registered is where it goes."""
    with fake_desk() as hub:
        hub.statuses = [307]
        async with calling_back(tmp_path, hub.url) as (app, client):
            await start(client)

            async def tried() -> bool:
                return any(one.error for one in await DeliveryStore(app.state.desk.store.engine).all())

            assert await eventually(tried)

    assert hub.posts == []


async def test_a_target_that_is_not_registered_is_refused_at_once(tmp_path: Path) -> None:
    """The caller learns it before anything starts."""
    with fake_desk() as hub:
        async with calling_back(tmp_path, hub.url) as (_, client):
            answer = await client.post("/v1/diagnoses", json={"text": TEXT, "callback": "elsewhere"})

    assert answer.status_code == 422
    assert "elsewhere" in answer.json()["detail"]


async def test_a_secret_that_cannot_sign_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text names the variable and never its value."""
    monkeypatch.setenv("CALLBACK_SECRET", "§ not base64 §")
    with pytest.raises(SettingsError, match="CALLBACK_SECRET") as told:
        async with calling_back(tmp_path, "http://127.0.0.1:8099"):
            pass

    assert "not base64 §" not in str(told.value)
