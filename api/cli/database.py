"""Opens the configured database for a command."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from api.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

Found = TypeVar("Found")


def with_engine(do: "Callable[[AsyncEngine], Awaitable[Found]]") -> Found:
    """Do something with the database, brought up to date, and close it.

    Raises:
        click.ClickException: The settings cannot be used; the text says what to change.
    """
    try:
        return asyncio.run(_opened(read_settings(), do))
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None


async def _opened(settings: Settings, do: "Callable[[AsyncEngine], Awaitable[Found]]") -> Found:
    from api.store.engine import open_engine
    from api.store.migrate import upgrade

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(upgrade, settings.sync_database_url())
    engine = open_engine(settings.async_database_url())
    try:
        return await do(engine)
    finally:
        await engine.dispose()
