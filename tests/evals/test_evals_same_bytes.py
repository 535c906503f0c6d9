"""By rules the same input gives the same bytes, ids and times aside."""

import json
import re

from evals.generator.generate import PUBLIC_SEED, generate
from evals.scenarios.model import Scenario
from evals.solvers.exam_desk import open_exam_desk
from evals.solvers.rest import solve_by_rules

SAMPLE, TIMES = 60, 4
_ID = re.compile(r"dg_[A-Za-z0-9]+|\bs\d+\b|(?<=\"Atl-Traceid\": \")[0-9a-f]+")
"""Ids of diagnoses and of the exam's sites, and those that the lab gives to requests as they come."""
_TIME = re.compile(r'"seconds": [\d.e-]+')


async def _bytes_of(scenarios: list[Scenario]) -> list[str]:
    async with open_exam_desk() as desk:
        runs = [await solve_by_rules(desk, one) for one in scenarios]
    return [_TIME.sub('"seconds": 0', _ID.sub("id", json.dumps(run.diagnosis, sort_keys=True))) for run in runs]


async def test_a_sample_run_four_times_gives_the_same_bytes() -> None:
    scenarios = list(generate(PUBLIC_SEED, SAMPLE))

    first, *others = [await _bytes_of(scenarios) for _ in range(TIMES)]

    differing = [one.id for index, one in enumerate(scenarios) if any(other[index] != first[index] for other in others)]
    assert differing == []
    assert all(len(text) > 500 for text in first)
