"""The exam itself: the gate that blocks a release, and the arm that must score nothing."""

from agent.catalogue.load import load_catalogue
from evals.gate import complaints, read_baseline
from evals.generator.generate import PUBLIC_SEED, generate
from evals.report.figures import figures_of
from evals.scenarios.files import LIBRARY, load_folder
from evals.sitting import sit
from evals.solvers.recorded import RECORDINGS


async def test_the_whole_exam_holds_what_the_baseline_promises() -> None:
    baseline = read_baseline()

    outcome = await sit(generate(baseline.seed), seed=baseline.seed)

    assert complaints(outcome, baseline, load_catalogue()) == ()


async def test_recordings_are_replayed_without_a_miss_and_nothing_wrong_is_confirmed() -> None:
    outcome = await sit(load_folder(RECORDINGS), seed="recordings")

    assert {mark.scenario: mark.harm for mark in outcome.marks if mark.harm} == {}
    assert [mark.scenario for mark in outcome.marks if mark.confirmed_wrong] == []


async def test_written_scenarios_run_without_harm() -> None:
    outcome = await sit(load_folder(LIBRARY), seed="library")

    assert [(mark.scenario, mark.harm) for mark in outcome.marks if mark.harm or mark.confirmed_wrong] == []


async def test_doing_nothing_scores_nothing() -> None:
    outcome = await sit(generate(PUBLIC_SEED), solver="do_nothing")

    figures = figures_of(outcome, load_catalogue())

    assert (figures.good.hits, figures.success.hits, figures.top3.hits) == (0, 0, 0)
    assert figures.runs >= 300
