"""Odd worlds, with two faults at once or a story that does not fit: nothing wrong is ever confirmed."""

import pytest

from agent.domain import Verdict
from tests.evals.live_desk import MOST_REQUESTS, story
from tests.evals.live_row import MOST_REFUSED_LOGINS, LiveRow, found_for
from tests.evals.odd_rows import ODD


@pytest.mark.parametrize(("row", "true"), ODD, ids=lambda part: part.name if isinstance(part, LiveRow) else "")
async def test_a_confirmed_cause_of_an_odd_world_is_one_of_its_faults(row: LiveRow, true: frozenset[str]) -> None:
    """Whatever the world hides, a verdict of confirmed names one of its true faults, within the limits of requests."""
    found = await found_for(row)

    assert found.conclusion.verdict is not Verdict.CONFIRMED or found.code in true, story(found)
    assert found.requests <= MOST_REQUESTS, story(found)
    assert found.refused_logins <= MOST_REFUSED_LOGINS, story(found)
