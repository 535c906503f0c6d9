"""The arms that can be examined: the product by rules, with a model, a model alone, and nothing at all."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from api.settings import Settings
from evals.scenarios.model import Scenario
from evals.solvers.exam_desk import ExamDesk
from evals.solvers.llm_only import solve_by_model_alone
from evals.solvers.rest import Run, do_nothing, solve_by_rules

RULES = "rules"
NO_MODEL = (
    "The arm {name!r} asks a language model, and none is configured. Set UNLATCH_LLM_MODEL and, unless it is OpenAI's "
    "own, UNLATCH_LLM_BASE_URL and UNLATCH_LLM_API_KEY; then run it again. The arms rules and do_nothing need no key."
)


class Solve(Protocol):
    """Takes one scenario to its end."""

    def __call__(self, exam: ExamDesk, scenario: Scenario, /) -> Awaitable[Run]:
        """Solve it."""
        ...


class UnknownSolver(ValueError):  # noqa: N818 - it names what was asked for
    """No arm of that name, or one that cannot run here; the text says what to do."""


_Solver = Callable[[ExamDesk, Scenario], Awaitable[Run]]
_ARMS: dict[str, _Solver] = {
    RULES: solve_by_rules,
    "llm": solve_by_rules,  # the same path; the service it goes to has a model
    "llm_only": solve_by_model_alone,
    "do_nothing": do_nothing,
}
WITH_MODEL = frozenset({"llm", "llm_only"})
ARMS = tuple(_ARMS)


def solver_called(name: str, settings: Settings | None = None) -> Solve:
    """Return the arm of that name.

    Args:
        name: One of `ARMS`.
        settings: What the service runs with; tells whether a model is configured. None means none is.

    Raises:
        UnknownSolver: No such arm, or it cannot run here.
    """
    if name not in _ARMS:
        raise UnknownSolver(f"there is no solver {name!r}; there are {', '.join(sorted(_ARMS))}")
    if name in WITH_MODEL and not (settings and settings.llm_model):
        raise UnknownSolver(NO_MODEL.format(name=name))
    return _ARMS[name]
