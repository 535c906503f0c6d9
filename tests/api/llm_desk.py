"""A whole service with a scripted model behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from api.composition import build_service
from api.settings import Settings
from tests.agent.llm_server import Script, ScriptedLlm, scripted_llm
from tests.api.conftest import BASE_URL
from tests.sqlite_template import laid_out

AT_REST = frozenset({"concluded", "needs_input", "failed"})
WAIT = {"Prefer": "wait=25"}


@dataclass(frozen=True, slots=True)
class LlmDesk:
    """A client of the service, and the model that it asks."""

    client: httpx2.AsyncClient
    llm: ScriptedLlm

    async def report(self, **body: Any) -> dict[str, Any]:
        """Report an incident and wait until it is at rest."""
        answer = await self.client.post("/v1/diagnoses", json=body, headers=WAIT)
        return await self.rested(str(answer.json()["id"]))

    async def say(self, diagnosis_id: str, **body: Any) -> dict[str, Any]:
        """Send a message and wait until the diagnosis is at rest again."""
        taken = await self.client.post(f"/v1/diagnoses/{diagnosis_id}/messages", json=body)
        assert taken.status_code == 202, taken.text
        return await self.rested(diagnosis_id)

    async def rested(self, diagnosis_id: str) -> dict[str, Any]:
        """Wait until the diagnosis is at rest."""
        async with asyncio.timeout(30):
            while True:
                found: dict[str, Any] = (await self.client.get(f"/v1/diagnoses/{diagnosis_id}")).json()
                if found["status"] in AT_REST:
                    return found
                await asyncio.sleep(0.02)

    async def events(self, diagnosis_id: str) -> str:
        """Return the whole event stream of a diagnosis that has ended."""
        return (await self.client.get(f"/v1/diagnoses/{diagnosis_id}/events")).text


@asynccontextmanager
async def llm_desk(folder: Path, script: Script, **settings: Any) -> AsyncIterator[LlmDesk]:
    """Serve from a folder with a scripted model."""
    async with scripted_llm(script) as llm:
        given = {"llm_model": "m", "llm_base_url": llm.url, "llm_api_key": "sk-test-key", "llm_timeout_s": 2.0}
        app = await build_service(laid_out(Settings(data_dir=folder, **{**given, **settings})))
        transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url=BASE_URL, timeout=60) as client,
        ):
            yield LlmDesk(client, llm)
