"""A busy process stays quick to answer: reports go before runs, and what finds no room is refused at the door."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.settings import Settings
from api.work.pace import MANY_WAITING, MOST_TAKEN_IN_AT_ONCE, PATIENCE_SECONDS, TOO_LATE_SECONDS, Pace
from tests.api.databases import client_of, service_on

DECISIVE = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
KEY = {"Idempotency-Key": "known-1"}


@asynccontextmanager
async def full_service(folder: Path) -> AsyncIterator[FastAPI]:
    """Run a service that has one known diagnosis and room for no more."""
    async with service_on(Settings(data_dir=folder, max_running=1, max_queued=1)) as app:
        async with client_of(app) as client:
            await client.post("/v1/diagnoses", json={"text": DECISIVE}, headers=KEY | {"Prefer": "wait=20"})
        ends = asyncio.Event()
        for name in ("one", "two"):
            app.state.pool.start(name, ends.wait)
        try:
            yield app
        finally:
            ends.set()


async def post(app: FastAPI, body: bytes) -> tuple[list[dict[str, Any]], int]:
    """Post a report; returns what came back and how often the body was asked for."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/diagnoses",
        "raw_path": b"/v1/diagnoses",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8401"), (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8401),
    }
    sent: list[dict[str, Any]] = []
    asked = 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await app(scope, receive, send)
    return sent, asked


async def test_a_report_that_finds_no_room_is_refused_before_its_body_is_read(tmp_path: Path) -> None:
    """429 with Retry-After as a problem, and nobody looked into the body."""
    async with full_service(tmp_path) as app:
        sent, asked = await post(app, b'{"text": "401 since Monday"}')

    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], asked) == (429, 0)
    assert headers[b"retry-after"].isdigit()
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"x-content-type-options"] == b"nosniff"


async def test_a_known_report_is_found_even_when_there_is_no_room(tmp_path: Path) -> None:
    """A retry with its idempotency key leads to the same diagnosis; a new key finds no room."""
    async with full_service(tmp_path) as app, client_of(app) as client:
        known = await client.post("/v1/diagnoses", json={"text": DECISIVE}, headers=KEY)
        other = await client.post("/v1/diagnoses", json={"text": DECISIVE}, headers={"Idempotency-Key": "new-1"})

    assert (known.status_code, known.json()["status"]) == (202, "concluded")
    assert other.status_code == 429


async def test_more_reports_at_once_than_can_be_read_quickly_are_refused(tmp_path: Path) -> None:
    """Those that are being taken in count, though none waits for a run yet; once they are in, there is room again."""
    async with service_on(Settings(data_dir=tmp_path)) as app:
        taken = [app.state.pool.pace.takes_in() for _ in range(MOST_TAKEN_IN_AT_ONCE)]
        crowded, _ = await post(app, b'{"text": "401 since Monday"}')
        for one in (*taken, taken[0]):
            one.done()
        eased, _ = await post(app, b'{"text": "401 since Monday"}')
        left = app.state.pool.pace.taking_in

    assert (crowded[0]["status"], eased[0]["status"], left) == (429, 202, 0)


async def test_a_run_lets_reports_go_first_but_not_for_ever() -> None:
    """It begins when the reports are in, or when its patience ends."""
    pace = Pace()
    taken = [pace.takes_in() for _ in range(5)]
    began = time.monotonic()
    await pace.my_turn()
    waited = time.monotonic() - began

    turn = asyncio.create_task(pace.my_turn())
    await asyncio.sleep(0)
    was_waiting = not turn.done()
    for one in taken:
        one.done()
    await asyncio.wait_for(turn, 5)

    assert waited >= PATIENCE_SECONDS * 0.9
    assert was_waiting


async def test_a_late_event_loop_is_felt_and_forgotten() -> None:
    """Blocked for long, it takes nothing more while many wait; soon after, it does again."""
    pace = Pace()
    watch = asyncio.create_task(pace.watch())
    await asyncio.sleep(0)
    time.sleep(TOO_LATE_SECONDS + 0.1)  # noqa: ASYNC251 - blocking the loop is what is tested
    felt = pace.is_too_late(MANY_WAITING), pace.is_too_late(MANY_WAITING - 1)
    with pace.run():
        for _ in range(20):
            await pace.my_turn()
    felt_later = pace.is_too_late(MANY_WAITING)
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)

    assert (felt, felt_later) == ((True, False), False)
    assert pace.late == 0.0
