"""The load parts of `make bench`: a real `unlatch serve` on SQLite under new diagnoses and under open streams.

Every figure is taken from outside the process, over HTTP and /proc, by a client in this one.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import httpx2

from evals.measured import Measured

PASTE = (
    "Our nightly job is refused since Monday, job {number}.\n> GET /wiki/rest/api/space?limit=1 HTTP/1.1\n"
    "> Host: acme.atlassian.net\n< HTTP/1.1 403 Forbidden\n< content-type: application/json\n<\n"
    '{{"statusCode":403,"message":"Request rejected because caller cannot access Confluence"}}\n'
)
LINES = 30
STEADY_PER_SECOND, FLOOD_PER_SECOND = 25, 100
STEADY_SECONDS, FLOOD_SECONDS = 60, 15
STREAMS = 500
DRAIN_SECONDS = 10.0
START_SECONDS = 240.0
UNFINISHED = ("queued", "investigating")


@dataclass(slots=True)
class Load:
    """What a client saw: the status of each answer, the time that each took, and the ids that were accepted."""

    statuses: Counter[int] = field(default_factory=Counter)
    accepted_in: list[float] = field(default_factory=list)
    refused_in: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Service:
    """A running service."""

    url: str
    pid: int

    def megabytes(self) -> float:
        """Resident memory."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def measure_load() -> list[Measured]:
    """Measure 25 a second for a minute, 100 a second for a quarter of one, and 500 open streams."""
    with _service() as service:
        steady = asyncio.run(_steady(service))
    with _service() as service:
        flood = asyncio.run(_flood(service))
    with _service() as service:
        streams = asyncio.run(_streams(service))
    return [*steady, *flood, *streams]


async def _steady(service: Service) -> list[Measured]:
    load = await _send(service, STEADY_PER_SECOND, STEADY_SECONDS)
    drained = await _drained(service)
    errors = sum(count for status, count in load.statuses.items() if status != 202)
    return [
        Measured("25 new a second for 60 s: acknowledged, p95", _percentile(load.accepted_in, 95) * 1000, "ms", 300),
        Measured("25 new a second for 60 s: not accepted", errors, "", 0),
        Measured("25 new a second for 60 s: queue empty after", drained, "s", DRAIN_SECONDS),
    ]


async def _flood(service: Service) -> list[Measured]:
    load = await _send(service, FLOOD_PER_SECOND, FLOOD_SECONDS)
    await _drained(service, 120)
    lost = await _lost(service, load.ids)
    other = sum(count for status, count in load.statuses.items() if status not in {202, 429})
    return [
        Measured("100 new a second for 15 s: refused (429), p95", _percentile(load.refused_in, 95) * 1000, "ms", 300),
        Measured("100 new a second for 15 s: neither accepted nor 429", other, "", 0),
        Measured("100 new a second for 15 s: accepted and lost", lost, "", 0),
    ]


async def _streams(service: Service) -> list[Measured]:
    """Open streams of diagnoses that wait for an answer, and look at the memory before and after."""
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=service.url, timeout=60, limits=limits) as client:
        ids = [await _waiting_diagnosis(client, number) for number in range(10)]
        before = service.megabytes()
        cut: list[BaseException | None] = []
        opened = asyncio.Semaphore(0)
        readers = [asyncio.create_task(_read(client, ids[n % len(ids)], opened)) for n in range(STREAMS)]
        for _ in range(STREAMS):
            await asyncio.wait_for(opened.acquire(), 120)
        after = service.megabytes()
        cut = [reader.exception() for reader in readers if reader.done()]
        for reader in readers:
            reader.cancel()
        await asyncio.gather(*readers, return_exceptions=True)
    per_hundred = (after - before) * 100 / STREAMS
    return [
        Measured("500 open streams: memory per 100", per_hundred, "MB", 15),
        Measured("500 open streams: cut", len(cut), "", 0),
    ]


async def _send(service: Service, per_second: int, seconds: int) -> Load:
    """Send at an even pace, whether or not the answers keep up."""
    load = Load()
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(base_url=service.url, timeout=60, limits=limits) as client:
        start = monotonic()
        sent = []
        for number in range(per_second * seconds):
            await asyncio.sleep(max(0.0, start + number / per_second - monotonic()))
            sent.append(asyncio.create_task(_post(client, number, load)))
        await asyncio.gather(*sent)
    return load


async def _post(client: httpx2.AsyncClient, number: int, load: Load) -> None:
    started = monotonic()
    try:
        answer = await client.post("/v1/diagnoses", json={"text": _paste(number)})
    except httpx2.HTTPError:
        load.statuses[0] += 1
        return
    took = monotonic() - started
    load.statuses[answer.status_code] += 1
    if answer.status_code == 202:
        load.accepted_in.append(took)
        load.ids.append(answer.json()["id"])
    else:
        load.refused_in.append(took)


async def _drained(service: Service, patience: float = 60.0) -> float:
    """Wait until nothing waits or runs; returns how long that took."""
    start = monotonic()
    async with httpx2.AsyncClient(base_url=service.url, timeout=60) as client:
        while monotonic() < start + patience:
            left = [(await client.get(f"/v1/diagnoses?status={one}&limit=1")).json()["diagnoses"] for one in UNFINISHED]
            if not any(left):
                break
            await asyncio.sleep(0.2)
    return monotonic() - start


async def _lost(service: Service, ids: list[str]) -> int:
    """Count the accepted diagnoses that did not come to rest with an answer."""
    async with httpx2.AsyncClient(base_url=service.url, timeout=60) as client:
        found = [(await client.get(f"/v1/diagnoses/{one}")).json().get("status") for one in ids]
    return sum(status not in {"concluded", "needs_input"} for status in found)


async def _waiting_diagnosis(client: httpx2.AsyncClient, number: int) -> str:
    answer = await client.post("/v1/diagnoses", json={"text": _paste(number)}, headers={"Prefer": "wait=20"})
    return str(answer.json()["id"])


async def _read(client: httpx2.AsyncClient, diagnosis_id: str, opened: asyncio.Semaphore) -> None:
    async with client.stream("GET", f"/v1/diagnoses/{diagnosis_id}/events", timeout=300) as stream:
        stream.raise_for_status()
        told = False
        async for line in stream.aiter_lines():
            if line.startswith("id: ") and not told:
                told = True
                opened.release()


def _paste(number: int) -> str:
    log = "\n".join(f"2026-11-23 02:1{i % 10}:00 publish page {i} of job {number}" for i in range(LINES))
    return PASTE.format(number=number) + log


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


@contextmanager
def _service() -> Iterator[Service]:
    port = _free_port()
    program = Path(sys.executable).with_name("unlatch")
    with tempfile.TemporaryDirectory() as folder:
        own = {"UNLATCH_DATA_DIR": folder, "UNLATCH_LOG_LEVEL": "WARNING", "UNLATCH_RATE_KEY_PER_MINUTE": "100000"}
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("UNLATCH_", "OPENAI_"))}  # noqa: TID251
        child = subprocess.Popen(  # noqa: S603 - our own command
            [str(program), "serve", "--port", str(port)], env=plain | own, stdout=subprocess.DEVNULL
        )
        try:
            service = Service(f"http://127.0.0.1:{port}", child.pid)
            _await_ready(service, child)
            yield service
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(60)


def _await_ready(service: Service, child: "subprocess.Popen[bytes]") -> None:
    until = monotonic() + START_SECONDS
    while monotonic() < until and child.poll() is None:
        try:
            if httpx2.get(f"{service.url}/readyz", timeout=5).status_code == 200:
                return
        except httpx2.HTTPError:
            sleep(0.1)
    raise RuntimeError("the service did not get ready")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
