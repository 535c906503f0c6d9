"""What `unlatch evals` does: sit an exam, show it, compare two, fit the temperature, bring in one's own incident."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.catalogue.load import load_catalogue
from api.settings import read_settings
from evals.calibrate import Calibration, fit, runs_of
from evals.gate import BASELINE, complaints, read_baseline
from evals.generator.generate import PUBLIC_SEED, generate, hidden_seed
from evals.report.compare import show_comparison
from evals.report.exam import Outcome, read_outcome, to_json
from evals.report.figures import figures_of
from evals.report.html import render_html
from evals.report.junit import render_junit
from evals.report.terminal import show, straight_line
from evals.scenarios.files import load_folder, load_scenario, to_yaml
from evals.scenarios.model import Scenario
from evals.scenarios.own import NotADiagnosis, scenario_from_diagnosis
from evals.scorers.marks import Mark
from evals.sitting import sit

__all__ = [
    "PUBLIC_SEED",
    "Wanted",
    "bring_in",
    "calibrate",
    "compare",
    "has_inspect",
    "one",
    "report",
    "run",
]

CALIBRATION_SEEDS = ("fit-1", "report-1")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to run and where to write it."""

    solver: str = "rules"
    seed: str = PUBLIC_SEED
    hidden: bool = False
    folder: Path | None = None
    count: int | None = None
    epochs: int = 1
    out: Path | None = None
    html: Path | None = None
    junit: Path | None = None
    log_folder: Path | None = None
    shown_failures: int = 5
    gate: bool = False


def run(console: Console, wanted: Wanted) -> int:
    """Sit an exam and show it; 1 when the gate was asked for and does not hold.

    Raises:
        evals.scenarios.files.ScenarioError: A scenario file is not as it must be.
    """
    seed, scenarios = _exam(console, wanted)
    if wanted.log_folder is not None:
        outcome = _under_inspect(wanted, seed, scenarios, wanted.log_folder)
    else:
        outcome = _plainly(console, wanted, seed, scenarios)
    return _shown(console, outcome, wanted)


def report(console: Console, path: Path, wanted: Wanted) -> int:
    """Show a stored exam again, and write it in other forms."""
    return _shown(console, read_outcome(path), wanted)


def compare(console: Console, first: Path, second: Path) -> int:
    """Compare two stored exams; 1 when the second is significantly worse or confirms a new wrong cause."""
    found = show_comparison(console, read_outcome(first), read_outcome(second))
    worse = found.is_significant and found.second_good < found.first_good
    return 1 if worse or found.newly_wrong else 0


def calibrate(console: Console, seeds: tuple[str, str] = CALIBRATION_SEEDS, count: int | None = None) -> int:
    """Fit the temperature on one seed and report it on another."""
    first, second = (asyncio.run(runs_of(generate(seed, count))) for seed in seeds)
    found = fit(first, second, load_catalogue())
    console.print(f"fitted on {seeds[0]}: {_told(found.fitted_on)}")
    console.print(f"reported on {seeds[1]}: {_told(found.reported_on)}")
    console.print(f"with temperature 1 on {seeds[1]}: {_told(found.at_one)}")
    console.print(f"The temperature stands in agent/inference.py as TEMPERATURE; {found.temperature:.1f} fits best.")
    return 0


def one(console: Console, name: str, seed: str) -> int:
    """Run one scenario, from a file or by its id, and print the straight line it took."""
    path = Path(name)
    found = load_scenario(path) if path.exists() else next((s for s in generate(seed) if s.id == name), None)
    if found is None:
        console.print(f"There is no file and, in the exam of seed {seed}, no scenario called {name}.")
        return 3
    marked = asyncio.run(sit([found], seed=seed)).marks[0]
    console.print(to_yaml(found.model_copy(update={"site": found.site.model_copy(update={"world": None})})))
    console.print(straight_line(marked))
    console.print("success" if marked.success else "no success")
    return 0 if marked.success else 1


def bring_in(console: Console, diagnosis: Path, cause: str | None, target: Path) -> int:
    """Make a scenario of a stored diagnosis (JSON of the REST API) whose cause became known.

    Raises:
        evals.scenarios.own.NotADiagnosis: The file is no diagnosis, or nobody says what the cause was.
    """
    try:
        shown = json.loads(diagnosis.read_text("utf-8"))
    except ValueError:
        raise NotADiagnosis(f"{diagnosis}: cannot be read as JSON") from None
    scenario, har = scenario_from_diagnosis(shown, cause)
    if har is not None:
        (target.parent / scenario.site.recording).write_text(har, "utf-8")
    target.write_text(to_yaml(scenario), "utf-8")
    console.print(
        f"Wrote {target}. Read it once for names that should not be kept, then run: unlatch evals one {target}"
    )
    return 0


def has_inspect() -> bool:
    """Tell whether Inspect AI is installed (extra `evals`)."""
    return find_spec("inspect_ai") is not None


def _exam(console: Console, wanted: Wanted) -> tuple[str, Sequence[Scenario]]:
    if wanted.folder is not None:
        return str(wanted.folder), load_folder(wanted.folder)[: wanted.count]
    seed = hidden_seed() if wanted.hidden else wanted.seed
    if wanted.hidden:
        console.print(f"hidden seed: {seed}")
    return seed, generate(seed, wanted.count)


def _plainly(console: Console, wanted: Wanted, seed: str, scenarios: Sequence[Scenario]) -> Outcome:
    columns = (
        TextColumn("exam"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[n]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        row = bar.add_task("exam", total=len(scenarios) * wanted.epochs, n="")
        failed = 0

        def step(mark: Mark) -> None:
            nonlocal failed
            failed += not mark.is_good
            bar.update(row, advance=1, n=f"{failed} not right")

        work = sit(
            scenarios, solver=wanted.solver, settings=read_settings(), seed=seed, epochs=wanted.epochs, progress=step
        )
        return asyncio.run(work)


def _under_inspect(wanted: Wanted, seed: str, scenarios: Sequence[Scenario], folder: Path) -> Outcome:
    from evals.tasks import sit_with_inspect

    work = sit_with_inspect(
        scenarios, arm=wanted.solver, seed=seed, epochs=wanted.epochs, log_folder=folder, settings=read_settings()
    )
    return asyncio.run(work)


def _shown(console: Console, outcome: Outcome, wanted: Wanted) -> int:
    catalogue = load_catalogue()
    figures = figures_of(outcome, catalogue)
    show(console, outcome, figures, shown_failures=wanted.shown_failures)
    for path, text in (
        (wanted.out, to_json(outcome)),
        (wanted.html, render_html(outcome, figures)),
        (wanted.junit, render_junit(outcome)),
    ):
        if path is not None:
            path.write_text(text, "utf-8")
            console.print(f"wrote {path}")
    if not wanted.gate:
        return 0
    found = complaints(outcome, read_baseline(), catalogue)
    for complaint in found:
        console.print(f"gate ({BASELINE.name}): {complaint}")
    return 1 if found else 0


def _told(found: Calibration) -> str:
    low, high = found.leader_right.interval
    return (
        f"temperature {found.temperature:.1f}, ECE {found.ece:.3f}, log loss {found.log_loss:.3f}, right "
        f"{found.leader_right.value:.1%} ({low:.1%} to {high:.1%}) of {found.answers} answers"
    )
