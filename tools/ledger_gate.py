"""Sends what the ledger allows, and tells it how each request went."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tools.acceptance import was_refused
from tools.client import Withheld
from tools.evidence import Exchange
from tools.ledger import LOGINS, REFUSALS_PER_DIAGNOSIS, STILL_OUT, Entry, LedgerBook, decider_of
from tools.transport import Answered
from tools.turns import Allowance, Turns

Send = Callable[[], Awaitable[Answered]]
_TRIES, _PAUSE_SECONDS = 6, 0.3


@dataclass(slots=True)
class Counts:
    """What a diagnosis has sent, for its usage."""

    requests: int = 0
    failed_logins: int = 0
    refusals: int = 0
    controls: int = 0
    logins_withheld: int = 0


class LedgerGate:
    """One diagnosis' way past the ledger.

    Logins of one account go one after the other, so that the next one knows how the last one went; other requests go in
    parallel as far as the limit of refusals allows.
    """

    def __init__(self, book: LedgerBook, turns: Turns, counts: Counts) -> None:
        self._book = book
        self._turns = turns
        self._counts = counts
        self._allowance = Allowance(REFUSALS_PER_DIAGNOSIS)

    async def credentialed(self, entry: Entry, send: Send) -> Exchange:
        """Send a request whose refusal locks nobody out.

        Raises:
            Withheld: The ledger does not allow it.
        """
        turn = self._turns.of(f"{entry.diagnosis_id}|{entry.what}|{entry.secret}")
        async with self._allowance.one(), turn:
            entry_id = await self._reserved(entry)
            answered = await send()
            refused = bool(was_refused(answered.exchange))
            self._counts.refusals += refused
            self._allowance.refused += refused
            await self._book.settle(entry_id, refused=refused)
            return answered.exchange

    async def login(self, entry: Entry, send: Send) -> Exchange:
        """Send a request that may count as a failed login. Without a clear answer it counts as refused.

        Raises:
            Withheld: The ledger does not allow it.
        """
        async with self._turns.of(f"{entry.counter}|{entry.site}|{entry.account}"):
            entry_id = await self._reserved(entry)
            answered = await send()
            refused = was_refused(answered.exchange)
            if not answered.was_sent:
                await self._book.withdraw(entry_id)
            elif refused is not None:
                await self._book.settle(entry_id, refused=refused)
            self._counts.refusals += bool(refused)
            self._counts.failed_logins += bool(refused)
            return answered.exchange

    async def control(self, entry: Entry, send: Send) -> Exchange:
        """Send a request in the name of somebody who cannot exist.

        Raises:
            Withheld: The ledger does not allow it.
        """
        entry_id = await self._reserved(entry)
        self._counts.controls += 1
        answered = await send()
        if answered.was_sent:
            await self._book.settle(entry_id, refused=True)
        else:
            await self._book.withdraw(entry_id)
        return answered.exchange

    async def _reserved(self, entry: Entry) -> str:
        """Return the id of the written entry; where requests of others are still out, give them a moment."""
        decide = decider_of(entry.counter)
        reason = ""
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE_SECONDS)
            entry_id, reason = await self._book.reserve(entry, lambda past: decide(entry, past))
            if not reason:
                return entry_id
            if reason != STILL_OUT:
                break
        self._counts.logins_withheld += entry.counter in LOGINS
        raise Withheld(reason)
