"""Runs diagnoses in this process: so many at once, so many waiting, and a clear no beyond that."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)


class PoolFull(Exception):  # noqa: N818 - it names the state
    """As many diagnoses wait as may wait."""


class Pool:
    """Bounded concurrency on the event loop."""

    def __init__(self, running: int, queued: int) -> None:
        self._slots = asyncio.Semaphore(running)
        self._limit = running + queued
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def load(self) -> int:
        """How many diagnoses run or wait."""
        return len(self._tasks)

    def check_room(self) -> None:
        """Say no before anything is stored.

        Raises:
            PoolFull: No room is left.
        """
        if self.load >= self._limit:
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

    async def drain(self, seconds: float) -> None:
        """Let what runs come to its end; cancel what does not within the time."""
        tasks = list(self._tasks.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, work: Callable[[], Coroutine[Any, Any, None]], before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._slots:
            await work()

    def _ended(self, diagnosis_id: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(diagnosis_id) is task:
            del self._tasks[diagnosis_id]
        if not task.cancelled() and (fault := task.exception()) is not None:
            logger.error("diagnosis %s ended with %s", diagnosis_id, type(fault).__name__, exc_info=fault)
