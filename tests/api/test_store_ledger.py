"""The ledger in the database: written first, kept over engines, and closed when it cannot be written."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.store.ledger import UNREADABLE, StoreLedger
from api.store.migrate import upgrade
from api.store.store import open_engine
from tools.ledger import Counter, Entry, Past, decider_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(
    counter: Counter = Counter.LOGIN_RISK,
    *,
    account: str = "a1",
    secret: str = "s1",
    what: str = "basic rest http://h:80",
    diagnosis_id: str = "dg_1",
    at: datetime = NOW,
) -> Entry:
    """Return an entry."""
    return Entry("acme", counter, account, secret, what, diagnosis_id, at)


@asynccontextmanager
async def books(folder: Path, number: int = 2) -> AsyncIterator[list[StoreLedger]]:
    """Give ledgers with engines of their own over one database."""
    url = f"sqlite+aiosqlite:///{folder / 'ledger.sqlite3'}"
    upgrade(url.replace("+aiosqlite", ""))
    engines = [open_engine(url) for _ in range(number)]
    try:
        yield [StoreLedger(engine) for engine in engines]
    finally:
        for engine in engines:
            await engine.dispose()


async def asked(book: StoreLedger, wanted: Entry) -> tuple[str, str]:
    """Reserve with the rule of the entry's counter."""
    decide = decider_of(wanted.counter)
    return await book.reserve(wanted, lambda past: decide(wanted, past))


async def test_another_engine_sees_an_entry_before_it_is_settled(tmp_path: Path) -> None:
    """It is written before the call, so that a second process says no at once."""
    async with books(tmp_path) as (one, other):
        granted, _ = await asked(one, entry())
        refused, reason = await asked(other, entry(secret="s2"))

    assert granted
    assert (refused, "less than 15 minutes" in reason) == ("", True)


@pytest.mark.parametrize("counter", [Counter.LOGIN_RISK, Counter.SERVICE_LOGIN])
async def test_a_refused_secret_is_remembered_for_ever(tmp_path: Path, counter: Counter) -> None:
    """After years and after old entries were dropped it is still refused."""
    async with books(tmp_path) as (one, other):
        entry_id, _ = await asked(one, entry(counter))
        await one.settle(entry_id, refused=True)
        await one.forget(before=NOW + 400 * DAY)
        granted, reason = await asked(other, entry(counter, at=NOW + 800 * DAY))

    assert not granted
    assert "not sent again" in reason or "never sent again" in reason


async def test_what_an_entry_says_comes_back_as_it_was(tmp_path: Path) -> None:
    """The decision sees every field and the outcome."""
    seen: list[Past] = []

    def look(past: Sequence[Past]) -> str:
        seen.extend(past)
        return "only looking"

    async with books(tmp_path) as (one, other):
        entry_id, _ = await asked(one, entry(what="basic v2 https://host#odd:443"))
        await one.settle(entry_id, refused=False)
        await other.reserve(entry(), look)

    assert seen == [Past(entry(what="basic v2 https://host#odd:443"), refused=False)]


async def test_a_diagnosis_that_waited_for_days_still_knows_its_refusals(tmp_path: Path) -> None:
    """Entries of the same diagnosis count whatever their age; others of the site's past do not."""
    async with books(tmp_path) as (one, other):
        entry_id, _ = await asked(one, entry(Counter.CREDENTIALED))
        await one.settle(entry_id, refused=True)
        later = NOW + 3 * DAY
        same, reason = await asked(other, entry(Counter.CREDENTIALED, at=later))
        another, _ = await asked(other, entry(Counter.CREDENTIALED, at=later, diagnosis_id="dg_2"))

    assert (same, "refused in the same way" in reason) == ("", True)
    assert another


async def test_a_request_that_never_left_is_taken_out(tmp_path: Path) -> None:
    """An unreachable server costs nobody a login."""
    async with books(tmp_path) as (one, other):
        entry_id, _ = await asked(one, entry())
        await one.withdraw(entry_id)
        granted, _ = await asked(other, entry())

    assert granted


async def test_old_entries_that_lock_nobody_out_are_dropped(tmp_path: Path) -> None:
    """Accepted logins, tokens and controls are forgotten after their time."""
    async with books(tmp_path, 1) as (only,):
        for counter in (Counter.LOGIN_RISK, Counter.CREDENTIALED, Counter.CONTROL):
            entry_id, _ = await asked(only, entry(counter))
            await only.settle(entry_id, refused=counter is not Counter.LOGIN_RISK)
        await only.forget(before=NOW + DAY)
        left: list[Past] = []

        def look(past: Sequence[Past]) -> str:
            left.extend(past)
            return "only looking"

        for counter in Counter:
            await only.reserve(entry(counter), look)

    assert left == []


async def test_when_it_cannot_be_written_nothing_is_sent(tmp_path: Path) -> None:
    """A missing table or a broken database closes the door instead of opening it."""
    async with books(tmp_path, 1) as (only,):
        granted, _ = await asked(only, entry())
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite3")) as connection:
            connection.execute("DROP TABLE probe_ledger")
        refused = await asked(only, entry(account="a2", secret="s2"))
        await only.settle(granted, refused=False)
        await only.withdraw(granted)

    assert refused == ("", UNREADABLE)
