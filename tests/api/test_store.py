"""The store, on SQLite and on PostgreSQL: each change is one transaction, and only the run that owns it may write."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.store.migrate import upgrade
from api.store.records import Change, Filters, KeyReused, NewDiagnosis, Overtaken, Sealed, StoreUnavailable
from api.store.store import Store, open_engine
from tests.api.databases import BOTH, settings_on
from tools.evidence import Evidence, EvidenceKind

AT = "2026-11-20T10:00:00+00:00"
LATER = "2026-11-20T10:05:00+00:00"
NEW = NewDiagnosis(
    id="dg_1",
    at=AT,
    owner="open",
    site="acme",
    ticket_key="HELP-1",
    report={"subject": None},
    evidence=(Evidence("E1", EvidenceKind.TICKET, AT, (), text="401 since Monday, naïve 漢字"),),
    events=(("diagnosis.started", {}), ("evidence.added", {"evidence": "E1"})),
)


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    settings = settings_on(request.param, request, tmp_path)
    if request.param == "sqlite":
        upgrade(settings.sync_database_url())
    opened = Store(open_engine(settings.async_database_url()))
    yield opened
    await opened.close()


async def test_what_is_accepted_is_read_back(store: Store) -> None:
    """Row, evidence and events come back as they were given."""
    accepted = await store.accept(NEW)

    row = await store.find("dg_1")
    assert accepted.is_new
    assert row is not None
    assert (row.status, row.site, row.ticket_key, row.last_seq) == ("queued", "acme", "HELP-1", 2)
    assert await store.evidence_of("dg_1") == list(NEW.evidence)
    assert [(e.seq, e.name) for e in await store.events_after("dg_1", 0)] == [
        (1, "diagnosis.started"),
        (2, "evidence.added"),
    ]


async def test_many_with_one_key_at_once_are_one_diagnosis(store: Store) -> None:
    """However many arrive together, the first is stored and the others find it."""
    asked = [replace(NEW, id=f"dg_{n}", idempotency_key="k", body_sha256="0" * 64) for n in range(12)]

    answers = await asyncio.gather(*(store.accept(new) for new in asked))

    assert len({answer.id for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1
    assert len(await store.list_diagnoses(Filters())) == 1
    with pytest.raises(KeyReused):
        await store.accept(replace(asked[0], id="dg_other", body_sha256="1" * 64))


async def test_a_key_is_its_owners_alone(store: Store) -> None:
    """Two owners may use the same key for different bodies."""
    await store.accept(replace(NEW, idempotency_key="k", body_sha256="0" * 64))
    other = await store.accept(replace(NEW, id="dg_2", owner="key:b", idempotency_key="k", body_sha256="1" * 64))

    assert (other.id, other.is_new) == ("dg_2", True)


async def test_events_of_many_writers_have_no_gap_and_no_double(store: Store) -> None:
    """Numbers are given in the transaction that writes the event."""
    await store.accept(NEW)

    await asyncio.gather(*(store.record("dg_1", AT, (), [("probe.started", {"n": n})] * 2) for n in range(20)))

    assert [event.seq for event in await store.events_after("dg_1", 0)] == list(range(1, 43))
    assert [event.seq for event in await store.events_after("dg_1", 40)] == [41, 42]


async def test_only_one_of_many_claims_at_a_time_can_write(store: Store) -> None:
    """A claim overtakes the one before: the earlier run can write nothing any more."""
    await store.accept(NEW)
    first = await store.claim("dg_1", AT)
    second = await store.claim("dg_1", LATER)
    assert first is not None
    assert second is not None

    with pytest.raises(Overtaken):
        await store.change("dg_1", Change(LATER, {"cause": "a"}, events=[("probe.started", {})], attempt=first.attempt))
    await store.change("dg_1", Change(LATER, {"cause": "b"}, attempt=second.attempt))

    row = await store.find("dg_1")
    assert row is not None
    assert (row.cause, row.last_seq) == ("b", 2)
    assert (first.crashes, second.crashes) == (0, 1)


async def test_a_diagnosis_at_rest_is_not_claimed(store: Store) -> None:
    """What has ended or waits for an answer has nothing to run."""
    await store.accept(NEW)
    for status in ("needs_input", "concluded", "failed", "cancelled"):
        await store.save_progress("dg_1", AT, {"status": status})
        assert await store.claim("dg_1", AT) is None
    assert await store.claim("dg_unknown", AT) is None


async def test_two_answers_at_once_are_not_both_taken(store: Store) -> None:
    """A change from a named state happens once; the other is told, and leaves nothing behind."""
    await store.accept(NEW)
    await store.save_progress("dg_1", AT, {"status": "needs_input"})
    evidence = [Evidence("E2", EvidenceKind.ANSWER, AT, (), text="yes")]
    change = Change(AT, {"status": "queued"}, evidence, only_from=frozenset({"needs_input"}))

    outcomes = await asyncio.gather(*(store.change("dg_1", change) for _ in range(6)), return_exceptions=True)

    assert sum(isinstance(outcome, Overtaken) for outcome in outcomes) == 5
    assert len(await store.evidence_of("dg_1")) == 2


async def test_a_fault_in_the_middle_leaves_nothing_behind(store: Store) -> None:
    """Evidence that cannot be written takes its events and its status with it."""
    await store.accept(NEW)
    twice = [Evidence("E1", EvidenceKind.ANSWER, AT, (), text="again")]

    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.change("dg_1", Change(LATER, {"status": "failed"}, twice, [("diagnosis.failed", {})]))

    row = await store.find("dg_1")
    assert row is not None
    assert (row.status, row.updated_at, row.last_seq) == ("queued", AT, 2)


async def test_unfinished_are_named_oldest_first(store: Store) -> None:
    """With a time, only those are named that nothing happened to since."""
    for number, at in ((1, LATER), (2, AT), (3, AT)):
        await store.accept(replace(NEW, id=f"dg_{number}", at=at))
    await store.save_progress("dg_3", AT, {"status": "concluded"})

    assert await store.unfinished() == ["dg_2", "dg_1"]
    assert await store.unfinished(LATER) == ["dg_2"]
    assert await store.waiting() == 2


async def test_a_sealed_credential_goes_with_the_end_of_its_diagnosis(store: Store) -> None:
    """It is there until its time is over or the diagnosis has ended, whichever is first."""
    await store.accept(replace(NEW, sealed=Sealed(b"\x00sealed\xff", LATER)))

    before = await store.sealed_of("dg_1", AT)
    too_late = await store.sealed_of("dg_1", LATER)
    await store.save_progress("dg_1", AT, {"status": "needs_input"})
    waiting = await store.sealed_of("dg_1", AT)
    await store.save_progress("dg_1", AT, {"status": "concluded"})

    assert before == Sealed(b"\x00sealed\xff", LATER)
    assert too_late is None
    assert waiting == before
    assert await store.sealed_of("dg_1", AT) is None


async def test_marks_tell_of_many_at_once(store: Store) -> None:
    """One question tells for each diagnosis that exists its status and newest event."""
    await store.accept(NEW)
    await store.accept(replace(NEW, id="dg_2", events=()))

    assert await store.marks(["dg_1", "dg_2", "dg_gone"]) == {"dg_1": ("queued", 2), "dg_2": ("queued", 0)}


async def test_lists_are_filtered_and_paged(store: Store) -> None:
    """Filters narrow; the cursor goes on after the last row of the page before."""
    for number in range(5):
        await store.accept(replace(NEW, id=f"dg_{number}", at=f"2026-11-20T10:00:0{number}+00:00"))
    await store.accept(replace(NEW, id="dg_9", owner="key:b", site="other", ticket_key="HELP-2"))

    mine = [row.id for row in await store.list_diagnoses(Filters(owner="open", limit=3))]
    rest = await store.list_diagnoses(Filters(owner="open", after=("2026-11-20T10:00:02+00:00", "dg_2")))
    other = await store.list_diagnoses(Filters(site="other", ticket="HELP-2"))

    assert mine == ["dg_4", "dg_3", "dg_2"]
    assert [row.id for row in rest] == ["dg_1", "dg_0"]
    assert [row.id for row in other] == ["dg_9"]


async def test_a_database_that_is_away_is_told_apart_from_one_that_refuses() -> None:
    """Nobody listens at the address: trying again later is right, and nothing was written."""
    store = Store(open_engine("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"))

    with pytest.raises(StoreUnavailable):
        await store.accept(NEW)

    await store.close()
