"""How a transaction reaches its database: on threads of its own for SQLite, on the event loop for PostgreSQL.

A transaction is one plain function over a connection. On SQLite it crosses to a thread and back once, not once for
each statement, which is most of what a short transaction costs.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.store.engine import DATABASE_AWAY, compact
from api.store.records import StoreUnavailable
from api.store.sqlite import prepare

T = TypeVar("T")
Transaction = Callable[[Connection], T]
Also = Callable[[AsyncConnection], Awaitable[None]]
READERS = 2


class Database(Protocol):
    """Runs transactions."""

    async def read(self, do: Transaction[T]) -> T:
        """Run one that changes nothing.

        Raises:
            StoreUnavailable: The database does not answer now.
        """
        ...

    async def write(self, do: Transaction[T], also: Also | None = None) -> T:
        """Run one and commit it; `also` belongs to it and is only there where other processes share the database.

        Raises:
            StoreUnavailable: The database does not answer or cannot write now; nothing was written.
        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


class OnThreads:
    """SQLite: one thread writes, some read."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = create_engine(engine.url.set(drivername="sqlite"), json_serializer=compact)
        prepare(self._engine)
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")

    async def read(self, do: Transaction[T]) -> T:
        """Run it on a thread that reads."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, self._reading, do)
        except DATABASE_AWAY as fault:
            raise StoreUnavailable(type(fault).__name__) from fault

    async def write(self, do: Transaction[T], also: Also | None = None) -> T:
        """Run it on the thread that writes."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, self._writing, do)
        except DATABASE_AWAY as fault:
            raise StoreUnavailable(type(fault).__name__) from fault

    async def close(self) -> None:
        """Wait for what is written, then close."""
        for threads in (self._writer, self._readers):
            await asyncio.to_thread(threads.shutdown)
        self._engine.dispose()

    def _reading(self, do: Transaction[T]) -> T:
        with self._engine.connect() as connection:
            return do(connection)

    def _writing(self, do: Transaction[T]) -> T:
        with self._engine.begin() as connection:
            return do(connection)


class OnLoop:
    """PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def read(self, do: Transaction[T]) -> T:
        """Run it over a connection of the pool."""
        try:
            async with self._engine.connect() as connection:
                return await connection.run_sync(do)
        except DATABASE_AWAY as fault:
            raise StoreUnavailable(type(fault).__name__) from fault

    async def write(self, do: Transaction[T], also: Also | None = None) -> T:
        """Run it, and what also belongs to it, and commit both."""
        try:
            async with self._engine.begin() as connection:
                done = await connection.run_sync(do)
                if also is not None:
                    await also(connection)
                return done
        except DATABASE_AWAY as fault:
            raise StoreUnavailable(type(fault).__name__) from fault

    async def close(self) -> None:
        """Do nothing: the engine's owner closes it."""


def database_of(engine: AsyncEngine) -> Database:
    """Return the way to an engine's database."""
    return OnThreads(engine) if engine.dialect.name == "sqlite" else OnLoop(engine)
