"""Fits the one number of the inference, its temperature, on one seed and reports it on another.

The strengths of the catalogue are checked by the exam itself; nothing but the temperature is ever fitted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.catalogue.load import Catalogue
from evals.report.statistics import Share, expected_calibration_error, log_loss
from evals.scenarios.model import Scenario
from evals.scorers.seen import rank_again, seen_of
from evals.solvers.exam_desk import open_exam_desk
from evals.solvers.rest import Run, solve_by_rules

_LOWEST, _HIGHEST, _STEP = 0.6, 2.6, 0.1


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well confidence fits the truth at one temperature."""

    temperature: float
    log_loss: float
    ece: float
    answers: int
    leader_right: Share


@dataclass(frozen=True, slots=True)
class Fit:
    """The temperature that fits one seed best, and how it does on another."""

    temperature: float
    fitted_on: Calibration
    reported_on: Calibration
    at_one: Calibration


async def runs_of(scenarios: Sequence[Scenario]) -> list[Run]:
    """Run scenarios by rules."""
    async with open_exam_desk() as exam:
        return [await solve_by_rules(exam, one) for one in scenarios if not one.expected.asks]


def fit(first: Sequence[Run], second: Sequence[Run], catalogue: Catalogue) -> Fit:
    """Choose the temperature with the least log loss on the first runs and report it on the second."""
    steps = round((_HIGHEST - _LOWEST) / _STEP)
    tried = [calibration_at(_LOWEST + _STEP * i, first, catalogue) for i in range(steps + 1)]
    best = min(tried, key=lambda one: one.log_loss)
    reported = calibration_at(best.temperature, second, catalogue)
    return Fit(best.temperature, best, reported, calibration_at(1.0, second, catalogue))


def calibration_at(temperature: float, runs: Sequence[Run], catalogue: Catalogue) -> Calibration:
    """Rank every run's evidence again at a temperature and compare confidence with the truth."""
    pairs = []
    for run in runs:
        seen = seen_of(run.diagnosis.get("evidence", []))
        leader = rank_again(catalogue, run.scenario, seen, temperature=temperature).leader
        pairs.append((leader.probability, leader.code in run.scenario.expected.codes))
    right = Share(sum(good for _, good in pairs), len(pairs))
    return Calibration(temperature, log_loss(pairs), expected_calibration_error(pairs), len(pairs), right)
