"""Every call of the OpenAPI description, with whatever Hypothesis makes of it: no server error, no broken promise."""

import asyncio
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import FlakyFailure, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.composition import build_service
from api.settings import Settings

# A body can be valid by its schema and still be refused with words: a HAR that is none, a cursor of no page.
FEW, MANY = 6, 300
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


class _Served:
    """The service on loopback, in a thread with a loop of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started = threading.Event()
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def __enter__(self) -> str:
        self._thread.start()
        assert self._started.wait(30)
        return f"http://127.0.0.1:{self.port}"

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(30)

    async def _serve(self) -> None:
        app = await build_service(Settings(data_dir=self._folder, rate_key_per_minute=1_000_000))
        config = uvicorn.Config(app, "127.0.0.1", self.port, log_level="critical", timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        serving = asyncio.create_task(self._server.serve())
        while not self._server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has a flag only
            await asyncio.sleep(0.02)
        self._started.set()
        await serving


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The description as the service itself gives it."""
    with tempfile.TemporaryDirectory() as folder, _Served(Path(folder)) as url:
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
        def call(case: schemathesis.Case) -> None:
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
    assert _call_each(described, mode, FEW) == []


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "broken"])
def test_every_call_keeps_its_promises_at_length(described: Any, mode: GenerationMode) -> None:
    """The same with many more cases."""
    assert _call_each(described, mode, MANY) == []
