"""What is erased, or older than the retention, is nowhere any more: not in a table, not in a file, not in its log."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI

from api.casework import Desk
from api.housekeeping import erase_everywhere, erase_ticket, tidy
from api.settings import Settings
from tests.api.databases import (
    BOTH,
    client_of,
    scoped_token_world,
    service_on,
    settings_on,
    sites_of,
    ticket_of,
)
from tools.clock import now_utc

WAIT = {"Prefer": "wait=20"}
MARK = "zyzzyva"
OPEN_ENDED = "HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n" + (
    '{"statusCode":403,"message":"Request rejected because caller cannot access Confluence"}'
)
BYTES_A_TURN = 10_000


@pytest.fixture(params=BOTH)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a service on a database of its own."""
    return settings_on(request.param, request, tmp_path)


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """A service without sites."""
    async with service_on(settings) as running:
        yield running


def everything(settings: Settings) -> bytes:
    """Return every byte that is stored: all files of the service, and every row of every table in PostgreSQL."""
    files = b"".join(path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file())
    if settings.database_url is None:
        return files
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        names = [row[0] for row in connection.execute(asked.encode())]
        rows = [r[0] for name in names for r in connection.execute(f"SELECT t::text FROM {name} t".encode())]  # noqa: S608
    return files + "\n".join(rows).encode()


def incident(number: int, ticket: str = "HELP-7") -> dict[str, Any]:
    """Return an incident whose every part is marked."""
    return {
        "text": f"{MARK}{number} cannot log in.\n{OPEN_ENDED}",
        "reporter": {"email": f"{MARK}{number}@acme.example"},
        "ticket": {"desk": "jira", "key": f"{MARK}-{ticket}", "url": ""},
    }


async def test_an_erased_diagnosis_leaves_no_byte(app: FastAPI, settings: Settings) -> None:
    """Neither its words nor its id are found anywhere; another diagnosis stays whole."""
    async with client_of(app) as client:
        kept = (await client.post("/v1/diagnoses", json={"text": f"kept {OPEN_ENDED}"}, headers=WAIT)).json()
        headers = {**WAIT, "Idempotency-Key": f"{MARK}-key"}
        gone = (await client.post("/v1/diagnoses", json=incident(1), headers=headers)).json()
        message = {"text": f"And {MARK} again: it also fails in the browser."}
        await client.post(f"/v1/diagnoses/{gone['id']}/messages", json=message)
        await _at_rest(app.state.desk, gone["id"])
        before = everything(settings)

        erased = await erase_everywhere(app.state.desk, app.state.pool, [gone["id"]])
        after = everything(settings)
        left = (await client.get(f"/v1/diagnoses/{kept['id']}")).json()

    assert MARK.encode() in before
    assert erased == 1
    assert MARK.encode() not in after
    assert gone["id"].encode() not in after
    assert left["evidence"]


async def test_all_of_a_ticket_is_erased(app: FastAPI, settings: Settings) -> None:
    """Every diagnosis of the ticket goes, none of another."""
    async with client_of(app) as client:
        for number in range(3):
            await client.post("/v1/diagnoses", json=incident(number), headers=WAIT)
        await client.post("/v1/diagnoses", json=incident(9, "HELP-8"), headers=WAIT)

        erased = await erase_ticket(app.state.desk, app.state.pool, f"{MARK}-HELP-7")
        after = everything(settings)

    assert erased == 3
    assert f"{MARK}1".encode() not in after
    assert f"{MARK}9".encode() in after


async def test_erasing_in_the_middle_of_a_run_leaves_nothing(app: FastAPI, settings: Settings) -> None:
    """The run finds nothing to write to and ends; nothing of it comes back."""
    async with client_of(app) as client:
        ids = [(await client.post("/v1/diagnoses", json=incident(n))).json()["id"] for n in range(8)]
        await erase_everywhere(app.state.desk, app.state.pool, ids)
        await app.state.pool.close(10)
        after = everything(settings)

    assert MARK.encode() not in after
    assert not any(diagnosis_id.encode() in after for diagnosis_id in ids)


@pytest.mark.parametrize("database", BOTH)
async def test_the_ledger_of_logins_outlives_an_erased_diagnosis(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Erasing must not give back a refused login: the entries stay and forget whose diagnosis it was."""
    settings = settings_on(database, request, tmp_path)
    with scoped_token_world() as world:
        async with service_on(settings, sites_of(world)) as app, client_of(app) as client:
            done = (await client.post("/v1/diagnoses", json=ticket_of(world), headers=WAIT)).json()
            await erase_everywhere(app.state.desk, app.state.pool, [done["id"]])
            again = (await client.post("/v1/diagnoses", json=ticket_of(world), headers=WAIT)).json()
            after = everything(settings)

    assert done["id"].encode() not in after
    assert again["status"] == "concluded"


async def test_what_is_older_than_the_retention_is_erased(app: FastAPI, settings: Settings) -> None:
    """Counted from the last thing that happened to it; what is younger stays."""
    desk: Desk = app.state.desk
    async with client_of(app) as client:
        old = (await client.post("/v1/diagnoses", json=incident(1), headers=WAIT)).json()
        young = (await client.post("/v1/diagnoses", json=incident(2), headers=WAIT)).json()
    await desk.store.save_progress(old["id"], (now_utc() - timedelta(days=31)).isoformat(), {})

    await tidy(desk, app.state.pool)

    assert await desk.store.find(old["id"]) is None
    assert await desk.store.find(young["id"]) is not None
    assert f"{MARK}1".encode() not in everything(settings)


async def test_a_question_that_nobody_answers_is_concluded(app: FastAPI) -> None:
    """After 72 hours the provisional verdict stands; before that the question stays open."""
    desk: Desk = app.state.desk
    async with client_of(app) as client:
        first, second = [(await client.post("/v1/diagnoses", json=incident(n), headers=WAIT)).json() for n in range(2)]
        await desk.store.save_progress(first["id"], (now_utc() - timedelta(hours=73)).isoformat(), {})
        await desk.store.save_progress(second["id"], (now_utc() - timedelta(hours=71)).isoformat(), {})

        await tidy(desk, app.state.pool)

        answer = (await client.get(f"/v1/diagnoses/{first['id']}")).json()
        waiting = (await client.get(f"/v1/diagnoses/{second['id']}")).json()
    events = await desk.store.events_after(first["id"], 0)
    assert (answer["status"], answer["verdict"], answer["question"]) == ("concluded", first["verdict"], None)
    assert events[-1].name == "diagnosis.concluded"
    assert waiting["status"] == "needs_input"


async def test_stored_bytes_grow_with_the_turns_and_no_faster(app: FastAPI) -> None:
    """Twenty turns of one diagnosis: each costs at most 10 kB, and the last as little as the first."""
    desk: Desk = app.state.desk
    async with client_of(app) as client:
        asked = (await client.post("/v1/diagnoses", json=incident(1), headers=WAIT)).json()
        sizes = [await _bytes_of(desk, asked["id"])]
        for turn in range(20):
            text = {"text": f"{turn}: I tried again from another machine, at 10:{turn:02d}, and it is still refused."}
            sent = await client.post(f"/v1/diagnoses/{asked['id']}/messages", json=text)
            assert sent.status_code == 202
            await _at_rest(desk, asked["id"])
            sizes.append(await _bytes_of(desk, asked["id"]))

    steps = [after - before for before, after in pairwise(sizes)]
    assert max(steps) <= BYTES_A_TURN
    assert sum(steps[10:]) <= 2 * sum(steps[:10])


async def _bytes_of(desk: Desk, diagnosis_id: str) -> int:
    """Count what is stored of a diagnosis: row, evidence, events and its thread."""
    row = await desk.store.find(diagnosis_id)
    evidence = await desk.store.evidence_of(diagnosis_id)
    events = await desk.store.events_after(diagnosis_id, 0)
    own = len(str(row)) + len(str(evidence)) + sum(len(str(event)) for event in events)
    saver: Any = desk.graph.checkpointer
    config = {"configurable": {"thread_id": diagnosis_id}}
    kept = [checkpoint async for checkpoint in saver.alist(config)]
    return own + sum(len(str(checkpoint)) for checkpoint in kept)


async def _at_rest(desk: Desk, diagnosis_id: str) -> None:
    """Wait until the diagnosis rests."""
    async with asyncio.timeout(60):
        with desk.news.listen(diagnosis_id) as listener:
            while (row := await desk.store.find(diagnosis_id)) and row.status in {"queued", "investigating"}:
                await listener.wait(0.5)
