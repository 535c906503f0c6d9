"""A ledger for one process, kept in memory."""

import asyncio
import secrets

from tools.ledger import Decide, Entry, Past


class MemoryLedger:
    """Forgets with the process; enough for tests and for a run that makes no login-risk request."""

    def __init__(self) -> None:
        self._past: dict[str, Past] = {}
        self._lock = asyncio.Lock()

    async def reserve(self, entry: Entry, decide: Decide) -> tuple[str, str]:
        """Decide on an entry and write it."""
        async with self._lock:
            reason = decide(list(self._past.values()))
            if reason:
                return "", reason
            entry_id = secrets.token_hex(8)
            self._past[entry_id] = Past(entry, None)
            return entry_id, ""

    async def settle(self, entry_id: str, *, refused: bool) -> None:
        """Note how it went."""
        self._past[entry_id] = Past(self._past[entry_id].entry, refused)

    async def withdraw(self, entry_id: str) -> None:
        """Take an entry out whose request never left."""
        self._past.pop(entry_id, None)
