"""Takes diagnoses out of the database for good."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, Update, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.store import tables

BATCH = 200


class Retention:
    """Erases, and names what is to be erased. Whoever calls it has stopped the diagnoses' runs before."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def erase(self, ids: Sequence[str]) -> int:
        """Delete diagnoses and all that hangs on them; returns how many there were.

        The ledger of logins stays, since it keeps people from being locked out; its entries forget the diagnosis.
        """
        if not ids:
            return 0
        async with self._engine.begin() as connection:
            for table in _hanging_on_diagnoses():
                await connection.execute(delete(table).where(table.c.diagnosis_id.in_(ids)))
            for diagnosis_id in ids:
                await connection.execute(_forget_in_ledger(diagnosis_id))
            done = await connection.execute(delete(tables.diagnoses).where(tables.diagnoses.c.id.in_(ids)))
        await self._overwrite()
        return int(done.rowcount)

    async def of_ticket(self, ticket_key: str) -> list[str]:
        """Name the diagnoses of a ticket."""
        table = tables.diagnoses
        return await self._ids(select(table.c.id).where(table.c.ticket_key == ticket_key))

    async def untouched_since(self, before: str) -> list[str]:
        """Name diagnoses that nothing happened to since a time, the oldest first, a batch of them."""
        table = tables.diagnoses
        asked = select(table.c.id).where(table.c.updated_at < before).order_by(table.c.updated_at).limit(BATCH)
        return await self._ids(asked)

    async def unanswered_since(self, before: str) -> list[str]:
        """Name diagnoses whose question was asked before a time and never answered, a batch of them."""
        table = tables.diagnoses
        asked = select(table.c.id).where(table.c.status == "needs_input", table.c.updated_at < before).limit(BATCH)
        return await self._ids(asked)

    async def forget_credentials(self, now: str) -> None:
        """Delete the sealed credentials whose time is over."""
        table = tables.sealed_credentials
        async with self._engine.begin() as connection:
            await connection.execute(delete(table).where(table.c.until <= now))

    async def _ids(self, asked: Select[Any]) -> list[str]:
        async with self._engine.connect() as connection:
            return list((await connection.execute(asked)).scalars())

    async def _overwrite(self) -> None:
        """On SQLite also empty the write-ahead log, which still has the pages of before."""
        if self._engine.dialect.name != "sqlite":
            return
        async with self._engine.connect() as connection:
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _forget_in_ledger(diagnosis_id: str) -> Update:
    """A look at the fix stands there under the diagnosis' id with a suffix."""
    ledger = tables.probe_ledger
    its_own = or_(ledger.c.diagnosis_id == diagnosis_id, ledger.c.diagnosis_id.startswith(f"{diagnosis_id}."))
    return update(ledger).where(its_own).values(diagnosis_id="")


def _hanging_on_diagnoses() -> list[Table]:
    """Every table with a diagnosis_id, so that one that is added later is not forgotten; the ledger is apart."""
    found = tables.metadata.sorted_tables
    return [t for t in found if "diagnosis_id" in t.c and t is not tables.probe_ledger]
