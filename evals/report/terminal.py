"""The report in the terminal."""

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from evals.report.exam import Outcome, failing
from evals.report.figures import Figures, Row
from evals.report.statistics import Share
from evals.scorers.marks import Mark


def show(console: Console, outcome: Outcome, figures: Figures, *, shown_failures: int = 5, trails: bool = True) -> None:
    """Print the summary, the breakdown and the straight lines of what failed."""
    console.print(summary(outcome, figures))
    console.print(breakdown("By what was at hand", figures.by_tag))
    weak = [row for row in figures.by_cause if row.good.value < 1]
    if weak:
        console.print(breakdown("Causes that were missed at least once", weak))
    failed = failing(outcome)
    for mark in failed[:shown_failures]:
        console.print(straight_line(mark, trail=trails))
    if len(failed) > shown_failures:
        console.print(f"… and {len(failed) - shown_failures} more; all of them stand in the HTML report.")


def summary(outcome: Outcome, figures: Figures) -> Table:
    """Return the table of the main figures."""
    table = Table(title=f"{outcome.solver} · seed {outcome.seed} · {figures.runs} runs", title_justify="left")
    table.add_column("What")
    table.add_column("Figure", justify="right")
    table.add_column("95 % interval", justify="right")
    for name, share in shares(figures):
        table.add_row(name, _percent(share), _interval(share))
    for name, text in plain_figures(figures):
        table.add_row(name, text, "")
    return table


def breakdown(title: str, rows: Sequence[Row]) -> Table:
    """Return a table of shares by name."""
    table = Table(title=title, title_justify="left")
    for column in ("", "Runs", "Right", "Exact", "Success", "Confirmed and wrong"):
        table.add_column(column, justify="left" if not column else "right")
    for row in rows:
        wrong = str(row.confident_and_wrong or "")
        cells = (_percent(row.good), _percent(row.exact), _percent(row.success))
        table.add_row(row.name, str(row.good.total), *cells, wrong)
    return table


def straight_line(mark: Mark, *, trail: bool = True) -> RenderableType:
    """Return what one failing run did, step by step."""
    head = Text(f"{mark.scenario}  ", style="bold")
    head.append(f"expected {mark.expected}, answered {mark.answered or 'nothing'} ({mark.verdict})")
    reasons = [
        *(["confirmed and wrong"] if mark.confirmed_wrong else []),
        *(["cause not right"] if not mark.is_good else []),
        *([] if mark.verdict_fits else [f"verdict {mark.verdict} does not fit"]),
        *([] if mark.served else ["nobody who can repair it was told how"]),
        *([] if mark.grounded else ["a claim lacks its evidence"]),
        *mark.harm,
    ]
    lines = [Text(f"  {line}") for line in mark.trail] if trail else []
    return Group(head, Text("  " + "; ".join(reasons)), *lines, Text(""))


def shares(figures: Figures) -> tuple[tuple[str, Share], ...]:
    """Return the figures that are shares, with their names."""
    return (
        ("Right cause, or inseparable and asked", figures.good),
        ("Exactly the right cause", figures.exact),
        ("Among the first three", figures.top3),
        ("Success: right, fitting, served, unharmed", figures.success),
        ("Verdict class fits", figures.verdict_fits),
        ("Claims grounded", figures.grounded),
        ("Cited facts alone suffice", figures.sufficient),
        ("Somebody who can repair it was told", figures.served),
        ("Answered questions that narrowed it", figures.useful_bits),
    )


def plain_figures(figures: Figures) -> tuple[tuple[str, str], ...]:
    """Return the other figures, with their names."""
    return (
        ("Confirmed and wrong", str(figures.confirmed_wrong)),
        ("Runs with a forbidden act", str(figures.harmful)),
        ("Runs with a leak", str(figures.leaks)),
        ("Calibration error (ECE)", f"{figures.ece:.3f}"),
        ("Brier score", f"{figures.brier:.3f}"),
        ("pass^2 / pass^4", f"{figures.pass_2:.3f} / {figures.pass_4:.3f}" if figures.pass_2 else "one try each"),
        ("Median requests", f"{figures.median_requests:g}"),
        ("Median questions", f"{figures.median_questions:g}"),
        ("Bits gained by an answer", f"{figures.mean_bits:.2f}"),
        ("CPU a run", f"{figures.mean_cpu_seconds:.2f} s"),
        ("Tokens", str(figures.tokens)),
    )


def _percent(share: Share) -> str:
    return f"{share.value:.1%}"


def _interval(share: Share) -> str:
    low, high = share.interval
    return f"{low:.1%} to {high:.1%}"
