"""Connections for the small stores beside the diagnoses; a database that is away is told as such."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.store.engine import DATABASE_AWAY
from api.store.records import StoreUnavailable


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a connection that changes nothing.

    Raises:
        StoreUnavailable: The database does not answer now.
    """
    try:
        async with engine.connect() as connection:
            yield connection
    except DATABASE_AWAY as fault:
        raise StoreUnavailable(type(fault).__name__) from fault


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that is committed at its end.

    Raises:
        StoreUnavailable: The database does not answer or cannot write now; nothing was written.
    """
    try:
        async with engine.begin() as connection:
            yield connection
    except DATABASE_AWAY as fault:
        raise StoreUnavailable(type(fault).__name__) from fault
