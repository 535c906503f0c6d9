"""The ledger's three counters decide before a request is sent."""

from datetime import UTC, datetime, timedelta

from tools.ledger import Counter, Entry, Past, decide_control, decide_credentialed, decide_login_risk
from tools.memory_ledger import MemoryLedger

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entry(
    counter: Counter, *, secret: str = "s1", account: str = "a1", what: str = "basic rest h", ago: float = 0
) -> Entry:
    """Return an entry of so many minutes ago."""
    return Entry("acme", counter, account, secret, what, "dg_1", NOW - timedelta(minutes=ago))


def test_a_refused_secret_is_never_sent_again() -> None:
    """Not after days, and not for another account either."""
    past = [Past(entry(Counter.LOGIN_RISK, ago=60 * 24 * 90), refused=True)]

    assert "never sent again" in decide_login_risk(entry(Counter.LOGIN_RISK, account="a2"), past)


def test_one_refused_login_in_a_quarter_of_an_hour_and_two_in_a_day() -> None:
    """The first limit ends after 15 minutes, the second holds for the day."""
    one = [Past(entry(Counter.LOGIN_RISK, secret="old", ago=10), refused=True)]
    one_older = [Past(entry(Counter.LOGIN_RISK, secret="old", ago=20), refused=True)]
    two = [*one_older, Past(entry(Counter.LOGIN_RISK, secret="older", ago=300), refused=True)]

    assert decide_login_risk(entry(Counter.LOGIN_RISK), one)
    assert not decide_login_risk(entry(Counter.LOGIN_RISK), one_older)
    assert decide_login_risk(entry(Counter.LOGIN_RISK), two)


def test_a_login_whose_outcome_is_unknown_counts_as_refused() -> None:
    """A process that died in between must not make a second try possible."""
    past = [Past(entry(Counter.LOGIN_RISK, secret="other", ago=1), refused=None)]

    assert decide_login_risk(entry(Counter.LOGIN_RISK), past)


def test_an_accepted_login_costs_nothing() -> None:
    """Only refusals count."""
    past = [Past(entry(Counter.LOGIN_RISK, ago=1), refused=False)]

    assert not decide_login_risk(entry(Counter.LOGIN_RISK), past)


def test_a_refused_token_is_not_sent_again_in_the_same_way() -> None:
    """Another scheme, host or API family is another try; four refusals end them all."""
    past = [Past(entry(Counter.CREDENTIALED), refused=True)]
    four = [Past(entry(Counter.CREDENTIALED, what=f"w{i}"), refused=True) for i in range(4)]

    assert decide_credentialed(entry(Counter.CREDENTIALED), past)
    assert not decide_credentialed(entry(Counter.CREDENTIALED, what="bearer h rest"), past)
    assert decide_credentialed(entry(Counter.CREDENTIALED), four)


def test_one_control_per_site_and_hour() -> None:
    """Controls with an invented account are rare."""
    past = [Past(entry(Counter.CONTROL, ago=59), refused=True)]
    older = [Past(entry(Counter.CONTROL, ago=61), refused=True)]

    assert decide_control(entry(Counter.CONTROL), past)
    assert not decide_control(entry(Counter.CONTROL), older)


async def test_an_entry_is_written_before_its_outcome_is_known() -> None:
    """A second reservation sees the first one although it was never settled."""
    book = MemoryLedger()
    first = entry(Counter.LOGIN_RISK)

    granted, _ = await book.reserve(first, lambda past: decide_login_risk(first, past))
    refused, reason = await book.reserve(first, lambda past: decide_login_risk(first, past))

    assert granted
    assert not refused
    assert reason
