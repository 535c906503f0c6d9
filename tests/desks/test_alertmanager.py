"""A real Alertmanager fires at the hook, and the group becomes one diagnosis."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from api.composition import build_service
from api.keys import mint
from api.settings import Settings
from api.store.records import Filters
from tests.desks.desk_kit import eventually
from tests.programs import find
from tools.clock import now_utc

pytestmark = pytest.mark.needs("alertmanager")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def alertmanager(folder: Path, hook: str, key: str) -> Iterator[str]:
    """Run Alertmanager with one receiver; gives its address."""
    config = folder / "alertmanager.yml"
    config.write_text(
        "route: {receiver: unlatch, group_by: [site], group_wait: 0s, group_interval: 1s}\n"
        "receivers:\n  - name: unlatch\n    webhook_configs:\n"
        f"      - {{url: '{hook}', http_config: {{authorization: {{credentials: '{key}'}}}}}}\n",
        "utf-8",
    )
    port = free_port()
    program = find("alertmanager")
    assert program is not None
    arguments = [program, f"--config.file={config}", f"--storage.path={folder / 'am'}", "--cluster.listen-address="]
    with (folder / "am.log").open("w") as log:
        child = subprocess.Popen([*arguments, f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(10)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[tuple[Any, str, str]]:
    """Serve on a real port with one Alertmanager desk; gives the app, its address and the desk's key."""
    sites = folder / "sites.toml"
    sites.write_text('[[desks]]\nid = "alerts"\nkind = "alertmanager"\n', "utf-8")
    app = await build_service(Settings(data_dir=folder / "data", sites_file=sites))
    token, kept = mint("alerts", ("hooks:alerts",), None, now_utc(), None)
    await app.state.gate.access.keys.add(kept)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    running = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    try:
        yield app, f"http://127.0.0.1:{port}", token
    finally:
        server.should_exit = True
        await running


def fire(address: str, *instances: str) -> None:
    """Tell Alertmanager about alerts of one site, as Prometheus does."""
    alerts = [
        {
            "labels": {"alertname": "ConfluenceUnauthorized", "site": "acme", "instance": one, "code": "401"},
            "annotations": {"summary": "Every call to the wiki is answered with 401"},
        }
        for one in instances
    ]
    httpx2.post(f"{address}/api/v2/alerts", json=alerts, timeout=5, trust_env=False).raise_for_status()


async def test_alertmanager_fires_at_the_hook_and_a_group_is_one_diagnosis(tmp_path: Path) -> None:
    """Two alerts of one site, delivered by the real program, are one ticket with one diagnosis."""
    async with serving(tmp_path) as (app, url, key):
        with alertmanager(tmp_path, f"{url}/v1/hooks/alerts", key) as address:

            async def fired() -> bool:
                try:
                    await asyncio.to_thread(fire, address, "https://wiki-1", "https://wiki-2")
                except httpx2.HTTPError:
                    return False
                return True

            await eventually(fired)

            async def diagnosed() -> list[str]:
                rows = await app.state.desk.store.list_diagnoses(Filters())
                return [row.id for row in rows if row.answer]

            (diagnosis,) = await eventually(diagnosed)
            texts = [item.text for item in await app.state.desk.store.evidence_of(diagnosis)]

    assert any("answered with 401" in text for text in texts)
