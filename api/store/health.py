"""Looks at the database without changing it: does it open, is its schema the newest, can it be written?"""

from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from api.store.store import open_engine

_MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What was seen of a database.

    Attributes:
        error: Kind of the fault when it cannot be opened or has no schema at all, "" when all is well.
        revision: Its schema.
        newest: The schema that this version needs.
        write_error: Kind of the fault when it cannot be written, "" when it can.
    """

    error: str = ""
    revision: str = ""
    newest: str = ""
    write_error: str = ""


async def look_at_database(async_url: str) -> StoreHealth:
    """Open the database, read its revision, and begin a write that is taken back."""
    try:
        engine = open_engine(async_url)
    except (SQLAlchemyError, ImportError, ValueError) as fault:
        return StoreHealth(type(fault).__name__)
    try:
        async with engine.connect() as connection:
            revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            write_error = await _write_error(connection)
    except (SQLAlchemyError, OSError) as fault:
        return StoreHealth(type(fault).__name__)
    finally:
        await engine.dispose()
    newest = ScriptDirectory(str(_MIGRATIONS)).get_current_head() or ""
    return StoreHealth("", str(revision or ""), newest, write_error)


async def _write_error(connection: AsyncConnection) -> str:
    try:
        await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    except SQLAlchemyError as fault:
        return type(fault).__name__
    await connection.rollback()
    return ""
