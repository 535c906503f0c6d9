"""The ledger in the database: holds over processes and restarts."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import and_, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.store.tables import probe_ledger
from tools.ledger import Counter, Decide, Entry, Past

KEPT = timedelta(hours=24)


class StoreLedger:
    """Reserves under a lock of the database, so that no two processes decide at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def reserve(self, entry: Entry, decide: Decide) -> tuple[str, str]:
        """Decide on an entry and write it."""
        async with self._engine.begin() as connection:
            await _lock(connection, entry.site)
            reason = decide(await _past(connection, entry))
            if reason:
                return "", reason
            entry_id = secrets.token_hex(12)
            await connection.execute(insert(probe_ledger).values(id=entry_id, refused=None, **_columns(entry)))
        return entry_id, ""

    async def settle(self, entry_id: str, *, refused: bool) -> None:
        """Note how it went."""
        async with self._engine.begin() as connection:
            done = update(probe_ledger).where(probe_ledger.c.id == entry_id).values(refused=int(refused))
            await connection.execute(done)


async def _lock(connection: AsyncConnection, site: str) -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:site))"), {"site": f"ledger:{site}"})
        return
    # SQLite has one writer: the first write of a transaction takes the lock, so write before reading.
    await connection.execute(update(probe_ledger).where(probe_ledger.c.id == "").values(refused=0))


async def _past(connection: AsyncConnection, entry: Entry) -> list[Past]:
    """Read what matters for a decision: recent entries of the site, and old ones with the same secret."""
    table = probe_ledger
    recent = table.c.started_at >= (entry.at - KEPT).isoformat()
    same_secret = and_(table.c.counter == Counter.LOGIN_RISK.value, table.c.what.endswith(f"#{entry.secret}"))
    asked = select(table).where(and_(table.c.site == entry.site, table.c.counter == entry.counter.value))
    rows = (await connection.execute(asked.where(recent | same_secret))).all()
    return [_entry(row._mapping) for row in rows]


def _columns(entry: Entry) -> dict[str, str]:
    return {
        "site": entry.site,
        "counter": entry.counter.value,
        "subject": entry.account,
        "what": f"{entry.what}#{entry.secret}",
        "diagnosis_id": entry.diagnosis_id,
        "started_at": entry.at.isoformat(),
    }


def _entry(row: "object") -> Past:
    values = dict(row)  # type: ignore[call-overload]
    what, _, secret = values["what"].rpartition("#")
    at = datetime.fromisoformat(values["started_at"])
    entry = Entry(
        values["site"], Counter(values["counter"]), values["subject"], secret, what, values["diagnosis_id"], at
    )
    refused = values["refused"]
    return Past(entry, None if refused is None else bool(refused))
