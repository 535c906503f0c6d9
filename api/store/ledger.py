"""The ledger in the database: holds over processes and restarts."""

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.store.tables import probe_ledger
from tools.ledger import Counter, Decide, Entry, Past

KEPT = timedelta(hours=24)
UNREADABLE = "the ledger of past logins cannot be written now, so nothing with a credential is sent"
_log = logging.getLogger(__name__)
_LOGINS = (Counter.LOGIN_RISK.value, Counter.SERVICE_LOGIN.value)


class StoreLedger:
    """Reserves under a lock of the database, so that no two processes decide at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def reserve(self, entry: Entry, decide: Decide) -> tuple[str, str]:
        """Decide on an entry and write it. When it cannot be written, nothing may be sent."""
        try:
            return await self._reserve(entry, decide)
        except SQLAlchemyError:
            return "", UNREADABLE

    async def settle(self, entry_id: str, *, refused: bool) -> None:
        """Note how it went. When that cannot be written, the entry goes on counting as refused."""
        try:
            async with self._engine.begin() as connection:
                done = update(probe_ledger).where(probe_ledger.c.id == entry_id).values(refused=int(refused))
                await connection.execute(done)
        except SQLAlchemyError:
            _log.warning("the outcome of a request could not be written to the ledger; it counts as refused")

    async def withdraw(self, entry_id: str) -> None:
        """Take an entry out whose request never left. When that fails, it goes on counting as refused."""
        try:
            async with self._engine.begin() as connection:
                await connection.execute(delete(probe_ledger).where(probe_ledger.c.id == entry_id))
        except SQLAlchemyError:
            _log.warning("a request that was never sent could not be taken out of the ledger; it counts as refused")

    async def forget(self, before: datetime) -> None:
        """Drop entries from before a time, except those that say for ever which secrets were refused."""
        old = probe_ledger.c.started_at < before.isoformat()
        lasting = and_(
            probe_ledger.c.counter.in_(_LOGINS), or_(probe_ledger.c.refused.is_(None), probe_ledger.c.refused == 1)
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(probe_ledger).where(and_(old, ~lasting)))

    async def _reserve(self, entry: Entry, decide: Decide) -> tuple[str, str]:
        async with self._engine.begin() as connection:
            await _lock(connection, entry.site)
            reason = decide(await _past(connection, entry))
            if reason:
                return "", reason
            entry_id = secrets.token_hex(12)
            await connection.execute(insert(probe_ledger).values(id=entry_id, refused=None, **_columns(entry)))
        return entry_id, ""


async def _lock(connection: AsyncConnection, site: str) -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:site))"), {"site": f"ledger:{site}"})
        return
    # SQLite has one writer: the first write of a transaction takes the lock, so write before reading.
    await connection.execute(update(probe_ledger).where(probe_ledger.c.id == "").values(refused=0))


async def _past(connection: AsyncConnection, entry: Entry) -> list[Past]:
    """Read what matters for a decision: what is recent, of the same diagnosis, or of the same secret ever."""
    table = probe_ledger
    matters: list[ColumnElement[bool]] = [
        table.c.started_at >= (entry.at - KEPT).isoformat(),
        table.c.diagnosis_id == entry.diagnosis_id,
    ]
    if entry.counter.value in _LOGINS:
        matters.append(table.c.what.endswith(f"#{entry.secret}"))
    asked = select(table).where(and_(table.c.site == entry.site, table.c.counter == entry.counter.value, or_(*matters)))
    rows = (await connection.execute(asked)).mappings().all()
    return [_entry(row) for row in rows]


def _columns(entry: Entry) -> dict[str, str]:
    return {
        "site": entry.site,
        "counter": entry.counter.value,
        "subject": entry.account,
        "what": f"{entry.what}#{entry.secret}",
        "diagnosis_id": entry.diagnosis_id,
        "started_at": entry.at.isoformat(),
    }


def _entry(row: Mapping[Any, Any]) -> Past:
    what, _, secret = row["what"].rpartition("#")
    entry = Entry(
        site=row["site"],
        counter=Counter(row["counter"]),
        account=row["subject"],
        secret=secret,
        what=what,
        diagnosis_id=row["diagnosis_id"],
        at=datetime.fromisoformat(row["started_at"]),
    )
    refused = row["refused"]
    return Past(entry, None if refused is None else bool(refused))
