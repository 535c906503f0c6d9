"""Compares two exams over the same scenarios: what got better, what got worse, and whether that is chance."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from evals.report.exam import Outcome
from evals.report.statistics import mcnemar
from evals.scorers.marks import Mark

SIGNIFICANT_BELOW = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two exams side by side.

    Attributes:
        shared: Scenarios that both have; only these are compared.
        better: Scenarios that only the second exam got right.
        worse: Scenarios that only the first exam got right.
        newly_wrong: Scenarios that the second exam confirmed wrongly and the first did not.
        p_value: Chance of such a difference if there was none (McNemar, exact, two-sided).
    """

    shared: int
    first_good: int
    second_good: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    newly_wrong: tuple[str, ...]
    p_value: float

    @property
    def is_significant(self) -> bool:
        """Whether the difference is unlikely to be chance."""
        return self.p_value < SIGNIFICANT_BELOW


def compare(first: Outcome, second: Outcome) -> Comparison:
    """Compare two exams."""
    one, two = _verdicts(first), _verdicts(second)
    shared = sorted(one.keys() & two.keys())
    better = tuple(name for name in shared if two[name][0] and not one[name][0])
    worse = tuple(name for name in shared if one[name][0] and not two[name][0])
    return Comparison(
        shared=len(shared),
        first_good=sum(one[name][0] for name in shared),
        second_good=sum(two[name][0] for name in shared),
        better=better,
        worse=worse,
        newly_wrong=tuple(name for name in shared if two[name][1] and not one[name][1]),
        p_value=mcnemar(len(worse), len(better)),
    )


def show_comparison(console: Console, first: Outcome, second: Outcome) -> Comparison:
    """Print the comparison and return it."""
    found = compare(first, second)
    table = Table(title=f"{first.solver} ({first.seed}) against {second.solver} ({second.seed})", title_justify="left")
    for column in ("", "First", "Second"):
        table.add_column(column)
    table.add_row(f"right, of {found.shared} shared scenarios", str(found.first_good), str(found.second_good))
    table.add_row("only this one is right", str(len(found.worse)), str(len(found.better)))
    console.print(table)
    words = "more than chance would do" if found.is_significant else "no more than chance may do"
    console.print(f"McNemar p = {found.p_value:.3f}: {words}.")
    answers = {mark.scenario: mark for mark in second.marks}
    for name in (*found.newly_wrong, *(one for one in found.worse if one not in found.newly_wrong)):
        mark = answers[name]
        console.print(f"  worse: {name} expected {mark.expected}, now {mark.answered} ({mark.verdict})")
    return found


def _verdicts(outcome: Outcome) -> dict[str, tuple[bool, bool]]:
    """Say of each scenario whether all its runs are right, and whether any is confirmed and wrong."""
    return {name: (all(map(_good, same)), any(map(_wrong, same))) for name, same in outcome.by_scenario.items()}


def _good(mark: Mark) -> bool:
    return mark.is_good


def _wrong(mark: Mark) -> bool:
    return mark.confirmed_wrong
