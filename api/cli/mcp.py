"""`unlatch mcp`."""

import click

from api.settings import SettingsError, read_settings


@click.command("mcp")
@click.option(
    "--full", is_flag=True, help="Show what the key may see (it takes diagnoses:read_full), not the reporter's view."
)
def command(*, full: bool) -> None:
    """Offer the diagnosis to a language model's client as a tool, over standard input and output.

    It asks the Unlatch at UNLATCH_URL with the API key in UNLATCH_MCP_KEY.
    """
    from api.observing.logs import configure_logs

    try:
        from api.mcp.caller import caller_from
        from api.mcp.server import serve_on_stdio
    except ModuleNotFoundError as fault:
        raise click.ClickException(
            f"The package {fault.name} is missing. Install: pip install 'unlatch[mcp]'"
        ) from None
    try:
        settings = read_settings()
        configure_logs(settings.log_level, settings.log_format)
        serve_on_stdio(caller_from(settings, full=full))
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None
