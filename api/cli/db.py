"""`unlatch db`: upgrade the schema, erase what must go, do the housekeeping now."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import click

from api.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from api.casework import Desk
    from api.work.queue import RunQueue

Deed = Callable[["Desk", "RunQueue"], Awaitable[int | None]]


@click.group("db")
def command() -> None:
    """Look after the database."""


@command.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest schema."""
    from api.store.migrate import upgrade

    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.sync_database_url())
    click.echo("The database has the newest schema.")


@command.command("erase")
@click.option("--diagnosis", "diagnosis_id", default="", help="Id of a diagnosis.")
@click.option("--ticket", default="", help="Key of a ticket: erases every diagnosis of it.")
def erase_command(diagnosis_id: str, ticket: str) -> None:
    """Erase a diagnosis, or all of a ticket, everywhere: evidence, events, jobs, threads, credentials."""
    if bool(diagnosis_id) == bool(ticket):
        raise click.UsageError("Name either --diagnosis or --ticket.")

    async def erase(desk: "Desk", queue: "RunQueue") -> int:
        from api.housekeeping import erase_everywhere, erase_ticket

        return await (erase_ticket(desk, queue, ticket) if ticket else erase_everywhere(desk, queue, [diagnosis_id]))

    click.echo(f"Erased {asyncio.run(_with_desk(_settings(), erase))} diagnoses.")


@command.command("tidy")
def tidy_command() -> None:
    """Do now what `serve` does every minute: end unanswered questions, erase what is older than the retention."""

    async def tidy(desk: "Desk", queue: "RunQueue") -> None:
        from api.housekeeping import tidy

        await tidy(desk, queue)

    asyncio.run(_with_desk(_settings(), tidy))
    click.echo("Done.")


async def _with_desk(settings: Settings, do: Deed) -> int | None:
    from api.composition import build_desk

    async with AsyncExitStack() as cleanup:
        desk, queue, _ = await build_desk(settings, cleanup)
        return await do(desk, queue)


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None
