"""Every test stays on this machine: a connection that leaves loopback is refused."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("LANGSMITH_TRACING", "false")  # noqa: TID251 - before langgraph is imported
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")  # noqa: TID251
_SETTINGS = [name for name in os.environ if name.startswith(("UNLATCH_", "OPENAI_"))]  # noqa: TID251
for _name in (name for name in _SETTINGS if not name.startswith("UNLATCH_TEST_")):
    del os.environ[_name]  # noqa: TID251

pytest_plugins = ["tests.postgres", "tests.programs"]
_LOOPBACK = ("127.", "::1", "localhost")


class ForeignConnectionError(AssertionError):
    """A test tried to leave this machine."""


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    plain = socket.socket.connect

    def guarded(self: Any, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(_LOOPBACK):
            raise ForeignConnectionError(f"a test connects to {address}")
        plain(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = plain  # type: ignore[method-assign]
