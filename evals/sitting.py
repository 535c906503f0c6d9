"""Sits an exam in this process: all scenarios of one arm, marked."""

from collections.abc import Callable, Sequence
from time import monotonic

from api.settings import Settings
from evals.report.exam import Outcome
from evals.scenarios.model import Scenario
from evals.scorers.marks import Mark, mark
from evals.solvers.arms import RULES, WITH_MODEL, solver_called
from evals.solvers.exam_desk import open_exam_desk
from evals.solvers.rest import leaks_in

Progress = Callable[[Mark], None]


async def sit(
    scenarios: Sequence[Scenario],
    *,
    solver: str = RULES,
    settings: Settings | None = None,
    seed: str = "",
    epochs: int = 1,
    progress: Progress | None = None,
) -> Outcome:
    """Run and mark all scenarios, one after the other.

    Args:
        scenarios: The exam.
        solver: Name of the arm (see evals/solvers/arms.py).
        settings: Where an arm with a model finds it.
        seed: Noted in the outcome.
        epochs: How often each scenario is run.
        progress: Told of each mark.

    Raises:
        evals.solvers.arms.UnknownSolver: No such arm, or it cannot run here.
    """
    solve = solver_called(solver, settings)
    started = monotonic()
    marks: list[Mark] = []
    secrets: list[str] = []
    async with open_exam_desk(settings if solver in WITH_MODEL else None) as exam:
        catalogue = exam.desk.catalogue
        for scenario in (one for one in scenarios for _ in range(epochs)):
            run = await solve(exam, scenario)
            secrets += run.secrets
            marks.append(mark(run, catalogue))
            if progress is not None:
                progress(marks[-1])
        kept = leaks_in(exam.stored_bytes(), secrets)
    harm = tuple(f"leaked into the store: {one}" for one in kept)
    model = str(settings.llm_model or "") if settings and solver in WITH_MODEL else ""
    return Outcome(solver, seed, catalogue.version, tuple(marks), monotonic() - started, model, harm)
