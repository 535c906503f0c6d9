"""Runs diagnoses in this process: so many at once, so many waiting, and a clear no beyond that."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from api.store.records import StoreUnavailable
from api.work.pace import Pace
from api.work.queue import Run
from tools.clock import now_utc

logger = logging.getLogger(__name__)
UNTOUCHED = timedelta(seconds=10)
Unfinished = Callable[[str], Awaitable[list[str]]]
"""Names the diagnoses without an end that were not touched since a time, oldest first."""


class PoolFull(Exception):  # noqa: N818 - it names the state
    """As many diagnoses wait as may wait."""


async def _none(_: str) -> list[str]:
    return []


async def _again(run: Run, diagnosis_id: str) -> None:
    await run(diagnosis_id)


class Pool:
    """Bounded concurrency on the event loop."""

    sweep_seconds = 5.0

    def __init__(
        self,
        running: int,
        queued: int,
        unfinished: Unfinished = _none,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._slots = asyncio.Semaphore(running)
        self._limit = running + queued
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._unfinished = unfinished
        self._clock = clock
        self._run_stored: Run | None = None
        self.pace = Pace()

    @property
    def load(self) -> int:
        """How many diagnoses run or wait."""
        return len(self._tasks)

    def check_room(self) -> None:
        """Say no before anything is stored.

        Raises:
            PoolFull: No room is left.
        """
        if self.load >= self._limit or self.pace.is_too_late(self.load - self.pace.running):
            raise PoolFull

    def start(self, diagnosis_id: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run the work as soon as a slot is free. The same diagnosis never runs twice at once."""
        before = self._tasks.get(diagnosis_id)
        task = asyncio.get_running_loop().create_task(self._run(work, before))
        self._tasks[diagnosis_id] = task
        task.add_done_callback(lambda done: self._ended(diagnosis_id, done))

    def cancel(self, diagnosis_id: str) -> bool:
        """Stop a diagnosis; tells whether one was running or waiting."""
        task = self._tasks.get(diagnosis_id)
        return task.cancel() if task else False

    async def open(self, run: Run) -> None:
        """Run again, from its stored evidence, what a former process left unfinished."""
        self._run_stored = run
        await self._take_up("~")

    async def sweep(self) -> None:
        """Take up what is unfinished and not in this pool, as after trouble with the store."""
        await self._take_up((self._clock() - UNTOUCHED).isoformat())

    async def erase(self, diagnosis_id: str) -> None:
        """Stop its run; nothing is kept of it."""
        self.cancel(diagnosis_id)

    async def close(self, seconds: float) -> None:
        """Let what runs come to its end; the rest waits in the store for the next start."""
        self._run_stored = None
        await self.drain(seconds)

    async def drain(self, seconds: float) -> None:
        """Let what runs come to its end; cancel what does not within the time."""
        tasks = list(self._tasks.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _take_up(self, before: str) -> None:
        run = self._run_stored
        for diagnosis_id in await self._unfinished(before):
            if run is not None and diagnosis_id not in self._tasks:
                self.start(diagnosis_id, partial(_again, run, diagnosis_id))

    async def _run(self, work: Callable[[], Coroutine[Any, Any, None]], before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._slots:
            await self.pace.my_turn()
            with self.pace.run():
                await work()

    def _ended(self, diagnosis_id: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(diagnosis_id) is task:
            del self._tasks[diagnosis_id]
        if task.cancelled() or (fault := task.exception()) is None:
            return
        if isinstance(fault, StoreUnavailable):
            logger.warning("diagnosis %s waits until the database answers again", diagnosis_id)
        else:
            logger.error("diagnosis %s ended with %s", diagnosis_id, type(fault).__name__, exc_info=fault)
