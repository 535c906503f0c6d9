"""Engines for the two databases."""

import json
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

DATABASE_AWAY = (OperationalError, InterfaceError, TimeoutError)
"""What SQLAlchemy raises when the database does not answer or cannot write now, or every connection is taken."""
POOL_TIMEOUT_SECONDS = 5.0


def open_engine(url: str) -> AsyncEngine:
    """Open an engine for a sqlite+aiosqlite or postgresql+psycopg URL.

    On PostgreSQL a connection is tried before it is used, so that a restart of the database costs no request.
    """
    if url.startswith("sqlite"):
        from api.store.sqlite import prepare

        engine = create_async_engine(url, json_serializer=compact, pool_timeout=POOL_TIMEOUT_SECONDS)
        prepare(engine.sync_engine)
        return engine
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 5, "pool_timeout": POOL_TIMEOUT_SECONDS}
    return create_async_engine(url, json_serializer=compact, pool_pre_ping=True, **options)


def compact(value: Any) -> str:
    """Write JSON for a column."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
