"""Who may send now: requests that the ledger must see one after the other wait for each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary


class Turns:
    """Locks by name, each kept only while somebody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, name: str) -> asyncio.Lock:
        """Return the one lock of this name."""
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = asyncio.Lock()
        return lock


@dataclass(slots=True)
class Allowance:
    """Lets requests go in parallel only so far that, were all of them refused, the limit would still hold.

    Attributes:
        limit: Refusals that are allowed in all.
        refused: Refusals so far.
    """

    limit: int
    refused: int = 0
    _out: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Wait until one more may be out; when the limit is reached, go on, so that the ledger says no."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._out == 0 or self.refused + self._out < self.limit)
            self._out += 1
        try:
            yield
        finally:
            self._out -= 1
            async with self._changed:
                self._changed.notify_all()
