"""Measures the CPU of diagnoses over REST in this process; prints one JSON line.

The median of some batches: on a machine with other work the same code takes more CPU in one moment than in another.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from statistics import median

import httpx2

from api.composition import build_service
from api.settings import Settings
from evals.bench import PASTE

WARM_UP, COUNTED, BATCHES = 10, 20, 7


async def measure(folder: Path) -> float:
    """Return milliseconds of CPU per diagnosis, client included: the median of the batches."""
    app = await build_service(Settings(data_dir=folder))
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8401") as client,
    ):
        await _some(client, WARM_UP)
        return median([await _batch(client) for _ in range(BATCHES)])


async def _batch(client: httpx2.AsyncClient) -> float:
    before = time.process_time()
    await _some(client, COUNTED)
    return (time.process_time() - before) * 1000 / COUNTED


async def _some(client: httpx2.AsyncClient, count: int) -> None:
    for _ in range(count):
        body = {"text": PASTE.format(pair="dGVzdDp0ZXN0")}
        answer = await client.post("/v1/diagnoses", json=body, headers={"Prefer": "wait=10"})
        answer.raise_for_status()


if __name__ == "__main__":
    cpu_ms = asyncio.run(measure(Path(sys.argv[1])))
    sys.stdout.write(json.dumps({"cpu_ms": cpu_ms}))
