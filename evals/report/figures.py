"""The figures of an outcome, computed once for all the ways to show them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.catalogue.load import Catalogue
from evals.report.exam import Outcome
from evals.report.statistics import (
    Bin,
    Share,
    brier,
    expected_calibration_error,
    median,
    pass_hat_k,
    reliability,
)
from evals.scorers.marks import Mark, Right


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a breakdown: of a cause, a deployment or a tag."""

    name: str
    good: Share
    exact: Share
    success: Share
    confident_and_wrong: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a report says in numbers.

    Attributes:
        good: Right cause, or an inseparable one with the question that separates.
        useful_bits: Share of answered questions that narrowed the causes.
        confusion: (family that is right, family that was named) to its count.
    """

    runs: int
    good: Share
    exact: Share
    top3: Share
    success: Share
    verdict_fits: Share
    grounded: Share
    sufficient: Share
    served: Share
    confirmed_wrong: int
    harmful: int
    leaks: int
    pass_2: float
    pass_4: float
    brier: float
    ece: float
    bins: tuple[Bin, ...]
    median_requests: float
    median_questions: float
    mean_bits: float
    useful_bits: Share
    mean_cpu_seconds: float
    tokens: int
    by_tag: tuple[Row, ...]
    by_cause: tuple[Row, ...]
    confusion: dict[tuple[str, str], int]
    families: tuple[str, ...]


def figures_of(outcome: Outcome, catalogue: Catalogue) -> Figures:
    """Compute the figures."""
    marks = outcome.marks
    pairs = calibration_pairs(marks)
    bits = [one for mark in marks for one in mark.bits]
    tries = [(sum(m.success for m in same), len(same)) for same in outcome.by_scenario.values()]
    confusion, families = _confusion(marks, catalogue)
    return Figures(
        runs=len(marks),
        good=_share(m.is_good for m in marks),
        exact=_share(m.right is Right.EXACT for m in marks),
        top3=_share(m.top3 for m in marks),
        success=_share(m.success for m in marks),
        verdict_fits=_share(m.verdict_fits for m in marks),
        grounded=_share(m.grounded for m in marks),
        sufficient=_share(m.sufficient for m in marks),
        served=_share(m.served for m in marks),
        confirmed_wrong=sum(m.confirmed_wrong for m in marks),
        harmful=sum(bool(m.harm) for m in marks) + len(outcome.harm),
        leaks=sum(any(one.startswith("leaked") for one in m.harm) for m in marks) + len(outcome.harm),
        pass_2=pass_hat_k(tries, 2),
        pass_4=pass_hat_k(tries, 4),
        brier=brier(pairs),
        ece=expected_calibration_error(pairs),
        bins=reliability(pairs),
        median_requests=median([m.requests for m in marks if m.requests]),
        median_questions=median([m.questions for m in marks]),
        mean_bits=sum(bits) / len(bits) if bits else 0.0,
        useful_bits=_share(one > 0 for one in bits),
        mean_cpu_seconds=sum(m.cpu_seconds for m in marks) / len(marks) if marks else 0.0,
        tokens=sum(m.tokens for m in marks),
        by_tag=_rows((tag, m) for m in marks for tag in m.tags),
        by_cause=_rows((m.expected, m) for m in marks),
        confusion=confusion,
        families=families,
    )


def calibration_pairs(marks: Sequence[Mark]) -> list[tuple[float, bool]]:
    """Return (confidence, exactly right) of every run that named a cause; thin tickets have no right cause."""
    able = [m for m in marks if m.answered and "thin" not in m.tags and "two-faults" not in m.tags]
    return [(m.confidence, m.right is Right.EXACT) for m in able]


def _share(flags: Iterable[bool]) -> Share:
    values = list(flags)
    return Share(sum(values), len(values))


def _rows(named: Iterable[tuple[str, Mark]]) -> tuple[Row, ...]:
    groups: dict[str, list[Mark]] = {}
    for name, mark in named:
        groups.setdefault(name, []).append(mark)
    return tuple(
        Row(
            name,
            _share(m.is_good for m in marks),
            _share(m.right is Right.EXACT for m in marks),
            _share(m.success for m in marks),
            sum(m.confirmed_wrong for m in marks),
        )
        for name, marks in sorted(groups.items())
    )


def _confusion(marks: Sequence[Mark], catalogue: Catalogue) -> tuple[dict[tuple[str, str], int], tuple[str, ...]]:
    def family(code: str) -> str:
        cause = catalogue.causes.get(code)
        return cause.family if cause else "none"

    able = [m for m in marks if "thin" not in m.tags]
    counts = Counter((family(m.expected), family(m.expected if m.is_good else m.answered)) for m in able)
    return dict(counts), tuple(sorted({name for pair in counts for name in pair}))
