"""The one door to procrastinate: the queue in PostgreSQL, shared by any number of processes.

A job carries the diagnosis' id and nothing else, and is written in the transaction that accepts the diagnosis.
Procrastinate notices lost workers but gives their jobs to nobody; `sweep` does.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.jobs import DeleteJobCondition, Job

from api.pool import PoolFull
from api.store.jobs import Connection, JobTables
from api.store.records import StoreUnavailable
from api.work.pace import Pace
from api.work.queue import Run
from tools.clock import now_utc

logger = logging.getLogger(__name__)
QUEUE = "diagnoses"
HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 8.0
FETCH_SECONDS = 2.0
AGAIN_SECONDS = 1.0
UNTOUCHED = timedelta(seconds=15)
DRAIN_SECONDS = 6.0
"""Less than STALLED_SECONDS: a worker that stops gives no sign of life any more."""


class _HandOver(BaseRetryStrategy):
    """Gives a job back when its process stops or the database is away; a fault of ours is told and not repeated."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Decide by what ended the run."""
        handed_over = isinstance(exception, (StoreUnavailable, JobAborted, asyncio.CancelledError))
        return RetryDecision(retry_in={"seconds": 0}) if handed_over else None


class ProcrastinateQueue:
    """Takes diagnoses in for all processes and, unless told not to, works on them in this one."""

    sweep_seconds = 1.0

    def __init__(
        self,
        conninfo: str,
        tables: JobTables,
        *,
        running: int,
        queued: int,
        works: bool = True,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._app = App(connector=PsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))
        self._tables = tables
        self._running = running
        self._queued = queued
        self._works = works
        self._clock = clock
        self._waiting = 0
        self._run: Run | None = None
        self._worker: asyncio.Task[None] | None = None
        self._closing = False
        self.pace = Pace()
        self._task = self._app.task(name="run_diagnosis", queue=QUEUE, retry=_HandOver())(self._perform)

    async def enlist(self, connection: Connection, diagnosis_id: str) -> None:
        """Write the job in the given transaction; one diagnosis' jobs never run at the same time."""
        raw = (await connection.get_raw_connection()).driver_connection
        await self._task.configure(connection=raw, lock=diagnosis_id).defer_async(diagnosis=diagnosis_id)
        self._waiting += 1

    def check_room(self) -> None:
        """Say no before anything is stored, by a count that is at most a few seconds old.

        Raises:
            PoolFull: As many diagnoses wait as may wait.
        """
        if self._waiting >= self._queued or self.pace.is_too_late(self._waiting):
            raise PoolFull

    def start(self, diagnosis_id: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do nothing: the job was committed with the diagnosis, and a worker somewhere has it already."""

    def cancel(self, diagnosis_id: str) -> bool:
        """Do nothing: a run whose diagnosis was cancelled can write nothing and ends by itself."""
        return False

    async def open(self, run: Run) -> None:
        """Begin to work in this process."""
        self._run = run
        await self._app.open_async()
        if self._works:
            self._worker = asyncio.create_task(self._work_on(), name="unlatch worker")

    async def sweep(self) -> None:
        """Give the jobs of lost workers, and unfinished diagnoses without a job, back to the queue."""
        self._waiting = await self._tables.waiting(QUEUE)
        async with self._tables.alone() as connection:
            if connection is None:
                return
            await self._retry_stalled()
            for diagnosis_id in await self._tables.orphans(connection, (self._clock() - UNTOUCHED).isoformat()):
                logger.warning("diagnosis %s had no job; it is queued again", diagnosis_id)
                await self.enlist(connection, diagnosis_id)

    async def erase(self, diagnosis_id: str) -> None:
        """Delete its jobs; their events go with them."""
        await self._tables.erase(diagnosis_id)

    async def close(self, seconds: float) -> None:
        """Let what runs come to its end; what does not goes to another process."""
        self._closing = True
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(asyncio.shield(self._worker), max(seconds, DRAIN_SECONDS + 2))
        await self._app.close_async()

    async def _perform(self, diagnosis: str) -> None:
        if self._run is None:
            return
        await self.pace.my_turn()
        with self.pace.run():
            await self._run(diagnosis)

    async def _work_on(self) -> None:
        """Keep a worker at work; procrastinate's ends as soon as the database is gone for a moment."""
        while not self._closing:
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=self._running,
                    install_signal_handlers=False,
                    delete_jobs=DeleteJobCondition.ALWAYS,
                    fetch_job_polling_interval=FETCH_SECONDS,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=STALLED_SECONDS,
                    shutdown_graceful_timeout=DRAIN_SECONDS,
                )
            except Exception as fault:  # noqa: BLE001 - the worker must outlive whatever the database has
                logger.warning("the worker lost the database (%s); it tries again", type(fault).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _retry_stalled(self) -> None:
        jobs = await self._app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED_SECONDS)
        for job in jobs:
            logger.warning("the worker of diagnosis %s is lost; it is queued again", job.lock)
            with contextlib.suppress(ConnectorException):
                await self._app.job_manager.retry_job(job)
