"""What runs beside the requests of a process: the queue, its sweeper, news of other processes, and housekeeping."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from functools import partial

from api.casework import Desk
from api.housekeeping import tidy
from api.running import run_stored
from api.work.queue import RunQueue

logger = logging.getLogger(__name__)
DRAIN_SECONDS = 20.0
TIDY_SECONDS = 60.0
ROUND_SECONDS = 1.0


@asynccontextmanager
async def at_work(
    desk: Desk, queue: RunQueue, rounds: Collection[Callable[[], Awaitable[None]]] = ()
) -> AsyncIterator[None]:
    """Work for as long as this is open; then let what runs come to its end. `rounds` are made every second."""
    await queue.open(partial(run_stored, desk))
    beside = [
        asyncio.create_task(desk.news.watch(), name="news"),
        asyncio.create_task(queue.pace.watch(), name="pace"),
        asyncio.create_task(_every(queue.sweep_seconds, queue.sweep), name="sweeper"),
        asyncio.create_task(_every(TIDY_SECONDS, partial(tidy, desk, queue)), name="housekeeping"),
        *(asyncio.create_task(_every(ROUND_SECONDS, made), name="post") for made in rounds),
    ]
    try:
        yield
    finally:
        await queue.close(DRAIN_SECONDS)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def _every(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
    """Do it again and again. Trouble, as with the database, is told and does not end it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await do()
        except Exception as fault:  # noqa: BLE001 - the sweeper must outlive whatever the database has
            logger.warning("%s failed with %s; it is done again in %g s", _name(do), type(fault).__name__, seconds)


def _name(do: Callable[[], Awaitable[None]]) -> str:
    called = do.func if isinstance(do, partial) else do
    return str(getattr(called, "__name__", "a task beside the requests"))
