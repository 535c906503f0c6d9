"""The life of a diagnosis, on SQLite and on PostgreSQL: run, asked, answered, interrupted, taken up, refused."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from agent.case import Case
from agent.ports import Prober
from api.casework import Desk, open_diagnosis
from api.news import News
from api.running import MAX_CRASHES, run_stored
from api.schemas import IncidentIn
from api.settings import Settings
from api.store.records import StoreUnavailable
from tests.api.databases import (
    BOTH,
    client_of,
    names_of,
    scoped_token_world,
    seqs_of,
    service_on,
    settings_on,
    sites_of,
    ticket_of,
)
from tools.probes.spec import Probe, ProbeOutcome, Target

WAIT = {"Prefer": "wait=20"}
DECISIVE = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
OPEN_ENDED = "HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n" + (
    '{"statusCode":403,"message":"Request rejected because caller cannot access Confluence"}'
)


@pytest.fixture(params=BOTH)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a service on a database of its own."""
    return settings_on(request.param, request, tmp_path)


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """A service without sites."""
    async with service_on(settings) as running:
        yield running


@dataclass(slots=True)
class Interrupted:
    """A prober whose process is lost after so many probes."""

    inner: Prober
    left: int
    ran: list[str] = field(default_factory=list)

    def menu(self, target: Target) -> Sequence[Probe]:
        """List what could run."""
        return self.inner.menu(target)

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run while something is left."""
        if self.left == 0:
            raise StoreUnavailable("the process is gone")
        self.left -= 1
        self.ran.append(probe.name)
        return await self.inner.run(probe, target)


async def test_a_diagnosis_runs_to_its_end_and_its_stream_is_whole(app: FastAPI) -> None:
    """Accepted, run and concluded; the events are numbered without a gap and can be read from any of them on."""
    async with client_of(app) as client:
        done = (await client.post("/v1/diagnoses", json={"text": DECISIVE}, headers=WAIT)).json()
        stream = (await client.get(f"/v1/diagnoses/{done['id']}/events")).text
        rest = (await client.get(f"/v1/diagnoses/{done['id']}/events", headers={"Last-Event-ID": "3"})).text

    seqs = seqs_of(stream)
    assert done["status"] == "concluded"
    assert seqs == list(range(1, len(seqs) + 1))
    assert names_of(stream)[-1] == "diagnosis.concluded"
    assert seqs_of(rest) == seqs[3:]


async def test_a_stream_that_is_opened_early_gets_everything_once(app: FastAPI) -> None:
    """Readers that come before, in the middle and after the run all read the same."""
    async with client_of(app) as client:
        ids = [(await client.post("/v1/diagnoses", json={"text": f"{n} {DECISIVE}"})).json()["id"] for n in range(6)]
        streams = await asyncio.gather(*(client.get(f"/v1/diagnoses/{i}/events") for i in ids * 3))

    for index, diagnosis_id in enumerate(ids):
        texts = {streams[index + turn * len(ids)].text for turn in range(3)}
        told = {tuple(seqs_of(text)) for text in texts}
        assert len(told) == 1, diagnosis_id
        assert all(names_of(text)[-1] == "diagnosis.concluded" for text in texts)


async def test_a_question_waits_for_its_answer_over_a_restart(settings: Settings) -> None:
    """The process that asked is gone when the answer comes; the next one goes on from the question."""
    async with service_on(settings) as app, client_of(app) as client:
        asked = (await client.post("/v1/diagnoses", json={"text": OPEN_ENDED}, headers=WAIT)).json()
    question = asked["question"]
    chosen = {"answer": {"question": question["id"], "option": question["options"][0]["id"]}}

    async with service_on(settings) as app, client_of(app) as client:
        told = await client.post(f"/v1/diagnoses/{asked['id']}/messages", json=chosen)
        again = await client.post(f"/v1/diagnoses/{asked['id']}/messages", json=chosen)
        after = await at_rest(client, asked["id"])

    assert (asked["status"], told.status_code, again.status_code) == ("needs_input", 202, 409)
    assert [item["kind"] for item in after["evidence"]].count("answer") == 1
    assert after["question"] is None or after["question"]["id"] != question["id"]


async def test_what_was_accepted_and_never_run_is_run_after_a_restart(settings: Settings) -> None:
    """Waiting or in the middle when the process was lost: the next process brings both to their end."""
    async with service_on(settings, works=settings.database_url is None) as app:
        ids = [await accept(app.state.desk, f"{n} {DECISIVE}") for n in range(4)]
        await app.state.desk.store.claim(ids[0], app.state.desk.clock().isoformat())

    async with service_on(settings) as app, client_of(app) as client:
        ended = [await at_rest(client, diagnosis_id) for diagnosis_id in ids]

    assert [one["status"] for one in ended] == ["concluded"] * 4


async def test_a_diagnosis_that_takes_its_process_down_is_not_tried_for_ever(settings: Settings) -> None:
    """After some lost runs in a row it fails, with an event that says so, instead of taking down the next."""
    async with service_on(settings, works=settings.database_url is None) as app:  # else its worker is faster
        desk = app.state.desk
        diagnosis_id = await accept(desk, DECISIVE)
        for _ in range(MAX_CRASHES):
            await desk.store.claim(diagnosis_id, desk.clock().isoformat())
        await run_stored(desk, diagnosis_id)

        row = await desk.store.find(diagnosis_id)
        events = await desk.store.events_after(diagnosis_id, 0)

    assert row is not None
    assert row.status == "failed"
    assert [event.name for event in events].count("diagnosis.failed") == 1


@pytest.mark.parametrize("database", BOTH)
@pytest.mark.parametrize("probes_before", [0, 1, 2])
async def test_a_lost_run_is_repeated_from_its_evidence(
    database: str, probes_before: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Wherever the run is lost: what is stored is not asked again, no refused login is, and the answer is the same."""
    settings = settings_on(database, request, tmp_path)
    with scoped_token_world() as world:
        async with service_on(settings, sites_of(world), works=database == "sqlite") as app:
            desk: Desk = app.state.desk
            probers = keep_probers(desk, probes_before)
            body = IncidentIn.model_validate(ticket_of(world))
            accepted, _ = await open_diagnosis(desk, body, "open", desk.sites["lab"], None, "")
            async with client_of(app) as client:
                await asyncio.gather(run_stored(desk, accepted.id), return_exceptions=True)
                stored = {item.name for item in await desk.store.evidence_of(accepted.id)}
                probers.limit = -1
                await asyncio.gather(run_stored(desk, accepted.id), return_exceptions=True)
                answer = await at_rest(client, accepted.id)
        refused = [(one.target, one.fingerprint) for one in world.lab.seen() if one.fingerprint and one.status == 401]

    assert (answer["status"], answer["root_cause"]["code"]) == ("concluded", "scoped_token_on_site_url")
    _, second = probers.made
    assert not stored & set(second.ran)
    assert len(refused) == len(set(refused))


@pytest.mark.parametrize("database", BOTH)
async def test_the_credential_is_gone_with_the_end(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """After the conclusion neither the vault nor the database has it, sealed or not."""
    settings = settings_on(database, request, tmp_path)
    with scoped_token_world() as world:
        ticket = ticket_of(world)
        async with service_on(settings, sites_of(world)) as app, client_of(app) as client:
            kept_before = len(app.state.desk.vault._kept)
            done = (await client.post("/v1/diagnoses", json=ticket, headers=WAIT)).json()
            desk = app.state.desk
            sealed = await desk.store.sealed_of(done["id"], "2000-01-01")
            kept_after = len(desk.vault._kept)
    assert (done["status"], done["verdict"]) == ("concluded", "confirmed")
    assert sealed is None
    assert kept_after == kept_before


@pytest.mark.parametrize("database", BOTH)
async def test_too_much_at_once_is_refused_at_once(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Beyond what may wait: 429 with Retry-After, and what was accepted is all brought to its end."""
    settings = settings_on(database, request, tmp_path, max_running=1, max_queued=3)
    async with service_on(settings) as app, client_of(app) as client:
        answers = await asyncio.gather(
            *(client.post("/v1/diagnoses", json={"text": f"{n} {DECISIVE}"}) for n in range(30))
        )
        accepted = [answer.json()["id"] for answer in answers if answer.status_code == 202]
        refused = [answer for answer in answers if answer.status_code == 429]
        ended = [(await at_rest(client, diagnosis_id))["status"] for diagnosis_id in accepted]

    assert len(accepted) + len(refused) == 30
    assert refused
    assert all(answer.headers["retry-after"].isdigit() for answer in refused)
    assert ended == ["concluded"] * len(accepted)


async def test_stopping_in_the_middle_hands_the_run_over(settings: Settings) -> None:
    """A run that does not end within the drain waits in the store, not failed, and the next process concludes it."""
    async with service_on(settings) as app:
        desk = app.state.desk
        diagnosis_id = await accept(desk, DECISIVE)
        run = asyncio.create_task(run_stored(desk, diagnosis_id))
        await until_claimed(desk, diagnosis_id)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        row = await desk.store.find(diagnosis_id)

    assert row is not None
    assert row.status in {"queued", "investigating", "concluded"}
    async with service_on(settings) as app, client_of(app) as client:
        assert (await at_rest(client, diagnosis_id))["status"] == "concluded"


async def test_readers_are_let_go_when_the_process_stops(app: FastAPI) -> None:
    """An open stream ends at once, so that its reader goes on elsewhere with Last-Event-ID."""
    async with client_of(app) as client:
        asked = (await client.post("/v1/diagnoses", json={"text": OPEN_ENDED}, headers=WAIT)).json()
        reading = asyncio.create_task(client.get(f"/v1/diagnoses/{asked['id']}/events"))
        await until_read(app.state.desk.news)

        app.state.desk.news.close()
        stream = await asyncio.wait_for(reading, 5)

    assert seqs_of(stream.text)
    assert "diagnosis.concluded" not in names_of(stream.text)


@dataclass(slots=True)
class Probers:
    """The probers that a desk made; `limit` is how many probes the next may run, -1 for any number."""

    limit: int
    made: list[Interrupted] = field(default_factory=list)


def keep_probers(desk: Desk, limit: int) -> Probers:
    """Let the desk make probers that can be lost in the middle."""
    probers, plain = Probers(limit), desk.prober_for

    def made(case: Case) -> Prober:
        prober = Interrupted(plain(case), probers.limit)
        probers.made.append(prober)
        return prober

    desk.prober_for = made
    return probers


async def accept(desk: Desk, text: str) -> str:
    """Accept a diagnosis whose process is lost before it can run it."""
    accepted, _ = await open_diagnosis(desk, IncidentIn(text=text), "open", None, None, "")
    return accepted.id


async def until_read(news: News) -> None:
    """Wait until somebody waits for news."""
    for _ in range(3000):
        if news.listeners:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody opened the stream")


async def until_claimed(desk: Desk, diagnosis_id: str) -> None:
    """Wait until a run has taken the diagnosis."""
    with desk.news.listen(diagnosis_id) as listener:
        while True:
            row = await desk.store.find(diagnosis_id)
            if row is not None and row.status != "queued":
                return
            await listener.wait(0.02)


async def at_rest(client: httpx2.AsyncClient, diagnosis_id: str) -> dict[str, Any]:
    """Read the diagnosis until it rests."""
    for _ in range(1500):
        found: dict[str, Any] = (await client.get(f"/v1/diagnoses/{diagnosis_id}")).json()
        if found["status"] not in {"queued", "investigating"}:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("the diagnosis never came to rest")
