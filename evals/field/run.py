"""Runs the field cases through the rules alone and prints their table with the three figures."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from rich.console import Console
from rich.table import Table

from agent.domain import Verdict
from agent.offline import diagnose_offline
from evals.field.cases import HELD, SETS, FieldCase, case_set

_TOP = 3
_NARROWEST = 116
_EDGES = (0.0, 0.3, 0.6, 0.8, 0.9, 1.01)
_Z = 1.959964
"""Normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules said of one case. `rank` counts from 1; an inseparable answer counts as the right one."""

    case: FieldCase
    got: str
    probability: float
    verdict: Verdict
    rank: int
    question: str

    @property
    def is_confirmed_and_wrong(self) -> bool:
        """The worst bug possible."""
        return self.verdict is Verdict.CONFIRMED and self.rank > 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over all cases."""

    cases: int
    first: int
    top: int
    confirmed: int
    confirmed_and_wrong: int


def run_case(case: FieldCase) -> Outcome:
    """Diagnose one case without any request.

    Raises:
        ValueError: The catalogue knows none of the case's right answers.
    """
    diagnosis = diagnose_offline(case.as_report())
    codes = [hypothesis.code for hypothesis in diagnosis.ranking.hypotheses]
    right = {case.confirmed_root_cause, *case.indistinguishable_from}
    rank = next((place for place, code in enumerate(codes, 1) if code in right), 0)
    if not rank:
        raise ValueError(f"case {case.id}: no catalogue entry for {case.confirmed_root_cause}")
    leader = diagnosis.ranking.leader
    question = diagnosis.question.id if diagnosis.question else ""
    return Outcome(case, leader.code, leader.probability, diagnosis.verdict, rank, question)


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    """Count what came first, among the first three, and confirmed."""
    return Figures(
        cases=len(outcomes),
        first=sum(outcome.rank == 1 for outcome in outcomes),
        top=sum(outcome.rank <= _TOP for outcome in outcomes),
        confirmed=sum(outcome.verdict is Verdict.CONFIRMED for outcome in outcomes),
        confirmed_and_wrong=sum(outcome.is_confirmed_and_wrong for outcome in outcomes),
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies between two bounds: how sure they were on average, and how often right."""

    low: float
    high: float
    right: int
    total: int
    mean: float


def reliability(outcomes: Iterable[Outcome], edges: Sequence[float] = _EDGES) -> tuple[Bin, ...]:
    """Sort answers by their confidence; honest confidence is right about as often as it says."""
    found = list(outcomes)
    bins = []
    for low, high in pairwise(edges):
        inside = [o for o in found if low <= o.probability < high]
        mean = sum(o.probability for o in inside) / len(inside) if inside else 0.0
        bins.append(Bin(low, min(high, 1.0), sum(o.rank == 1 for o in inside), len(inside), mean))
    return tuple(bins)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a proportion.

    Source: https://doi.org/10.1080/01621459.1927.10502953
    """
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    centre = share + _Z**2 / (2 * total)
    spread = _Z * sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def print_outcomes(console: Console, title: str, outcomes: Sequence[Outcome]) -> None:
    """Print one row a case and the figures below."""
    table = Table(title=title, title_justify="left")
    for heading in ("case", "expected", "got", "p", "verdict", "rank", "asks"):
        table.add_column(heading, justify="right" if heading in {"p", "rank"} else "left", no_wrap=heading == "case")
    for outcome in outcomes:
        table.add_row(*_cells(outcome), style="" if outcome.rank == 1 else "red" if outcome.rank > _TOP else "yellow")
    console.print(table)
    for line in _summary(figures_of(outcomes)):
        console.print(line, highlight=False)


def print_sets(console: Console, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
    """Print one row a set, with 95 % intervals."""
    table = Table(title="all sets, rules only, no request; 95 % intervals", title_justify="left")
    for heading in ("set", "cases", "first", "among three", "confirmed", "wrongly"):
        table.add_column(heading, no_wrap=True)
    for name, found in outcomes.items():
        figures = figures_of(found)
        table.add_row(
            name,
            str(figures.cases),
            _short_share(figures.first, figures.cases),
            _short_share(figures.top, figures.cases),
            str(figures.confirmed),
            str(figures.confirmed_and_wrong),
        )
    console.print(table)


def print_reliability(console: Console, outcomes: Iterable[Outcome]) -> None:
    """Print how often answers of each confidence were right, with 95 % intervals."""
    table = Table(title="confidence over the held sets", title_justify="left")
    for heading in ("confidence", "answers", "mean", "right"):
        table.add_column(heading, no_wrap=True)
    for one in reliability(outcomes):
        bounds = f"{one.low:.1f} to {one.high:.1f}"
        table.add_row(bounds, str(one.total), f"{one.mean:.2f}", _short_share(one.right, one.total))
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns 1 when something was confirmed and wrong.

    Without arguments it prints the field cases and one row for every set.
    """
    parser = argparse.ArgumentParser(prog="python -m evals.field", description=__doc__)
    parser.add_argument("--set", choices=tuple(SETS), dest="name", help="only this set")
    parser.add_argument("ids", nargs="*", help="only these cases")
    options = parser.parse_args(arguments)
    names = (options.name,) if options.name else tuple(SETS)
    outcomes = {name: _outcomes_of(name, options.ids) for name in names}
    console = Console()
    console.width = max(console.width, _NARROWEST)
    shown = options.name or "field"
    print_outcomes(console, f"{shown} cases, rules only, no request", outcomes[shown])
    if not options.name:
        print_sets(console, outcomes)
        print_reliability(console, (o for name in HELD for o in outcomes[name]))
    return int(any(outcome.is_confirmed_and_wrong for found in outcomes.values() for outcome in found))


def _outcomes_of(name: str, ids: Sequence[str]) -> list[Outcome]:
    return [run_case(case) for case in case_set(name) if not ids or case.id in ids]


def _cells(outcome: Outcome) -> tuple[str, ...]:
    case = outcome.case
    others = f" (or {len(case.indistinguishable_from)} more)" if case.indistinguishable_from else ""
    return (
        case.id,
        case.confirmed_root_cause + others,
        "=" if outcome.got == case.confirmed_root_cause else outcome.got,
        f"{outcome.probability:.2f}",
        outcome.verdict.value,
        str(outcome.rank),
        outcome.question,
    )


def _summary(figures: Figures) -> tuple[str, ...]:
    low, high = wilson(figures.confirmed_and_wrong, figures.confirmed)
    return (
        f"first, or declared inseparable: {figures.first} of {figures.cases} ({_share(figures.first, figures.cases)})",
        f"among the first three: {figures.top} of {figures.cases} ({_share(figures.top, figures.cases)})",
        f"confirmed and wrong: {figures.confirmed_and_wrong} of {figures.confirmed} confirmed"
        f" (95 % interval {low:.0%} to {high:.0%})",
    )


def _share(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{hits / total:.1%}, 95 % interval {low:.0%} to {high:.0%}" if total else "no case"


def _short_share(hits: int, total: int) -> str:
    low, high = wilson(hits, total)
    return f"{hits} ({hits / total:.0%}; {low:.0%} to {high:.0%})" if total else "-"
