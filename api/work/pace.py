"""Keeps a process quick to answer while it is busy: what can wait does, and what comes too fast is refused at once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

TICK_SECONDS = 0.02
LATE_SECONDS = 0.03
"""A turn of the event loop that takes longer is felt: taking a report in needs some twenty turns."""

TOO_LATE_SECONDS = 0.25
MOST_TAKEN_IN_AT_ONCE = 64
FEW_TAKEN_IN_AT_ONCE = 2
MANY_WAITING = 20
PATIENCE_SECONDS = 0.25
_FORGETS = 0.7


class TakingIn:
    """One report that is being read and stored."""

    def __init__(self, pace: "Pace") -> None:
        self._pace = pace
        self._done = False

    def done(self) -> None:
        """Say that it is stored, or refused; saying so twice changes nothing."""
        if not self._done:
            self._done = True
            self._pace.has_taken_in()


class Pace:
    """What a process knows of its own haste: how late its event loop is, and how many reports it is taking in."""

    def __init__(self) -> None:
        self.taking_in = 0
        self.running = 0
        self._late = 0.0
        self._due: float | None = None
        self._beginning = asyncio.Lock()
        self._eased = asyncio.Event()

    @property
    def late(self) -> float:
        """How many seconds a turn of the event loop takes at present, beyond what was asked for."""
        overdue = monotonic() - self._due if self._due is not None else 0.0
        return max(self._late, overdue)

    def takes_in(self) -> TakingIn:
        """Begin to take a report in."""
        self.taking_in += 1
        return TakingIn(self)

    def has_taken_in(self) -> None:
        """End to take a report in."""
        self.taking_in -= 1
        self._eased.set()

    @property
    def is_crowded(self) -> bool:
        """Whether as many reports are being taken in as can be answered quickly."""
        return self.taking_in >= MOST_TAKEN_IN_AT_ONCE

    def is_too_late(self, waiting: int) -> bool:
        """Tell whether one more would only make it worse: `waiting` is how many wait for a run already.

        A late turn alone says little, since another program may have had the processor.
        """
        return waiting >= MANY_WAITING and self.late > TOO_LATE_SECONDS

    @contextmanager
    def run(self) -> Iterator[None]:
        """Count a run for as long as it goes on."""
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
            self._eased.set()

    async def my_turn(self) -> None:
        """Wait until a run may begin: one after the other, reports that come in first, but not for long."""
        async with self._beginning:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    while self._is_busy():
                        self._eased.clear()
                        await self._eased.wait()

    async def watch(self) -> None:
        """Feel how late the event loop is, for as long as this runs."""
        try:
            while True:
                self._due = monotonic() + TICK_SECONDS
                await asyncio.sleep(TICK_SECONDS)
                self._late = max(monotonic() - self._due, self._late * _FORGETS)
                self._eased.set()
        finally:
            self._due, self._late = None, 0.0

    def _is_busy(self) -> bool:
        if self.taking_in > FEW_TAKEN_IN_AT_ONCE:
            return True
        return self.running > 0 and self.late > LATE_SECONDS
