"""A service whose log lines, spans and metrics a test reads."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from api.composition import build_service
from api.observing.logs import configure_logs
from api.observing.tracing import tracing_through
from api.observing.watching import Watching
from api.settings import Settings
from tests.api.conftest import BASE_URL, Sites
from tests.sqlite_template import laid_out

SECRET = "ATATT3xFfGF0Tm90UmVhbGx5QVNlY3JldEJ1dEl0TG9va3NMaWtlT25l=0A1B2C3D"
STORY = "Zebra told us that her wiki script is refused"
PASTE = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'


@contextmanager
def log_lines(level: str = "INFO") -> Iterator[io.StringIO]:
    """Configure the logs into a string, and put everything back."""
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    before, floor, into = root.handlers[:], root.level, io.StringIO()
    configure_logs(level, "json", into)
    try:
        yield into
    finally:
        root.handlers[:] = before
        root.setLevel(floor)
        logging.setLogRecordFactory(factory)


def parsed(lines: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines as objects; a line that is none fails the test."""
    return [json.loads(line) for line in lines.getvalue().splitlines()]


@asynccontextmanager
async def watched_service(
    folder: Path, sites: Sites | None = None, watching: Watching | None = None, **settings: Any
) -> AsyncIterator[tuple[httpx2.AsyncClient, FastAPI]]:
    """Serve, open to this machine."""
    app = await build_service(laid_out(Settings(data_dir=folder, **settings)), sites, watching=watching)
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=BASE_URL, timeout=60) as client,
    ):
        yield client, app


@contextmanager
def spans() -> Iterator[tuple[Watching, InMemorySpanExporter]]:
    """Give what watches into memory."""
    exporter = InMemorySpanExporter()
    tracing = tracing_through(SimpleSpanProcessor(exporter))
    try:
        yield Watching(tracing=tracing), exporter
    finally:
        tracing.close()


def written(found: tuple[ReadableSpan, ...]) -> str:
    """Return everything that spans carry, as text."""
    return "\n".join(span.to_json() for span in found)


async def samples(client: httpx2.AsyncClient) -> dict[str, dict[tuple[str, ...], float]]:
    """Return the metrics: for each name the values by their labels' values, sorted by label."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for one in family.samples:
            key = tuple(value for _, value in sorted(one.labels.items()))
            found.setdefault(one.name, {})[key] = one.value
    return found


async def diagnosed(client: httpx2.AsyncClient, text: str = PASTE, **more: Any) -> dict[str, Any]:
    """Run a diagnosis until it rests."""
    answer = await client.post("/v1/diagnoses", json={"text": text, **more}, headers={"Prefer": "wait=20"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told
