"""`unlatch deliveries`: what was posted on tickets and to callbacks, what was not, and why."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import click

from api.cli.database import with_engine
from tools.clock import now_utc

if TYPE_CHECKING:
    from api.store.deliveries import Delivery, DeliveryStore

Found = TypeVar("Found")
_STATES = ("waiting", "sent", "shadow", "skipped", "dead")


@click.group("deliveries")
def command() -> None:
    """Look at notes and callbacks, and send dead ones again."""


@command.command("list")
@click.option("--state", "states", type=click.Choice(_STATES), multiple=True, help="May be given several times.")
@click.option("--show", is_flag=True, help="Also print what shadow mode would have posted.")
def list_deliveries(states: tuple[str, ...], *, show: bool) -> None:
    """List deliveries, newest first."""
    from rich.console import Console
    from rich.table import Table

    found = _with_store(lambda store: store.all(states))
    if not found:
        click.echo("There is no delivery. They appear when a diagnosis with a desk or a callback comes to rest.")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("Id", "State", "To", "Diagnosis", "Tries", "Next try or last change", "Why"):
        table.add_column(column)
    for one in found:
        table.add_row(*_row(one))
    console = Console()
    console.print(table)
    for one in found if show else ():
        console.rule(f"{one.id}", style="dim")
        console.print(one.content, markup=False, highlight=False)


@command.command("retry")
@click.argument("ids", type=int, nargs=-1)
@click.option("--all-dead", is_flag=True, help="Every dead delivery.")
def retry(ids: tuple[int, ...], *, all_dead: bool) -> None:
    """Send dead deliveries again, by their ids."""
    if bool(ids) == all_dead:
        raise click.UsageError("Name the ids that `unlatch deliveries list` shows, or give --all-dead.")
    count = _with_store(lambda store: _retry(store, ids))
    click.echo(f"{count} made due again; a running service sends them within seconds.")


async def _retry(store: "DeliveryStore", ids: tuple[int, ...]) -> int:
    wanted = ids or tuple(one.id for one in await store.all(("dead",), most=10_000))
    return await store.retry(wanted, now_utc().isoformat())


def _row(one: "Delivery") -> tuple[str, ...]:
    when = one.due_at if one.state == "waiting" else one.updated_at
    return (str(one.id), one.state, one.target, one.diagnosis_id, str(one.attempts), when[:19], one.error)


def _with_store(do: "Callable[[DeliveryStore], Awaitable[Found]]") -> Found:
    from api.store.deliveries import DeliveryStore

    return with_engine(lambda engine: do(DeliveryStore(engine)))
