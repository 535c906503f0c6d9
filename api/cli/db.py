"""`unlatch db upgrade`."""

import click

from api.settings import SettingsError, read_settings


@click.group("db")
def command() -> None:
    """Look after the database."""


@command.command("upgrade")
def upgrade_command() -> None:
    """Bring the database to the newest schema."""
    from api.store.migrate import upgrade

    try:
        settings = read_settings()
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.sync_database_url())
    click.echo("The database has the newest schema.")
