"""What the store must know of the queue's tables on PostgreSQL, which belong to procrastinate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Connection = AsyncConnection
SWEEP_LOCK = 726_241_909
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:lock)")
_WAITING = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = :queue")
_ORPHANS = text(
    "SELECT id FROM diagnoses d WHERE status IN ('queued', 'investigating') AND updated_at < :before AND NOT EXISTS "
    "(SELECT 1 FROM procrastinate_jobs j WHERE j.lock = d.id AND j.status IN ('todo', 'doing')) "
    "ORDER BY created_at LIMIT 100"
)
_ERASE = text("DELETE FROM procrastinate_jobs WHERE lock = :diagnosis_id")


class JobTables:
    """Looks into the queue's tables. A job's lock is the id of its diagnosis."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def waiting(self, queue: str) -> int:
        """Count the jobs that wait."""
        async with self._engine.connect() as connection:
            return int((await connection.execute(_WAITING, {"queue": queue})).scalar() or 0)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection | None]:
        """Open a transaction that only one process has at a time; None while another has it."""
        async with self._engine.begin() as connection:
            got = (await connection.execute(_TRY_LOCK, {"lock": SWEEP_LOCK})).scalar()
            yield connection if got else None

    async def orphans(self, connection: AsyncConnection, before: str) -> list[str]:
        """Name unfinished diagnoses, untouched since a time, that have no job which waits or runs."""
        return [row[0] for row in (await connection.execute(_ORPHANS, {"before": before})).all()]

    async def erase(self, diagnosis_id: str) -> None:
        """Delete the jobs of a diagnosis."""
        async with self._engine.begin() as connection:
            await connection.execute(_ERASE, {"diagnosis_id": diagnosis_id})
