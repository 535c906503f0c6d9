"""The report for a terminal, with rich. Control characters of pasted text are never passed on."""

import re

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from api.reports.outline import Line, Outline, Step

_STRESS = re.compile(r"\*([^*\s][^*]*)\*")
_COLOURS = {"confirmed": "green", "likely": "yellow", "inconclusive": "blue"}


def render(report: Outline) -> RenderableType:
    """Draw the report."""
    parts: list[RenderableType] = [_head(report), Text()]
    parts += _group(report)
    parts += _question(report)
    for step in report.steps:
        parts += _step(report.doing, step)
    parts += [Rule(style="dim")]
    parts += _reasons("Why we say so", report.reasons)
    parts += _plain("Also there", report.contributing)
    parts += _reasons("Ruled out", report.ruled_out)
    parts += _reasons("Still possible", report.open_causes)
    parts += _plain("Not tried", report.not_tried)
    parts += _plain("Mind", report.cautions)
    parts += _evidence(report)
    return Padding(Group(*parts, Text(), Text(report.footer, style="dim")), (1, 2))


def print_report(report: Outline, console: Console) -> None:
    """Print the report."""
    console.print(render(report), highlight=False)


def clean(text: str) -> str:
    """Replace what a terminal could take for a command."""
    return "".join(c if c.isprintable() else " " for c in text)


def _head(report: Outline) -> Text:
    colour = _COLOURS[report.verdict]
    head = Text(f"{clean(report.sent)}\n\n" if report.sent else "", style="dim")
    head.append(f"{report.mark} {report.verdict.capitalize()} · {report.confidence:.2f}   ", style=f"bold {colour}")
    head.append(report.title, style="bold")
    head.append(f"\n\n{report.summary}")
    return head


def _group(report: Outline) -> list[RenderableType]:
    if not report.group_says:
        return []
    shares = "  " + " · ".join(f"{name} {share:.2f}" for name, share in report.shares)
    return [Text(report.group_says), Text(shares, style="cyan"), Text()]


def _question(report: Outline) -> list[RenderableType]:
    if not report.question:
        return []
    options = Text("\n").join(Text(f"   [{option}] {label}", style="cyan") for option, label in report.options)
    return [Text("One question would settle more:", style="bold"), Text(report.question), options, Text()]


def _step(doing: str, step: Step) -> list[RenderableType]:
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column(overflow="fold")
    for index, text in enumerate(step.steps, 1):
        table.add_row(f" {index}.", _commands(text))
    head = Text.assemble((doing, "bold"), f"   ({step.who})")
    return [head, table, Text.assemble((" Proof: ", "bold"), _commands(step.check)), Text()]


def _commands(text: str) -> Text:
    """Show what stands in backticks as a command, and what stands between asterisks as stress."""
    shown = Text(overflow="fold")
    for index, piece in enumerate(text.split("`")):
        if index % 2:
            shown.append(piece, style="cyan")
        else:
            shown.append_text(_stressed(piece))
    return shown


def _stressed(text: str) -> Text:
    shown = Text()
    for index, piece in enumerate(_STRESS.split(text)):
        shown.append(piece, style="italic" if index % 2 else "")
    return shown


def _reasons(title: str, lines: tuple[Line, ...]) -> list[RenderableType]:
    if not lines:
        return []
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row(Text(", ".join(line.ids) or "·", style="cyan"), Text(clean(line.text), overflow="fold"))
    return [Text(title, style="bold"), Padding(table, (0, 0, 1, 1))]


def _plain(title: str, items: tuple[str, ...]) -> list[RenderableType]:
    return _reasons(title, tuple(Line((), item) for item in items))


def _evidence(report: Outline) -> list[RenderableType]:
    if not report.evidence:
        return []
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for column in ("", "What was asked or told", "Answer", "Shows"):
        table.add_column(column, overflow="fold")
    for seen in report.evidence:
        shown = (Text(clean(part)) for part in (seen.what, seen.answer, "; ".join(seen.shows)))
        table.add_row(Text(seen.id, style="cyan"), *shown)
    return [Text("Evidence", style="bold"), table]
