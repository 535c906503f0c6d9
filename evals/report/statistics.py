"""The statistics of a report, in plain Python: intervals, pass^k, calibration, significance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, log, sqrt

_Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % Wilson interval."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share itself, 0 of nothing is 0."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson interval.

        Source: https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm
        """
        n = self.total
        if not n:
            return (0.0, 1.0)
        centre = self.value + _Z95**2 / (2 * n)
        spread = _Z95 * sqrt(self.value * (1 - self.value) / n + _Z95**2 / (4 * n * n))
        scale = 1 + _Z95**2 / n
        return (max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of the reliability table: answers of about the same confidence."""

    low: float
    high: float
    count: int
    said: float
    was: float


def reliability(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> tuple[Bin, ...]:
    """Sort (confidence, right) pairs into bins of equal width; empty bins are left out."""
    rows = []
    for index in range(bins):
        low, high = index / bins, (index + 1) / bins
        inside = [pair for pair in pairs if low <= pair[0] < high or (index == bins - 1 and pair[0] == 1.0)]
        if inside:
            said = sum(confidence for confidence, _ in inside) / len(inside)
            was = sum(right for _, right in inside) / len(inside)
            rows.append(Bin(low, high, len(inside), said, was))
    return tuple(rows)


def expected_calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the mean distance between said and true probability, weighted by the bins' sizes."""
    if not pairs:
        return 0.0
    return sum(row.count * abs(row.said - row.was) for row in reliability(pairs, bins)) / len(pairs)


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the mean squared distance between confidence and outcome."""
    return sum((confidence - right) ** 2 for confidence, right in pairs) / len(pairs) if pairs else 0.0


def log_loss(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the mean negative log likelihood of the outcomes."""
    if not pairs:
        return 0.0
    floor = 1e-6
    terms = (log(max(floor, confidence if right else 1 - confidence)) for confidence, right in pairs)
    return -sum(terms) / len(pairs)


def pass_hat_k(successes: Sequence[tuple[int, int]], k: int) -> float:
    """Return the chance that all of k tries of a scenario succeed, averaged over scenarios.

    Args:
        successes: (successes, tries) of each scenario; scenarios with fewer than k tries are left out.
        k: How many tries must all succeed.
    """
    able = [(hits, tries) for hits, tries in successes if tries >= k]
    return sum(comb(hits, k) / comb(tries, k) for hits, tries in able) / len(able) if able else 0.0


def mcnemar(first_only: int, second_only: int) -> float:
    """Return the exact two-sided p value that two paired arms differ by chance.

    Args:
        first_only: Scenarios that only the first arm got right.
        second_only: Scenarios that only the second arm got right.
    """
    n, fewer = first_only + second_only, min(first_only, second_only)
    if n == 0:
        return 1.0
    tail: float = sum(comb(n, i) for i in range(fewer + 1)) / 2**n
    return min(1.0, 2 * tail)


def median(values: Sequence[float]) -> float:
    """Return the median, 0 of nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
