"""`unlatch doctor`: looks at an installation and says what to do. Nothing is changed."""

import asyncio
import sys
from collections.abc import Iterator

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from api.doctor.finding import Finding, Level, Section, Sight
from api.reports.terminal import clean
from api.settings import environment

FOUND_PROBLEMS = 1
_MARKS = {
    Level.GOOD: ("✓", "green"),
    Level.NOTE: ("·", "blue"),
    Level.WARNING: ("!", "yellow"),
    Level.PROBLEM: ("✗", "bold red"),
}
_STATES = {"yes": "green", "no": "red", "not tried": "dim"}


@click.command("doctor")
@click.option("--about", default="", help="User name, account id or e-mail address to try the look-ups on.")
@click.option("--offline", is_flag=True, help="Ask no site; look at settings, sites file, model and store only.")
def command(about: str, *, offline: bool) -> None:
    """Check settings, store, model, sites and look-up accounts, and say what to do about each finding.

    Reads only. Exit status: 0 nothing stands in the way, 1 a problem was found.
    """
    sections = asyncio.run(_make_round(Console(), about, offline=offline))
    if any(one.level is Level.PROBLEM for section in sections for one in section.findings):
        sys.exit(FOUND_PROBLEMS)


async def _make_round(console: Console, about: str, *, offline: bool) -> list[Section]:
    from api.doctor.rounds import make_round

    seen = []
    async for section in make_round(environment(), about, offline=offline):
        console.print(_drawn(section), highlight=False)
        seen.append(section)
    console.print(_summary(seen), highlight=False)
    return seen


def _drawn(section: Section) -> RenderableType:
    parts: list[RenderableType] = [Text(section.title, style="bold"), _findings(section.findings)]
    if section.sights:
        parts += [Text(), _sights(section.sights)]
    return Padding(Group(*parts), (1, 2, 0, 2))


def _findings(findings: tuple[Finding, ...]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(min_width=14)
    table.add_column(overflow="fold")
    for one in findings:
        mark, colour = _MARKS[one.level]
        told = Text(clean(one.told), overflow="fold")
        if one.fix:
            told.append(f"\n→ {clean(one.fix)}", style="cyan")
        table.add_row(Text(mark, style=colour), Text(one.about, style="dim"), told)
    return table


def _sights(sights: tuple[Sight, ...]) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("Look-up", "May see", "What stays open without it", "Least role"):
        table.add_column(column, overflow="fold")
    for one in sights:
        state = Text(one.state, style=_STATES[one.state]).append(f"\n{clean(one.because)}", style="dim")
        open_without = Text("" if one.state == "yes" else one.unanswered, overflow="fold")
        table.add_row(Text(one.probe, style="cyan"), state, open_without, Text(one.role, style="dim"))
    return Padding(table, (0, 0, 0, 2))


def _summary(sections: list[Section]) -> RenderableType:
    levels = [one.level for section in sections for one in section.findings]
    words = ", ".join(_counted(levels))
    problems = levels.count(Level.PROBLEM)
    style = "bold red" if problems else "bold green"
    told = words or "Nothing to do."
    return Padding(Group(Rule(style="dim"), Text(told, style=style)), (1, 2))


def _counted(levels: list[Level]) -> Iterator[str]:
    for level in (Level.PROBLEM, Level.WARNING):
        count = levels.count(level)
        if count:
            yield f"{count} {level.value}{'s' if count > 1 else ''}"
