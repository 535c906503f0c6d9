"""The ledger: which credentialed requests may still be made, decided before each is sent and written down first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

REFUSED_PER_QUARTER_HOUR = 1
REFUSED_PER_DAY = 2
REFUSALS_PER_DIAGNOSIS = 4
UNKNOWN_SERVICE_LOGINS = 2
ABOUT_THE_SERVICE = "the look-up account"
"""Stands in each reason that is about the service's own account, which is no reporter's business."""
STILL_OUT = f"two logins of {ABOUT_THE_SERVICE} have no known outcome yet, so it was not used"


class Counter(StrEnum):
    """What is counted apart: a person's logins, the service's own, other credentials, invented identities."""

    LOGIN_RISK = "login_risk"
    SERVICE_LOGIN = "service_login"
    CREDENTIALED = "credentialed"
    CONTROL = "control"


LOGINS = frozenset({Counter.LOGIN_RISK, Counter.SERVICE_LOGIN})
"""What a server may count as a failed login of somebody."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request that is about to be made.

    Attributes:
        site: Site id.
        counter: Which counter it goes to.
        account: Fingerprint of the account.
        secret: Fingerprint of the secret.
        what: "scheme family host", at most 150 characters, so that the same try is recognised.
        diagnosis_id: Who asks.
        at: When, aware.
    """

    site: str
    counter: Counter
    account: str
    secret: str
    what: str
    diagnosis_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """An entry of before. `refused` is None while its outcome is unknown, which counts as refused."""

    entry: Entry
    refused: bool | None

    @property
    def counts(self) -> bool:
        """Whether it counts as refused."""
        return self.refused is not False


Decide = Callable[[Sequence[Past]], str]


class LedgerBook(Protocol):
    """Keeps entries over processes and restarts."""

    async def reserve(self, entry: Entry, decide: Decide) -> tuple[str, str]:
        """Decide on an entry and write it, in one step that no other process can come between.

        Returns (id, "") when it may be sent, ("", reason) when not.
        """
        ...

    async def settle(self, entry_id: str, *, refused: bool) -> None:
        """Note how it went. An entry that is never settled counts as refused."""
        ...

    async def withdraw(self, entry_id: str) -> None:
        """Take an entry out whose request never left, so that it cannot have counted anywhere."""
        ...


def decide_login_risk(entry: Entry, past: Sequence[Past]) -> str:
    """Say why a login-risk request may not be made, or nothing.

    Source of the lock-out: https://confluence.atlassian.com/doc/configuring-captcha-for-failed-logins-216432142.html
    """
    mine = [p for p in past if p.entry.counter is Counter.LOGIN_RISK and p.entry.site == entry.site and p.counts]
    if any(p.entry.secret == entry.secret for p in mine):
        return "this secret was refused before, and a refused secret is never sent again"
    of_account = [p for p in mine if p.entry.account == entry.account]
    if _within(of_account, entry.at, timedelta(minutes=15)) >= REFUSED_PER_QUARTER_HOUR:
        return "a login of this account was refused less than 15 minutes ago; another could lock it"
    if _within(of_account, entry.at, timedelta(hours=24)) >= REFUSED_PER_DAY:
        return "two logins of this account were refused within a day; another could lock it"
    return ""


def decide_service_login(entry: Entry, past: Sequence[Past]) -> str:
    """Say why the service's own account may not log in now, or nothing.

    It is used all the time, so an accepted login makes good what is unknown before it: it resets the server's count.
    """
    mine = [p for p in past if p.entry.counter is Counter.SERVICE_LOGIN and p.entry.site == entry.site]
    if any(p.refused and p.entry.secret == entry.secret for p in mine):
        return f"{ABOUT_THE_SERVICE} was refused; its secret is not sent again until it is replaced"
    refused = [p for p in mine if p.refused and p.entry.account == entry.account]
    if _within(refused, entry.at, timedelta(hours=24)) >= REFUSED_PER_DAY:
        return f"two logins of {ABOUT_THE_SERVICE} were refused within a day; another could lock it"
    same = [p for p in mine if p.entry.secret == entry.secret]
    accepted_at = max((p.entry.at for p in same if p.refused is False), default=None)
    unknown = [p for p in same if p.refused is None and (accepted_at is None or p.entry.at > accepted_at)]
    if _within(unknown, entry.at, timedelta(minutes=15)) >= UNKNOWN_SERVICE_LOGINS:
        return STILL_OUT
    return ""


def decide_credentialed(entry: Entry, past: Sequence[Past]) -> str:
    """Say why another credentialed request may not be made, or nothing. One that is still out counts as refused."""
    mine = [p for p in past if p.entry.counter is Counter.CREDENTIALED and p.entry.diagnosis_id == entry.diagnosis_id]
    if any(p.entry.what == entry.what and p.entry.secret == entry.secret and p.refused for p in mine):
        return "this credential was refused in the same way already"
    if sum(p.counts for p in mine) >= REFUSALS_PER_DIAGNOSIS:
        return "this diagnosis has seen four refusals, and makes no more requests with the credential"
    return ""


def decide_control(entry: Entry, past: Sequence[Past]) -> str:
    """Say why another control with an invented identity may not be made, or nothing."""
    mine = [p for p in past if p.entry.counter is Counter.CONTROL and p.entry.site == entry.site]
    if _within(mine, entry.at, timedelta(hours=1)):
        return "a control with an invented account was made at this site within the hour"
    return ""


def decider_of(counter: Counter) -> Callable[[Entry, Sequence[Past]], str]:
    """Return what decides on entries of a counter."""
    return _DECIDERS[counter]


_DECIDERS = {
    Counter.LOGIN_RISK: decide_login_risk,
    Counter.SERVICE_LOGIN: decide_service_login,
    Counter.CREDENTIALED: decide_credentialed,
    Counter.CONTROL: decide_control,
}


def _within(past: Sequence[Past], now: datetime, span: timedelta) -> int:
    return sum(now - p.entry.at < span for p in past)
