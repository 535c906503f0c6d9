"""`unlatch worker`: runs diagnoses for the processes that serve."""

import asyncio
import signal
from contextlib import AsyncExitStack

import click

from api.settings import Settings, SettingsError, read_settings


@click.command("worker")
def command() -> None:
    """Run diagnoses from the shared PostgreSQL database until stopped; start as many as are needed."""
    from api.observing.logs import configure_logs

    try:
        settings = read_settings()
        configure_logs(settings.log_level, settings.log_format)
        asyncio.run(_work(settings))
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None


async def _work(settings: Settings) -> None:
    from api.composition import build_desk
    from api.observing.own_port import metrics_served
    from api.work.lifecycle import at_work

    if settings.database_url is None:
        raise SettingsError(
            "A worker shares a PostgreSQL database with the processes that serve. Set UNLATCH_DATABASE_URL, or leave "
            "the worker away: with SQLite `unlatch serve` does all the work."
        )
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    async with AsyncExitStack() as cleanup:
        desk, queue, post = await build_desk(settings, cleanup)
        async with at_work(desk, queue, post.rounds), metrics_served(settings, desk):
            click.echo("Working. Stop with Ctrl-C or SIGTERM; what runs is finished or handed over.")
            await stopped.wait()
