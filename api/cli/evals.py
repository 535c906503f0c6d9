"""`unlatch evals`: sit the exam, show it, compare two. Everything heavy is imported when it runs."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

_FILE = click.Path(path_type=Path, dir_okay=False)
_GIVEN_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(name="evals")
def command() -> None:
    """Examine Unlatch: run scenarios, show an exam, compare two."""


@command.command()
@click.option("--solver", default="rules", show_default=True, help="Which arm: rules, llm, llm_only or do_nothing.")
@click.option("--seed", default="", help="Seed of the generated exam; another seed gives another exam.")
@click.option("--hidden", is_flag=True, help="Draw a seed that nobody has seen.")
@click.option("--folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Scenarios of a folder.")
@click.option("--count", type=click.IntRange(min=1), help="So many scenarios of the exam.")
@click.option("--epochs", type=click.IntRange(min=1, max=20), default=1, show_default=True)
@click.option("--out", type=_FILE, help="Write the outcome as JSON.")
@click.option("--html", type=_FILE, help="Write the report as one HTML file.")
@click.option("--junit", type=_FILE, help="Write JUnit XML.")
@click.option("--inspect", "inspect_logs", type=click.Path(path_type=Path), help="Run under Inspect AI, logs go here.")
@click.option("--show", "shown", type=click.IntRange(min=0), default=5, show_default=True, help="Failures to print.")
@click.option("--gate", is_flag=True, help="Exit 1 when the promised figures do not hold.")
def run(
    solver: str,
    seed: str,
    hidden: bool,  # noqa: FBT001 - click hands flags over by name
    folder: Path | None,
    count: int | None,
    epochs: int,
    out: Path | None,
    html: Path | None,
    junit: Path | None,
    inspect_logs: Path | None,
    shown: int,
    gate: bool,  # noqa: FBT001
) -> None:
    """Sit an exam and show it."""
    from evals import cli

    if inspect_logs is not None and not cli.has_inspect():
        raise click.ClickException("Inspect AI is not installed. Run: pip install 'unlatch[evals]'")
    wanted = cli.Wanted(
        solver=solver,
        seed=seed or cli.PUBLIC_SEED,
        hidden=hidden,
        folder=folder,
        count=count,
        epochs=epochs,
        out=out,
        html=html,
        junit=junit,
        log_folder=inspect_logs,
        shown_failures=shown,
        gate=gate,
    )
    _end(lambda: cli.run(Console(), wanted))


@command.command()
@click.argument("outcome", type=_GIVEN_FILE)
@click.option("--html", type=_FILE, help="Write the report as one HTML file.")
@click.option("--junit", type=_FILE, help="Write JUnit XML.")
@click.option("--show", "shown", type=click.IntRange(min=0), default=5, show_default=True)
def report(outcome: Path, html: Path | None, junit: Path | None, shown: int) -> None:
    """Show a stored exam again."""
    from evals import cli

    _end(lambda: cli.report(Console(), outcome, cli.Wanted(html=html, junit=junit, shown_failures=shown)))


@command.command()
@click.argument("first", type=_GIVEN_FILE)
@click.argument("second", type=_GIVEN_FILE)
def compare(first: Path, second: Path) -> None:
    """Compare two exams; exit 1 when the second is worse by more than chance, or newly confirms a wrong cause."""
    from evals import cli

    _end(lambda: cli.compare(Console(), first, second))


@command.command()
@click.option("--fit", "fitted", default="fit-1", show_default=True, help="Seed to fit the temperature on.")
@click.option("--on", "reported", default="report-1", show_default=True, help="Seed to report it on.")
@click.option("--count", type=click.IntRange(min=1))
def calibrate(fitted: str, reported: str, count: int | None) -> None:
    """Fit the temperature of the inference on one seed and report it on another."""
    from evals import cli

    _end(lambda: cli.calibrate(Console(), (fitted, reported), count))


@command.command()
@click.argument("name")
@click.option("--seed", default="", help="Seed of the exam that the id belongs to.")
def one(name: str, seed: str) -> None:
    """Run one scenario, by its id or from a file, and print the straight line it took."""
    from evals import cli

    _end(lambda: cli.one(Console(), name, seed or cli.PUBLIC_SEED))


@command.command(name="import")
@click.argument("diagnosis", type=_GIVEN_FILE)
@click.argument("target", type=_FILE)
@click.option("--cause", help="Code of the cause that turned out to be right; without it the feedback says so.")
def bring_in(diagnosis: Path, target: Path, cause: str | None) -> None:
    """Make a scenario of a stored diagnosis (its JSON from the REST API, full view)."""
    from evals import cli

    _end(lambda: cli.bring_in(Console(), diagnosis, cause, target))


def _end(work: Callable[[], int]) -> None:
    try:
        code = work()
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    sys.exit(code)
