"""The report in its forms: figures, terminal, HTML, JSON, JUnit, and the comparison of two exams."""

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.parsers.expat import ParserCreate

import pytest
from rich.console import Console

from agent.catalogue.load import load_catalogue
from evals.gate import Baseline, BaselineError, complaints, read_baseline
from evals.report.compare import compare, show_comparison
from evals.report.exam import Outcome, OutcomeError, failing, read_outcome, to_json
from evals.report.figures import figures_of
from evals.report.html import render_html
from evals.report.junit import render_junit
from evals.report.terminal import show
from evals.scorers.marks import Right
from tests.evals.evals_runs import mark_of, outcome_of

CATALOGUE = load_catalogue()
WRONG = mark_of("q-2", Right.WRONG, 0.95, verdict="confirmed", confirmed_wrong=True)
MIXED = outcome_of(mark_of("q-1"), WRONG, mark_of("q-3", Right.ASKED, tags=("cloud", "thin")))


def _printed(outcome: Outcome) -> str:
    out = Console(file=io.StringIO(), width=160)
    show(out, outcome, figures_of(outcome, CATALOGUE))
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_the_figures_count_what_they_say() -> None:
    figures = figures_of(MIXED, CATALOGUE)

    assert (figures.good.hits, figures.good.total, figures.confirmed_wrong) == (2, 3, 1)
    assert figures.ece == pytest.approx((0.1 + 0.95) / 2 / 1, abs=0.5)
    assert {row.name: row.good.total for row in figures.by_tag}["thin"] == 1
    assert figures.confusion[("credential", "network")] == 1


def test_thin_tickets_have_no_right_cause_and_so_no_say_in_the_calibration() -> None:
    boasting = outcome_of(mark_of("q-3", Right.ASKED, 0.99, tags=("thin",)))

    assert figures_of(boasting, CATALOGUE).bins == ()


def test_harm_that_belongs_to_no_run_counts_as_harm_and_as_a_leak() -> None:
    figures = figures_of(replace(MIXED, harm=("leaked into the store: canary 0",)), CATALOGUE)

    assert (figures.harmful, figures.leaks) == (1, 1)


def test_repeated_runs_are_told_by_pass_hat_k() -> None:
    twice = outcome_of(mark_of("q-1"), mark_of("q-1", Right.WRONG), mark_of("q-2"), mark_of("q-2"))

    assert figures_of(twice, CATALOGUE).pass_2 == pytest.approx(0.5)


def test_the_harmful_and_the_confidently_wrong_fail_first() -> None:
    harmful = mark_of("q-9", harm=("leaked canary 0",), success=False)
    plain = mark_of("q-8", Right.WRONG)

    assert [one.scenario for one in failing(outcome_of(plain, WRONG, harmful))] == ["q-9", "q-2", "q-8"]


def test_the_terminal_shows_figures_and_the_straight_line_of_what_failed() -> None:
    printed = _printed(MIXED)

    for part in (
        "66.7%",
        "Confirmed and wrong",
        "q-2  expected api_token_expired, answered rate_limited",
        "It says <403>",
    ):
        assert part in printed
    assert "q-1 " not in printed


def test_the_page_is_one_file_without_script_that_keeps_hostile_text_as_text() -> None:
    page = render_html(MIXED, figures_of(MIXED, CATALOGUE))

    assert "&lt;403&gt;" in page
    assert "<403>" not in page
    assert not re.search(r"<script|<link|<img|@import|url\(|https?://", page)
    assert "prefers-color-scheme:dark" in page


def test_the_page_has_its_three_plots_with_names_for_those_who_cannot_see_them() -> None:
    page = render_html(MIXED, figures_of(MIXED, CATALOGUE))

    for name in ("Reliability diagram", "Cost against accuracy", "Confusion matrix of families"):
        assert f'role="img" aria-label="{name}"' in page


def test_an_outcome_survives_its_json(tmp_path: Path) -> None:
    path = tmp_path / "exam.json"
    path.write_text(to_json(MIXED), "utf-8")

    assert read_outcome(path) == MIXED
    assert len(to_json(MIXED, trails=False)) < len(to_json(MIXED))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}'])
def test_what_is_no_outcome_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "exam.json").write_text(text, "utf-8")

    with pytest.raises(OutcomeError, match=r"exam\.json"):
        read_outcome(tmp_path / "exam.json")


def test_junit_has_a_case_for_each_run_and_a_failure_for_each_that_is_no_success() -> None:
    found: list[tuple[str, dict[str, str]]] = []
    parser = ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))

    parser.Parse(render_junit(outcome_of(mark_of("q-1"), replace(WRONG, trail=("a\x00b",)))))

    assert [name for name, _ in found] == ["testsuite", "testcase", "testcase", "failure"]
    assert (found[0][1]["tests"], found[0][1]["failures"], found[2][1]["name"]) == ("2", "1", "q-2")


def test_a_comparison_names_what_changed_and_whether_that_may_be_chance() -> None:
    names = [f"q-{index}" for index in range(8)]
    first = outcome_of(*(mark_of(name) for name in names))
    second = outcome_of(mark_of("q-0"), *(mark_of(name, Right.WRONG) for name in names[1:]), mark_of("q-new"))

    found = compare(first, second)

    assert (found.shared, found.first_good, found.second_good) == (8, 8, 1)
    assert found.worse == tuple(names[1:])
    assert found.is_significant
    assert not compare(
        first, outcome_of(*(mark_of(name) for name in names[:7]), mark_of("q-7", Right.WRONG))
    ).is_significant


def test_a_comparison_shouts_about_a_new_confirmed_error() -> None:
    out = Console(file=io.StringIO(), width=120)

    found = show_comparison(out, outcome_of(mark_of("q-2")), outcome_of(WRONG))

    assert found.newly_wrong == ("q-2",)
    assert isinstance(out.file, io.StringIO)
    assert "worse: q-2 expected api_token_expired, now rate_limited (confirmed)" in out.file.getvalue()


LAX = Baseline(
    seed="s",
    good=0.0,
    top3=0.0,
    success=0.0,
    grounded=0.0,
    sufficient=0.0,
    ece=1.0,
    confirmed_wrong=9,
    harmful=9,
    median_requests=99,
    mean_cpu_seconds=9.0,
)


def test_the_gate_lets_through_what_holds() -> None:
    assert complaints(MIXED, LAX, CATALOGUE) == ()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("good", 0.9, "good is 0.667, at least 0.900 is promised"),
        ("top3", 0.9, "top3 is 0.667"),
        ("success", 0.9, "success is 0.667"),
        ("confirmed_wrong", 0, "confirmed_wrong is 1.000, at most 0.000 is promised"),
        ("ece", 0.01, "ece is"),
        ("median_requests", 3, "median_requests is 4.000"),
        ("mean_cpu_seconds", 0.01, "mean_cpu_seconds is 0.100"),
    ],
)
def test_the_gate_names_each_figure_that_does_not_hold(field: str, value: float, told: str) -> None:
    changed: Any = {field: value}
    strict = replace(LAX, **changed)

    assert told in "".join(complaints(MIXED, strict, CATALOGUE))


@pytest.mark.parametrize("text", ["{", "{}", '{"seed": "s", "colour": 1}'])
def test_a_baseline_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "rules.json").write_text(text, "utf-8")

    with pytest.raises(BaselineError, match=r"rules\.json"):
        read_baseline(tmp_path / "rules.json")
