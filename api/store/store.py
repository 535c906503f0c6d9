"""The one door to sqlalchemy: diagnoses, evidence, events and who asked, on SQLite or PostgreSQL."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.store.engine import open_engine
from api.store.records import (
    Accepted,
    Change,
    Claim,
    Filters,
    KeyReused,
    NewDiagnosis,
    Overtaken,
    Sealed,
    StoredDiagnosis,
    StoredEvent,
    StoreUnavailable,
)
from api.store.tables import diagnoses, events, evidence, idempotency, sealed_credentials
from tools.evidence import Evidence, evidence_from_json, evidence_to_json

Enlist = Callable[[AsyncConnection, str], Awaitable[None]]
Told = Sequence[tuple[str, Mapping[str, Any]]]
UNFINISHED = ("queued", "investigating")
ENDED = ("concluded", "failed", "cancelled")


async def _nothing(_: AsyncConnection, __: str) -> None:
    """Enlist nothing: the process that accepts a diagnosis runs it."""


class Store:
    """Reads and writes diagnoses. Every method is one transaction.

    `enlist` puts a diagnosis into a queue that lives in the same database, in the transaction that it is given.
    """

    def __init__(self, engine: AsyncEngine, enlist: Enlist = _nothing) -> None:
        self.engine = engine
        self.enlist = enlist

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    async def accept(self, new: NewDiagnosis) -> Accepted:
        """Store a new diagnosis with its first evidence and events, or find the one its key already led to.

        Raises:
            KeyReused: The idempotency key was used with another body.
        """
        try:
            async with self._writing() as connection:
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

    async def change(self, diagnosis_id: str, change: Change) -> Claim:
        """Change a diagnosis and append evidence and events, all in one transaction; returns whose it is then.

        Raises:
            Overtaken: It is gone, in another state, or with another run; nothing was written.
        """
        async with self._writing() as connection:
            claim, last_seq = await _update(connection, diagnosis_id, change)
            await _append(connection, diagnosis_id, change, last_seq - len(change.events))
            await _reseal(connection, diagnosis_id, change)
            if change.enlist:
                await self.enlist(connection, diagnosis_id)
        return claim

    async def claim(self, diagnosis_id: str, at: str) -> Claim | None:
        """Take an unfinished diagnosis for a run; then no earlier run can write. None: there is nothing to do."""
        table = diagnoses
        lost = case((table.c.status == "investigating", table.c.crashes + 1), else_=0)
        values = {"status": "investigating", "attempt": table.c.attempt + 1, "crashes": lost}
        try:
            return await self.change(diagnosis_id, Change(at, values, only_from=frozenset(UNFINISHED)))
        except Overtaken:
            return None

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
        async with self.engine.connect() as connection:
            return [row[0] for row in (await connection.execute(asked.order_by(diagnoses.c.created_at))).all()]

    async def waiting(self) -> int:
        """Count the diagnoses that wait for a run."""
        asked = select(func.count()).select_from(diagnoses).where(diagnoses.c.status == "queued")
        async with self.engine.connect() as connection:
            return int((await connection.execute(asked)).scalar() or 0)

    async def marks(self, ids: Collection[str]) -> dict[str, tuple[str, int]]:
        """Return status and newest event number of those diagnoses that exist, for watchers of many at once."""
        asked = select(diagnoses.c.id, diagnoses.c.status, diagnoses.c.last_seq).where(diagnoses.c.id.in_(ids))
        async with self.engine.connect() as connection:
            return {row[0]: (row[1], row[2]) for row in (await connection.execute(asked)).all()}

    async def sealed_of(self, diagnosis_id: str, now: str) -> Sealed | None:
        """Return the sealed credential of a diagnosis while its time is not over."""
        table = sealed_credentials
        asked = select(table.c.sealed, table.c.until).where(
            and_(table.c.diagnosis_id == diagnosis_id, table.c.until > now)
        )
        async with self.engine.connect() as connection:
            row = (await connection.execute(asked)).first()
        return Sealed(bytes(row[0]), row[1]) if row is not None else None

    async def ping(self) -> None:
        """Ask the database for nothing, to see that it answers."""
        async with self.engine.connect() as connection:
            await connection.execute(select(1))

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction; what the database cannot do now is told apart from what it refuses."""
        try:
            async with self.engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError) as fault:
            raise StoreUnavailable(type(fault).__name__) from fault

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
                last_seq=len(new.events),
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
        first = Change(new.at, evidence=new.evidence, events=new.events, sealed=new.sealed)
        await _append(connection, new.id, first, 0)
        await _reseal(connection, new.id, first)
        await self.enlist(connection, new.id)

    async def _same_key(self, new: NewDiagnosis) -> Accepted:
        found = await self.find_by_key(new.owner, new.idempotency_key or "")
        if found is None or found[1] != new.body_sha256:
            raise KeyReused
        return Accepted(found[0], is_new=False)


async def _update(connection: AsyncConnection, diagnosis_id: str, change: Change) -> tuple[Claim, int]:
    """Write the row first: it takes the lock under which the events get their numbers."""
    table = diagnoses
    asked = update(table).where(table.c.id == diagnosis_id)
    if change.attempt is not None:
        asked = asked.where(table.c.attempt == change.attempt)
    if change.only_from is not None:
        asked = asked.where(table.c.status.in_(sorted(change.only_from)))
    grown = table.c.last_seq + len(change.events)
    asked = asked.values(**{"updated_at": change.at, "last_seq": grown, **change.values})
    told = asked.returning(table.c.attempt, table.c.crashes, table.c.last_seq)
    row = (await connection.execute(told)).first()
    if row is None:
        raise Overtaken
    return Claim(row[0], row[1]), row[2]


async def _append(connection: AsyncConnection, diagnosis_id: str, change: Change, seq: int) -> None:
    if change.evidence:
        rows = [
            {"diagnosis_id": diagnosis_id, "seq": int(item.id[1:]), "body": evidence_to_json(item)}
            for item in change.evidence
        ]
        await connection.execute(insert(evidence), rows)
    if change.events:
        told = [
            {"diagnosis_id": diagnosis_id, "seq": number, "name": name, "at": change.at, "fields": dict(fields)}
            for number, (name, fields) in enumerate(change.events, seq + 1)
        ]
        await connection.execute(insert(events), told)


async def _reseal(connection: AsyncConnection, diagnosis_id: str, change: Change) -> None:
    table = sealed_credentials
    if change.sealed is not None or change.values.get("status") in ENDED:
        await connection.execute(delete(table).where(table.c.diagnosis_id == diagnosis_id))
    if change.sealed is not None:
        kept = {"diagnosis_id": diagnosis_id, "sealed": change.sealed.sealed, "until": change.sealed.until}
        await connection.execute(insert(table).values(kept))


def _filtered(filters: Filters) -> Any:
    asked = select(diagnoses).order_by(diagnoses.c.created_at.desc(), diagnoses.c.id.desc()).limit(filters.limit)
    wanted = {"status": filters.status, "site": filters.site, "cause": filters.cause, "ticket_key": filters.ticket}
    for column, value in wanted.items():
        if value:
            asked = asked.where(diagnoses.c[column] == value)
    for condition in _visible(filters):
        asked = asked.where(condition)
    if filters.after is not None:
        at, last_id = filters.after
        older = and_(diagnoses.c.created_at == at, diagnoses.c.id < last_id)
        asked = asked.where(or_(diagnoses.c.created_at < at, older))
    return asked


def _visible(filters: Filters) -> list[ColumnElement[bool]]:
    table = diagnoses
    mine = [] if filters.owner is None else [table.c.owner == filters.owner]
    if filters.sites is None:
        return mine
    of_sites = table.c.site.in_(filters.sites)
    if filters.shares_sites:
        return [or_(of_sites, and_(table.c.site == "", *mine))]
    return [*mine, or_(of_sites, table.c.site == "")]


def _diagnosis(row: Row[Any]) -> StoredDiagnosis:
    return StoredDiagnosis(**row._mapping)


__all__ = ["Enlist", "Store", "open_engine"]
