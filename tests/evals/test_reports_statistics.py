"""The statistics against values that were worked out by hand or stand in a textbook."""

import pytest

from evals.report.statistics import (
    Share,
    brier,
    expected_calibration_error,
    log_loss,
    mcnemar,
    median,
    pass_hat_k,
    reliability,
)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (54, 56, 0.879, 0.990), (5, 10, 0.237, 0.763)],
)
def test_wilson_intervals_are_those_of_the_textbook(hits: int, total: int, low: float, high: float) -> None:
    assert Share(hits, total).interval == pytest.approx((low, high), abs=0.001)


def test_honest_answers_have_no_calibration_error_and_boasting_has_all_of_it() -> None:
    honest = [(0.75, True)] * 3 + [(0.75, False)]

    assert expected_calibration_error(honest) == pytest.approx(0.0)
    assert expected_calibration_error([(1.0, False)] * 5) == pytest.approx(1.0)
    assert expected_calibration_error([]) == 0.0


def test_the_reliability_table_counts_every_answer_once() -> None:
    pairs = [(index / 20, True) for index in range(21)]

    rows = reliability(pairs)

    assert sum(row.count for row in rows) == len(pairs)
    assert rows[-1].high == 1.0


def test_the_brier_score_and_the_log_loss_punish_confident_errors() -> None:
    assert brier([(0.9, True), (0.9, False)]) == pytest.approx((0.01 + 0.81) / 2)
    assert log_loss([(0.99, False)]) > log_loss([(0.6, False)]) > log_loss([(0.6, True)])


@pytest.mark.parametrize(("hits", "k", "chance"), [(4, 4, 1.0), (3, 4, 0.0), (3, 2, 0.5), (4, 2, 1.0), (2, 2, 1 / 6)])
def test_pass_hat_k_is_the_chance_that_all_of_k_tries_succeed(hits: int, k: int, chance: float) -> None:
    assert pass_hat_k([(hits, 4)], k) == pytest.approx(chance)


def test_scenarios_with_too_few_tries_say_nothing_about_pass_hat_k() -> None:
    assert pass_hat_k([(1, 1)], 2) == 0.0


@pytest.mark.parametrize(
    ("first", "second", "p"), [(0, 0, 1.0), (5, 5, 1.0), (0, 5, 0.0625), (0, 6, 0.03125), (1, 9, 0.0215)]
)
def test_mcnemar_gives_the_exact_two_sided_p(first: int, second: int, p: float) -> None:
    assert mcnemar(first, second) == pytest.approx(p, abs=0.0001)
    assert mcnemar(second, first) == mcnemar(first, second)


def test_medians_of_odd_even_and_no_values() -> None:
    assert (median([3, 1, 2]), median([4, 1, 2, 3]), median([])) == (2, 2.5, 0.0)
