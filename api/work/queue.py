"""The queue of diagnoses that wait for a run: in this process on SQLite, in the database on PostgreSQL."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

from api.work.pace import Pace

Run = Callable[[str], Awaitable[None]]
"""Runs a diagnosis from what is stored of it."""


class RunQueue(Protocol):
    """Takes diagnoses and sees to it that each is run, once at a time, to its end."""

    sweep_seconds: float
    pace: Pace

    def check_room(self) -> None:
        """Say no before anything is stored.

        Raises:
            api.pool.PoolFull: As many diagnoses wait as may wait.
        """
        ...

    def start(self, diagnosis_id: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run an accepted diagnosis as soon as there is a slot; `work` runs it with what this process has at hand."""
        ...

    def cancel(self, diagnosis_id: str) -> bool:
        """Stop its run in this process; tells whether there was one."""
        ...

    async def open(self, run: Run) -> None:
        """Begin to work, with what was left unfinished first."""
        ...

    async def sweep(self) -> None:
        """Find diagnoses that nobody works on any more, and give them a run again."""
        ...

    async def erase(self, diagnosis_id: str) -> None:
        """Forget that the diagnosis was ever here."""
        ...

    async def close(self, seconds: float) -> None:
        """Take nothing new, let what runs come to its end within some seconds, and leave the rest to others."""
        ...
