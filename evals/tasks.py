"""The one door to Inspect AI: exam tasks, solvers and scorers, for `inspect eval` and for `unlatch evals run`.

No model is asked: the solver is the product itself over its REST API, the scorer is code. Inspect brings epochs, logs
and the log viewer (`inspect view`). Source: https://inspect.aisi.org.uk/
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inspect_ai import Epochs, Task, eval_async, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from agent.catalogue.load import load_catalogue
from api.settings import Settings, read_settings
from evals.generator.generate import PUBLIC_SEED, generate
from evals.report.exam import Outcome, mark_from
from evals.scenarios.files import load_folder
from evals.scenarios.model import Scenario
from evals.scorers.marks import Mark, mark
from evals.solvers.arms import WITH_MODEL, solver_called
from evals.solvers.exam_desk import ExamDesk, open_exam_desk
from evals.solvers.rest import leaks_in

MODEL = "none/none"
_KEY = "mark"
Examine = Callable[[Scenario], Awaitable[Mark]]


@task
def exam(seed: str = PUBLIC_SEED, count: int = 0, arm: str = "rules") -> Task:
    """The generated exam; each sample gets a service of its own."""
    return exam_task(generate(seed, count or None), _alone(arm), name=f"exam-{seed}")


@task
def library(folder: str = "", arm: str = "rules") -> Task:
    """The hand-written and recorded scenarios of a folder."""
    return exam_task(load_folder(Path(folder)) if folder else load_folder(), _alone(arm), name="library")


def exam_task(scenarios: Sequence[Scenario], examine: Examine, *, name: str, epochs: int = 1) -> Task:
    """Make a task of scenarios and of what examines one."""
    samples = [
        Sample(
            id=one.id,
            input=one.ticket.text or "(no words, only pastes)",
            target=list(one.expected.codes),
            metadata={"tags": list(one.tags), "scenario": one.model_dump(mode="json")},
        )
        for one in scenarios
    ]
    return Task(
        name=name, dataset=MemoryDataset(samples), solver=_product(examine), scorer=_by_code(), epochs=Epochs(epochs)
    )


async def sit_with_inspect(
    scenarios: Sequence[Scenario],
    *,
    arm: str,
    seed: str,
    epochs: int,
    log_folder: Path,
    settings: Settings | None = None,
) -> Outcome:
    """Run an exam under Inspect with one shared service, and return its outcome.

    Raises:
        evals.solvers.arms.UnknownSolver: No such arm, or it cannot run here.
        RuntimeError: Inspect could not finish the exam.
    """
    solve = solver_called(arm, settings)
    secrets: list[str] = []
    async with open_exam_desk(settings if arm in WITH_MODEL else None) as desk:

        async def examine(scenario: Scenario) -> Mark:
            run = await solve(desk, scenario)
            secrets.extend(run.secrets)
            return mark(run, desk.desk.catalogue)

        work = exam_task(scenarios, examine, name=f"exam-{seed}", epochs=epochs)
        logs = await eval_async(work, model=MODEL, log_dir=str(log_folder), max_samples=1, log_samples=True)
        stored = leaks_in(desk.stored_bytes(), secrets)
    return _outcome(logs[0], arm, seed, stored, desk)


@solver
def _product(examine: Examine) -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate  # the product answers, no model is asked
        scenario = Scenario.model_validate(state.metadata["scenario"])
        marked = await examine(scenario)
        state.store.set(_KEY, json.loads(json.dumps(asdict(marked))))
        state.output.completion = f"{marked.answered} ({marked.verdict}, {marked.confidence:.2f})"
        state.completed = True
        return state

    return solve


@scorer(metrics={"*": [mean(), stderr()]})
def _by_code() -> Scorer:
    async def score(state: TaskState, target: Target) -> Score:
        marked = mark_from(state.store.get(_KEY))
        value = {
            "right": float(marked.is_good),
            "exact": float(marked.right.value == "exact"),
            "top3": float(marked.top3),
            "success": float(marked.success),
            "grounded": float(marked.grounded),
            "sufficient": float(marked.sufficient),
            "confirmed_wrong": float(marked.confirmed_wrong),
            "harm": float(bool(marked.harm)),
            "requests": float(marked.requests),
        }
        wanted = {"expected": list(target)}
        return Score(value=value, answer=marked.answered, explanation="\n".join(marked.trail), metadata=wanted)

    return score


def _alone(arm: str) -> Examine:
    settings = read_settings() if arm in WITH_MODEL else None
    solve = solver_called(arm, settings)

    async def examine(scenario: Scenario) -> Mark:
        async with open_exam_desk(settings) as desk:
            return mark(await solve(desk, scenario), load_catalogue())

    return examine


def _outcome(log: EvalLog, arm: str, seed: str, stored: tuple[str, ...], desk: ExamDesk) -> Outcome:
    if log.status != "success" or log.samples is None:
        raise RuntimeError(f"Inspect ended with {log.status}: {log.error.message if log.error else 'no reason given'}")
    raw: list[dict[str, Any]] = [sample.store[_KEY] for sample in log.samples]
    marks = tuple(mark_from(one) for one in raw)
    seconds = sum(sample.total_time or 0.0 for sample in log.samples)
    harm = tuple(f"leaked into the store: {one}" for one in stored)
    return Outcome(arm, seed, desk.desk.catalogue.version, marks, seconds, harm=harm)
