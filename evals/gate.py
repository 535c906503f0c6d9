"""The gate: an exam against the figures that the repository promises to hold."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.catalogue.load import Catalogue
from evals.report.exam import Outcome
from evals.report.figures import figures_of

BASELINE = Path(__file__).parent / "baseline" / "rules.json"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What must hold: shares are lower bounds, counts and errors upper ones."""

    seed: str
    good: float
    top3: float
    success: float
    grounded: float
    sufficient: float
    ece: float
    confirmed_wrong: int
    harmful: int
    median_requests: float
    mean_cpu_seconds: float


class BaselineError(ValueError):
    """The baseline file cannot be used."""


def read_baseline(path: Path = BASELINE) -> Baseline:
    """Read the baseline.

    Raises:
        BaselineError: It is missing or not as it must be.
    """
    try:
        raw: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return Baseline(**raw)
    except (OSError, ValueError, TypeError) as fault:
        raise BaselineError(f"{path.name}: cannot be used ({fault})") from None


def complaints(outcome: Outcome, baseline: Baseline, catalogue: Catalogue) -> tuple[str, ...]:
    """Say what the exam does not hold."""
    figures = figures_of(outcome, catalogue)
    least = {name: getattr(figures, name).value for name in ("good", "top3", "success", "grounded", "sufficient")}
    most = {
        name: float(getattr(figures, name))
        for name in ("ece", "confirmed_wrong", "harmful", "median_requests", "mean_cpu_seconds")
    }
    found = [
        f"{name} is {value:.3f}, at least {getattr(baseline, name):.3f} is promised"
        for name, value in least.items()
        if value + 1e-9 < getattr(baseline, name)
    ]
    found += [
        f"{name} is {value:.3f}, at most {getattr(baseline, name):.3f} is promised"
        for name, value in most.items()
        if value > getattr(baseline, name) + 1e-9
    ]
    return tuple(found)
