"""The command line's ledger: what one run was refused, the next one knows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.ledger import Counter, Entry, decider_of
from tools.ledger_file import UNREADABLE, FileLedger

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entry(counter: Counter = Counter.SERVICE_LOGIN, at: datetime = NOW, run: str = "dg_1") -> Entry:
    """Return an entry."""
    return Entry("wiki.acme.example", counter, "a1", "s1", "basic rest h", run, at)


async def asked(path: Path, wanted: Entry) -> tuple[str, str]:
    """Reserve as a run of its own would."""
    decide = decider_of(wanted.counter)
    return await FileLedger(path).reserve(wanted, lambda past: decide(wanted, past))


@pytest.mark.parametrize("counter", [Counter.SERVICE_LOGIN, Counter.LOGIN_RISK])
async def test_a_secret_that_one_run_was_refused_is_not_sent_by_the_next(tmp_path: Path, counter: Counter) -> None:
    """However often somebody calls the command, the look-up account is not locked by it."""
    path = tmp_path / "new folder" / "ledger.sqlite3"
    first, _ = await asked(path, entry(counter))
    await FileLedger(path).settle(first, refused=True)

    second, reason = await asked(path, entry(counter, NOW + timedelta(days=30), "dg_2"))

    assert first
    assert second == ""
    assert "sent again" in reason


async def test_an_unknown_outcome_counts_and_a_request_that_never_left_does_not(tmp_path: Path) -> None:
    """It is written first; what was taken out again is forgotten."""
    path = tmp_path / "ledger.sqlite3"
    first, _ = await asked(path, entry(Counter.LOGIN_RISK))
    second, _ = await asked(path, entry(Counter.LOGIN_RISK, run="dg_2"))
    await FileLedger(path).withdraw(first)
    third, _ = await asked(path, entry(Counter.LOGIN_RISK, run="dg_3"))

    assert (bool(first), second, bool(third)) == (True, "", True)


async def test_when_it_cannot_be_written_nothing_is_sent(tmp_path: Path) -> None:
    """A folder in the file's place closes the door."""
    assert await asked(tmp_path, entry()) == ("", UNREADABLE)
    await FileLedger(tmp_path).settle("x", refused=True)
    await FileLedger(tmp_path).withdraw("x")
