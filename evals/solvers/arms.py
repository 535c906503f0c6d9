"""The arms that can be examined: the product by rules, nothing at all, and later the two with a model."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from evals.scenarios.model import Scenario
from evals.solvers.exam_desk import ExamDesk
from evals.solvers.rest import Run, do_nothing, solve_by_rules


class Solve(Protocol):
    """Takes one scenario to its end."""

    def __call__(self, exam: ExamDesk, scenario: Scenario, /) -> Awaitable[Run]:
        """Solve it."""
        ...


class UnknownSolver(ValueError):  # noqa: N818 - it names what was asked for
    """No arm of that name; the text lists those there are."""


_ARMS: dict[str, Solve] = {"rules": solve_by_rules, "do_nothing": do_nothing}


def solver_called(name: str) -> Solve:
    """Return the arm of that name.

    Raises:
        UnknownSolver: No such arm.
    """
    try:
        return _ARMS[name]
    except KeyError:
        raise UnknownSolver(f"there is no solver {name!r}; there are {', '.join(sorted(_ARMS))}") from None


def add_arm(name: str, solve: Callable[[ExamDesk, Scenario], Awaitable[Run]]) -> None:
    """Add an arm; this is where the arms with a model join in."""
    _ARMS[name] = solve
