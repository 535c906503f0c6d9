"""The audit log in the database: who asked for what, and what Unlatch itself asked of whom."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.audit_entry import AuditEntry, AuditKind
from api.store.away import reading, writing
from api.store.tables import audit_log


class AuditStore:
    """Appends to the audit log and reads it; nothing changes a line."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def append(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries in one transaction."""
        rows = [{name: getattr(entry, name) for name in entry.__slots__} for entry in entries]
        async with writing(self._engine) as connection:
            await connection.execute(insert(audit_log), rows)

    async def read(
        self, kind: AuditKind | None = None, about: str = "", before: int | None = None, limit: int = 100
    ) -> list[tuple[int, AuditEntry]]:
        """Return entries with their numbers, newest first."""
        asked = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
        if kind is not None:
            asked = asked.where(audit_log.c.kind == kind.value)
        if about:
            asked = asked.where(audit_log.c.about == about)
        if before is not None:
            asked = asked.where(audit_log.c.id < before)
        async with reading(self._engine) as connection:
            return [_entry(row) for row in (await connection.execute(asked)).all()]

    async def forget(self, before: str) -> int:
        """Drop entries from before a time; returns how many."""
        async with writing(self._engine) as connection:
            done = await connection.execute(delete(audit_log).where(audit_log.c.at < before))
        return int(done.rowcount)


def _entry(row: Row[Any]) -> tuple[int, AuditEntry]:
    values = dict(row._mapping)
    number = int(values.pop("id"))
    return number, AuditEntry(**values | {"kind": AuditKind(values["kind"])})
