"""Every call of the OpenAPI description, with whatever Hypothesis makes of it: no server error, no broken promise."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import FlakyFailure, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.served import Served

# A body can be valid by its schema and still be refused with words: a HAR that is none, a cursor of no page.
MOST = 300 if os.environ.get("SOAK") else 4  # noqa: TID251 - `make soak` wants it at length
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")  # Schemathesis' own
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The description as the service itself gives it."""
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder)) as url:
        yield schemathesis.openapi.from_url(f"{url}/openapi.json")


def _leaves(group: BaseExceptionGroup[Any]) -> list[BaseException]:
    return [
        leaf
        for part in group.exceptions
        for leaf in (_leaves(part) if isinstance(part, BaseExceptionGroup) else [part])
    ]


def _call_each(described: Any, mode: GenerationMode, most: int) -> list[str]:
    """Call every operation with generated cases; returns what went wrong."""
    told = []
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=most, deadline=None, derandomize=True, database=None, suppress_health_check=QUIET)
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            case.call_and_validate(timeout=30, excluded_checks=[positive_data_acceptance])

        try:
            call()
        except (FailureGroup, Failure, FlakyFailure) as fault:
            parts = [fault] if isinstance(fault, Failure) else _leaves(fault)
            told += [f"{operation.label}: {part}" for part in parts]
        except Unsatisfiable:
            continue
    return told


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "broken"])
def test_every_call_keeps_its_promises(described: Any, mode: GenerationMode) -> None:
    """Status, media type and body are as described, and nothing is a server error."""
    assert _call_each(described, mode, MOST) == []
