"""The store: diagnoses, evidence, events and who asked, on SQLite or PostgreSQL. Only `api/store` knows SQL."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.store import transactions
from api.store.database import database_of
from api.store.engine import open_engine
from api.store.lists import filtered
from api.store.records import (
    Accepted,
    Change,
    Claim,
    Filters,
    KeyReused,
    NewDiagnosis,
    Sealed,
    StoredDiagnosis,
    StoredEvent,
)
from api.store.tables import diagnoses
from api.store.transactions import UNFINISHED
from tools.evidence import Evidence

Enlist = Callable[[AsyncConnection, str], Awaitable[None]]
Told = Sequence[tuple[str, Mapping[str, Any]]]


class Store:
    """Reads and writes diagnoses. Every method is one transaction.

    `enlist` puts a diagnosis into a queue that lives in the same database, in the transaction that it is given.
    """

    def __init__(self, engine: AsyncEngine, enlist: Enlist | None = None) -> None:
        self.engine = engine
        self._database = database_of(engine)
        self._enlist = enlist

    async def close(self) -> None:
        """Close all connections."""
        await self._database.close()
        await self.engine.dispose()

    async def accept(self, new: NewDiagnosis) -> Accepted:
        """Store a new diagnosis with its first evidence and events, or find the one its key already led to.

        Raises:
            KeyReused: The idempotency key was used with another body.
            StoreUnavailable: The database cannot write now.
        """
        try:
            await self._database.write(transactions.accept(new), self._enlisting(new.id))
        except IntegrityError:
            return await self._same_key(new)
        return Accepted(new.id, is_new=True)

    async def find(self, diagnosis_id: str) -> StoredDiagnosis | None:
        """Return one diagnosis, or None."""
        return await self._database.read(transactions.find(diagnosis_id))

    async def find_by_key(self, owner: str, key: str) -> tuple[str, str] | None:
        """Return (diagnosis id, body hash) of an idempotency key, or None."""
        return await self._database.read(transactions.find_by_key(owner, key))

    async def list_diagnoses(self, filters: Filters) -> list[StoredDiagnosis]:
        """Return diagnoses, newest first."""

        def do(connection: Connection) -> list[StoredDiagnosis]:
            return [StoredDiagnosis(**row._mapping) for row in connection.execute(filtered(filters))]

        return await self._database.read(do)

    async def evidence_of(self, diagnosis_id: str) -> list[Evidence]:
        """Return the evidence of a diagnosis in its order."""
        return await self._database.read(transactions.evidence_of(diagnosis_id))

    async def events_after(self, diagnosis_id: str, seq: int) -> list[StoredEvent]:
        """Return the events of a diagnosis after a sequence number."""
        return await self._database.read(transactions.events_after(diagnosis_id, seq))

    async def change(self, diagnosis_id: str, change: Change) -> Claim:
        """Change a diagnosis and append evidence and events, all in one transaction; returns whose it is then.

        Raises:
            Overtaken: It is gone, in another state, or with another run; nothing was written.
            StoreUnavailable: The database cannot write now.
        """
        also = self._enlisting(diagnosis_id) if change.enlist else None
        return await self._database.write(transactions.change(diagnosis_id, change), also)

    async def claim(self, diagnosis_id: str, at: str) -> Claim | None:
        """Take an unfinished diagnosis for a run; then no earlier run can write. None: there is nothing to do."""
        return await self._database.write(transactions.claim(diagnosis_id, at))

    async def record(self, diagnosis_id: str, at: str, new_evidence: Sequence[Evidence], new_events: Told) -> None:
        """Append evidence and events in one transaction."""
        await self.change(diagnosis_id, Change(at, evidence=new_evidence, events=new_events))

    async def save_progress(
        self, diagnosis_id: str, at: str, changed: Mapping[str, Any], new_events: Told = ()
    ) -> None:
        """Change columns of a diagnosis and append events in one transaction."""
        await self.change(diagnosis_id, Change(at, changed, events=new_events))

    async def unfinished(self, before: str = "~") -> list[str]:
        """Return the ids of diagnoses that have no end yet and were not touched since `before`, oldest first."""
        asked = select(diagnoses.c.id).where(diagnoses.c.status.in_(UNFINISHED), diagnoses.c.updated_at < before)
        rows = await self._database.read(lambda c: c.execute(asked.order_by(diagnoses.c.created_at)).all())
        return [row[0] for row in rows]

    async def waiting(self) -> int:
        """Count the diagnoses that wait for a run."""
        asked = select(func.count()).select_from(diagnoses).where(diagnoses.c.status == "queued")
        return await self._database.read(lambda c: int(c.execute(asked).scalar() or 0))

    async def marks(self, ids: Collection[str]) -> dict[str, tuple[str, int]]:
        """Return status and newest event number of those diagnoses that exist, for watchers of many at once."""
        asked = select(diagnoses.c.id, diagnoses.c.status, diagnoses.c.last_seq).where(diagnoses.c.id.in_(ids))
        rows = await self._database.read(lambda c: c.execute(asked).all())
        return {row[0]: (row[1], row[2]) for row in rows}

    async def sealed_of(self, diagnosis_id: str, now: str) -> Sealed | None:
        """Return the sealed credential of a diagnosis while its time is not over."""
        return await self._database.read(transactions.sealed_of(diagnosis_id, now))

    async def ping(self) -> None:
        """Ask the database for nothing, to see that it answers."""
        await self._database.read(lambda connection: connection.execute(select(1)).scalar())

    def _enlisting(self, diagnosis_id: str) -> Callable[[AsyncConnection], Awaitable[None]] | None:
        return partial(_swapped, self._enlist, diagnosis_id) if self._enlist is not None else None

    async def _same_key(self, new: NewDiagnosis) -> Accepted:
        found = await self.find_by_key(new.owner, new.idempotency_key or "")
        if found is None or found[1] != new.body_sha256:
            raise KeyReused
        return Accepted(found[0], is_new=False)


async def _swapped(enlist: Enlist, diagnosis_id: str, connection: AsyncConnection) -> None:
    await enlist(connection, diagnosis_id)


__all__ = ["Enlist", "Store", "open_engine"]
