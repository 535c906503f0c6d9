"""The one door to sqlalchemy: diagnoses, evidence, events and who asked, on SQLite or PostgreSQL."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from api.store.records import Accepted, Filters, KeyReused, NewDiagnosis, StoredDiagnosis, StoredEvent
from api.store.tables import diagnoses, events, evidence, feedback, idempotency
from tools.evidence import Evidence, evidence_from_json, evidence_to_json


def open_engine(url: str) -> AsyncEngine:
    """Open an engine for a sqlite+aiosqlite or postgresql+psycopg URL."""
    if url.startswith("sqlite"):
        from api.store.sqlite import prepare

        engine = create_async_engine(url, json_serializer=_compact)
        prepare(engine)
        return engine
    return create_async_engine(url, json_serializer=_compact, pool_size=10, max_overflow=5)


class Store:
    """Reads and writes diagnoses. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    async def accept(self, new: NewDiagnosis) -> Accepted:
        """Store a new diagnosis with its first evidence and events, or find the one its key already led to.

        Raises:
            KeyReused: The idempotency key was used with another body.
        """
        try:
            async with self.engine.begin() as connection:
                await self._insert(connection, new)
        except IntegrityError:
            return await self._same_key(new)
        return Accepted(new.id, is_new=True)

    async def find(self, diagnosis_id: str) -> StoredDiagnosis | None:
        """Return one diagnosis, or None."""
        async with self.engine.connect() as connection:
            row = (await connection.execute(select(diagnoses).where(diagnoses.c.id == diagnosis_id))).first()
        return _diagnosis(row) if row is not None else None

    async def find_by_key(self, owner: str, key: str) -> tuple[str, str] | None:
        """Return (diagnosis id, body hash) of an idempotency key, or None."""
        asked = select(idempotency.c.diagnosis_id, idempotency.c.body_sha256).where(
            and_(idempotency.c.owner == owner, idempotency.c.key == key)
        )
        async with self.engine.connect() as connection:
            row = (await connection.execute(asked)).first()
        return (row[0], row[1]) if row is not None else None

    async def list_diagnoses(self, filters: Filters) -> list[StoredDiagnosis]:
        """Return diagnoses, newest first."""
        async with self.engine.connect() as connection:
            rows = (await connection.execute(_filtered(filters))).all()
        return [_diagnosis(row) for row in rows]

    async def evidence_of(self, diagnosis_id: str) -> list[Evidence]:
        """Return the evidence of a diagnosis in its order."""
        asked = select(evidence.c.body).where(evidence.c.diagnosis_id == diagnosis_id).order_by(evidence.c.seq)
        async with self.engine.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return [evidence_from_json(row[0]) for row in rows]

    async def events_after(self, diagnosis_id: str, seq: int) -> list[StoredEvent]:
        """Return the events of a diagnosis after a sequence number."""
        asked = (
            select(events.c.seq, events.c.name, events.c.at, events.c.fields)
            .where(and_(events.c.diagnosis_id == diagnosis_id, events.c.seq > seq))
            .order_by(events.c.seq)
        )
        async with self.engine.connect() as connection:
            rows = (await connection.execute(asked)).all()
        return [StoredEvent(*row) for row in rows]

    async def record(
        self,
        diagnosis_id: str,
        at: str,
        new_evidence: Sequence[Evidence],
        new_events: Sequence[tuple[str, Mapping[str, Any]]],
    ) -> None:
        """Append evidence and events in one transaction."""
        async with self.engine.begin() as connection:
            await _append(connection, diagnosis_id, at, new_evidence, new_events)

    async def save_progress(
        self,
        diagnosis_id: str,
        at: str,
        changed: Mapping[str, Any],
        new_events: Sequence[tuple[str, Mapping[str, Any]]] = (),
    ) -> None:
        """Change columns of a diagnosis and append events in one transaction."""
        async with self.engine.begin() as connection:
            await connection.execute(
                update(diagnoses).where(diagnoses.c.id == diagnosis_id).values(updated_at=at, **changed)
            )
            await _append(connection, diagnosis_id, at, (), new_events)

    async def unfinished(self) -> list[str]:
        """Return the ids of diagnoses that were accepted and have no end yet."""
        asked = select(diagnoses.c.id).where(diagnoses.c.status.in_(("queued", "investigating")))
        async with self.engine.connect() as connection:
            return [row[0] for row in (await connection.execute(asked.order_by(diagnoses.c.created_at))).all()]

    async def erase(self, diagnosis_id: str) -> bool:
        """Delete a diagnosis and all that hangs on it. Returns whether it was there."""
        async with self.engine.begin() as connection:
            for table in (evidence, events, feedback, idempotency):
                await connection.execute(delete(table).where(table.c.diagnosis_id == diagnosis_id))
            done = await connection.execute(delete(diagnoses).where(diagnoses.c.id == diagnosis_id))
        return bool(done.rowcount)

    async def ping(self) -> None:
        """Ask the database for nothing, to see that it answers."""
        async with self.engine.connect() as connection:
            await connection.execute(select(1))

    async def _insert(self, connection: AsyncConnection, new: NewDiagnosis) -> None:
        await connection.execute(
            insert(diagnoses).values(
                id=new.id,
                created_at=new.at,
                updated_at=new.at,
                status="queued",
                owner=new.owner,
                site=new.site,
                ticket_key=new.ticket_key,
                report=dict(new.report),
                progress={},
            )
        )
        if new.idempotency_key:
            await connection.execute(
                insert(idempotency).values(
                    owner=new.owner,
                    key=new.idempotency_key,
                    body_sha256=new.body_sha256,
                    diagnosis_id=new.id,
                    created_at=new.at,
                )
            )
        await _append(connection, new.id, new.at, new.evidence, new.events, fresh=True)

    async def _same_key(self, new: NewDiagnosis) -> Accepted:
        found = await self.find_by_key(new.owner, new.idempotency_key or "")
        if found is None or found[1] != new.body_sha256:
            raise KeyReused
        return Accepted(found[0], is_new=False)


async def _append(
    connection: AsyncConnection,
    diagnosis_id: str,
    at: str,
    new_evidence: Sequence[Evidence],
    new_events: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    fresh: bool = False,
) -> None:
    if new_evidence:
        rows = [
            {"diagnosis_id": diagnosis_id, "seq": int(item.id[1:]), "body": evidence_to_json(item)}
            for item in new_evidence
        ]
        await connection.execute(insert(evidence), rows)
    if new_events:
        last = 0 if fresh else await _last_seq(connection, diagnosis_id)
        told = [
            {"diagnosis_id": diagnosis_id, "seq": last + index, "name": name, "at": at, "fields": dict(fields)}
            for index, (name, fields) in enumerate(new_events, 1)
        ]
        await connection.execute(insert(events), told)


async def _last_seq(connection: AsyncConnection, diagnosis_id: str) -> int:
    asked = select(func.max(events.c.seq)).where(events.c.diagnosis_id == diagnosis_id)
    return int((await connection.execute(asked)).scalar() or 0)


def _filtered(filters: Filters) -> Any:
    asked = select(diagnoses).order_by(diagnoses.c.created_at.desc(), diagnoses.c.id.desc()).limit(filters.limit)
    wanted = {"status": filters.status, "site": filters.site, "cause": filters.cause, "ticket_key": filters.ticket}
    for column, value in wanted.items():
        if value:
            asked = asked.where(diagnoses.c[column] == value)
    if filters.owner is not None:
        asked = asked.where(diagnoses.c.owner == filters.owner)
    if filters.sites is not None:
        asked = asked.where(diagnoses.c.site.in_(filters.sites))
    if filters.after is not None:
        at, last_id = filters.after
        older = and_(diagnoses.c.created_at == at, diagnoses.c.id < last_id)
        asked = asked.where(or_(diagnoses.c.created_at < at, older))
    return asked


def _diagnosis(row: Row[Any]) -> StoredDiagnosis:
    return StoredDiagnosis(**row._mapping)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


__all__ = ["Store", "open_engine"]
