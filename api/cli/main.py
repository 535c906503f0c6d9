"""`unlatch`: the commands, each loaded only when it is called."""

import importlib

import click

_COMMANDS = {
    "diagnose": ("api.cli.diagnose", "Find out why Confluence refuses, from a ticket, a paste or a live look."),
    "serve": ("api.cli.serve", "Serve the REST API and the pages."),
    "demo": ("api.cli.demo", "Show it all against a lab Confluence on this machine."),
    "evals": ("api.cli.evals", "Examine Unlatch: run scenarios, show an exam, compare two."),
    "doctor": ("api.cli.doctor", "Check the installation and say what to do."),
    "record": ("api.cli.record", "Record a site's answers as a HAR that the evals replay."),
    "worker": ("api.cli.worker", "Run diagnoses for the processes that serve, from a shared PostgreSQL."),
    "causes": ("api.cli.causes", "List the causes that Unlatch knows, or explain one."),
    "keys": ("api.cli.keys", "Create, list and revoke API keys and visitor sessions."),
    "deliveries": ("api.cli.deliveries", "Look at notes and callbacks, and send dead ones again."),
    "mcp": ("api.cli.mcp", "Offer the diagnosis to a language model's client as an MCP tool."),
    "db": ("api.cli.db", "Look after the database."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in sorted(_COMMANDS.items())])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="unlatch")
def main() -> None:
    """Tell why Confluence answers 401, prove it, and get people back in."""
