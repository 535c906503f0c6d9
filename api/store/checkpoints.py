"""LangGraph's own checkpointers, in the database of the service. They hold where a question waits, and no words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

Saver = BaseCheckpointSaver[Any]
_PRAGMAS = ("secure_delete=ON", "busy_timeout=5000", "synchronous=NORMAL")


@asynccontextmanager
async def sqlite_checkpoints(folder: Path) -> AsyncIterator[Saver]:
    """Open the checkpoints of a folder; deleted pages are overwritten."""
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    async with AsyncSqliteSaver.from_conn_string(str(folder / "checkpoints.sqlite3")) as saver:
        await saver.setup()
        for pragma in _PRAGMAS:
            await saver.conn.execute(f"PRAGMA {pragma}")
        yield saver


@asynccontextmanager
async def postgres_checkpoints(conninfo: str) -> AsyncIterator[Saver]:
    """Open the checkpoints in PostgreSQL. Their tables are made by the migrations."""
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
    from psycopg.rows import dict_row
    from psycopg_pool import AsyncConnectionPool

    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    pool: Any = AsyncConnectionPool(
        conninfo, min_size=1, max_size=4, kwargs=options, open=False, check=AsyncConnectionPool.check_connection
    )
    async with pool:
        yield AsyncPostgresSaver(pool)


def create_postgres_checkpoints(conninfo: str) -> None:
    """Make the checkpointer's tables, or bring them to its newest version."""
    from langgraph.checkpoint.postgres import PostgresSaver

    with PostgresSaver.from_conn_string(conninfo) as saver:
        saver.setup()


async def overwrite(saver: object) -> None:
    """On SQLite empty the write-ahead log, which still has the pages of before."""
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    if isinstance(saver, AsyncSqliteSaver):
        async with saver.lock:
            await saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
