"""`unlatch causes [CODE]`."""

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.catalogue.entry import Cause
from agent.catalogue.load import load_catalogue


@click.command("causes")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """List the causes, or explain the one of CODE."""
    catalogue = load_catalogue()
    console = Console()
    if code is None:
        console.print(_table(list(catalogue.causes.values())))
        return
    cause = catalogue.causes.get(code)
    if cause is None:
        raise click.ClickException(f"There is no cause {code!r}. `unlatch causes` lists them all.")
    _explain(cause, console)


def _table(causes: list[Cause]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for column in ("Code", "Where", "In one sentence"):
        table.add_column(column)
    for cause in sorted(causes, key=lambda c: (c.family, c.code)):
        table.add_row(Text(cause.code, style="cyan"), " ".join(d.value for d in cause.deployments), cause.title)
    return table


def _explain(cause: Cause, console: Console) -> None:
    console.print(Text(cause.title, style="bold"), Text(cause.what), "", sep="\n")
    for bearing in sorted(cause.bearings.values(), key=lambda b: -b.strength.log_odds):
        console.print(Text(f"  {bearing.strength.value:17} {bearing.basis.value:11} {bearing.fact.meaning}"))
    for other in cause.look_alikes:
        console.print(Text(f"\n  not to be confused with {other.code}: {other.how}"))
    for item in cause.remediation:
        console.print(Text(f"\n  {item.who.value}", style="bold"))
        for index, step in enumerate(item.steps, 1):
            console.print(Text(f"   {index}. {step}"))
        console.print(Text(f"   proof: {item.check}"))
    console.print("", *(Text(f"  {url}", style="dim") for url in cause.references), sep="\n")
