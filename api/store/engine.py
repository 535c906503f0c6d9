"""Engines for the two databases."""

import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


def open_engine(url: str) -> AsyncEngine:
    """Open an engine for a sqlite+aiosqlite or postgresql+psycopg URL.

    On PostgreSQL a connection is tried before it is used, so that a restart of the database costs no request.
    """
    if url.startswith("sqlite"):
        from api.store.sqlite import prepare

        engine = create_async_engine(url, json_serializer=compact)
        prepare(engine.sync_engine)
        return engine
    return create_async_engine(url, json_serializer=compact, pool_size=10, max_overflow=5, pool_pre_ping=True)


def compact(value: Any) -> str:
    """Write JSON for a column."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
