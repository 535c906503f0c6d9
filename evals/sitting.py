"""Sits an exam in this process: all scenarios of one arm, marked."""

from collections.abc import Callable, Sequence
from time import monotonic

from evals.report.exam import Outcome
from evals.scenarios.model import Scenario
from evals.scorers.marks import Mark, mark
from evals.solvers.arms import solver_called
from evals.solvers.exam_desk import open_exam_desk
from evals.solvers.rest import leaks_in

Progress = Callable[[Mark], None]


async def sit(
    scenarios: Sequence[Scenario],
    *,
    solver: str = "rules",
    seed: str = "",
    epochs: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Run and mark all scenarios, one after the other.

    Args:
        scenarios: The exam.
        solver: Name of the arm (see evals/solvers/arms.py).
        seed: Noted in the outcome.
        epochs: How often each scenario is run.
        progress: Told of each mark.

    Raises:
        evals.solvers.arms.UnknownSolver: No such arm.
    """
    solve = solver_called(solver)
    started = monotonic()
    marks: list[Mark] = []
    secrets: list[str] = []
    async with open_exam_desk() as exam:
        catalogue = exam.desk.catalogue
        for scenario in (one for one in scenarios for _ in range(epochs)):
            run = await solve(exam, scenario)
            secrets += run.secrets
            marks.append(mark(run, catalogue))
            if progress is not None:
                progress(marks[-1])
        kept = leaks_in(exam.stored_bytes(), secrets)
    harm = tuple(f"leaked into the store: {one}" for one in kept)
    return Outcome(solver, seed, catalogue.version, tuple(marks), monotonic() - started, harm=harm)
