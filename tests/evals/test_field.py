"""The field cases: their files, their figures, and what the rules alone reach on them."""

import re

import pytest

from agent.domain import Verdict
from evals.field.cases import (
    CASES,
    DEVELOPMENT_CASES,
    HELD,
    MORE_CASES,
    SETS,
    STRANGER_CASES,
    FieldCase,
    case_set,
    load_cases,
)
from evals.field.run import Bin, Figures, Outcome, figures_of, reliability, run_case, wilson
from tools.site import Deployment

_ALL = (*load_cases(CASES), *load_cases(DEVELOPMENT_CASES), *load_cases(MORE_CASES), *load_cases(STRANGER_CASES))

FLOORS = {
    "field": (0.9, 0.98),
    "development": (0.87, 0.95),
    "held-out": (0.87, 0.95),
    "reports": (0.9, 0.95),
    "reports-held-out": (0.85, 0.95),
    "wordings": (0.92, 0.95),
    "wordings-held-out": (0.92, 0.95),
    "fresh-reports": (0.9, 0.95),
    "later-reports": (0.84, 0.89),
    "last-reports": (0.6, 0.7),
    "strangers": (0.87, 0.87),
    "strangers-held-out": (0.7, 0.85),
}
"""The least share that comes first and among three, a case or two below what each set reaches."""


@pytest.fixture(name="outcomes", scope="module", params=FLOORS)
def outcomes_fixture(request: pytest.FixtureRequest) -> tuple[str, list[Outcome]]:
    """The name of a set and the outcome of every case in it."""
    return request.param, [run_case(case) for case in case_set(request.param)]


def outcome(rank: int, verdict: Verdict, probability: float = 0.9) -> Outcome:
    """Make an outcome of a made-up case."""
    case = FieldCase("x", None, Deployment.CLOUD, "text", (), "pat_expired", "", ())
    return Outcome(case, "pat_expired", probability, verdict, rank, "")


def test_case_ids_are_unique() -> None:
    """A case is named by its id alone."""
    ids = [case.id for case in _ALL]

    assert len(ids) == len(set(ids))


def test_there_are_enough_cases() -> None:
    """56 field cases, and a development set that covers 45 causes or more."""
    assert len(load_cases(CASES)) == 56
    assert len({case.confirmed_root_cause for case in load_cases(DEVELOPMENT_CASES)}) >= 45


@pytest.mark.parametrize("case", _ALL, ids=lambda case: case.id)
def test_cases_carry_no_secret(case: FieldCase) -> None:
    """Names and secrets in cases are placeholders."""
    text = " ".join((case.reporter_text, *case.known_facts))

    assert not re.search(r"ATATT3|[A-Za-z0-9+]{40,}", text)


def test_known_facts_are_one_attachment() -> None:
    """The diagnosis gets the reporter's words and one attachment, and no site."""
    report = load_cases(CASES)[0].as_report()

    assert len(report.attachments) == 1
    assert report.site_id is None


def test_figures_count_the_ranks() -> None:
    """First, among three, and confirmed wrongly are counted apart."""
    figures = figures_of([outcome(1, Verdict.CONFIRMED), outcome(3, Verdict.LIKELY), outcome(9, Verdict.CONFIRMED)])

    assert figures == Figures(cases=3, first=1, top=2, confirmed=2, confirmed_and_wrong=1)


def test_wilson_interval_of_no_hit_reaches_above_zero() -> None:
    """Nothing seen in 30 tries still leaves about a tenth possible."""
    low, high = wilson(0, 30)

    assert low == 0.0
    assert high == pytest.approx(0.1135, abs=0.001)


def test_wilson_interval_of_nothing_says_nothing() -> None:
    """Without a try anything is possible."""
    assert wilson(0, 0) == (0.0, 1.0)


def test_reliability_compares_confidence_with_what_was_right() -> None:
    """Answers are sorted by confidence; each bin knows how sure and how right its answers were."""
    found = [outcome(1, Verdict.LIKELY, 0.95), outcome(2, Verdict.LIKELY, 0.97), outcome(1, Verdict.LIKELY, 0.5)]

    low, high = reliability(found, (0.0, 0.9, 1.01))

    assert low == Bin(0.0, 0.9, right=1, total=1, mean=0.5)
    assert (high.right, high.total) == (1, 2)
    assert high.mean == pytest.approx(0.96)


def test_sure_answers_are_right_nine_times_in_ten() -> None:
    """Over the sets that no rule was written for, a confidence of 0.9 or more is worth what it says."""
    found = [run_case(case) for name in HELD for case in case_set(name)]

    sure = reliability(found, (0.9, 1.01))[0]

    assert sure.right >= 0.9 * sure.total


def test_every_set_has_a_floor_and_every_case_a_set() -> None:
    """No case is left out of the figures, and none is counted twice."""
    members = [case.id for name in SETS for case in case_set(name)]

    assert set(FLOORS) == set(SETS)
    assert sorted(members) == sorted(case.id for case in _ALL)


def test_confirmed_cause_comes_first_often_enough(outcomes: tuple[str, list[Outcome]]) -> None:
    """The confirmed or an inseparable cause leads, and is among three, as often as the floor of the set says."""
    name, found = outcomes
    figures = figures_of(found)
    first, top = FLOORS[name]

    assert figures.first >= first * figures.cases
    assert figures.top >= top * figures.cases


def test_nothing_is_confirmed_wrongly(outcomes: tuple[str, list[Outcome]]) -> None:
    """No verdict "confirmed" on a wrong cause, in any set."""
    assert [o.case.id for o in outcomes[1] if o.is_confirmed_and_wrong] == []
