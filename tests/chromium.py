"""Where the browser of the tests comes from; without one they are listed as not run, or fail under CI=true."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

INSTALL = "apt-get install -y chromium, or set UNLATCH_TEST_CHROMIUM to a Chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NOT_RUN = pytest.StashKey[list[str]]()


@lru_cache(maxsize=1)
def find_chromium() -> str | None:
    """Return the program: the one that is named, of the PATH, or from apt when we are root."""
    given = os.environ.get("UNLATCH_TEST_CHROMIUM")  # noqa: TID251 - names a tool of the tests, no setting
    return given or _on_path() or _from_apt()


def is_ci() -> bool:
    """Tell whether a tool that is missing is a failure."""
    return os.environ.get("CI", "").lower() in {"true", "1"}  # noqa: TID251 - set by the CI


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the browser's tests out where there is none; under CI they stay, and fail with the command."""
    need = [item for item in items if item.get_closest_marker("browser")]
    if not need or is_ci() or find_chromium():
        return
    items[:] = [item for item in items if item not in need]
    config.stash[_NOT_RUN] = [item.nodeid for item in need]
    config.hook.pytest_deselected(items=need)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List what was not run, and why."""
    left_out = config.stash.get(_NOT_RUN, [])
    if not left_out and not (hasattr(config, "workerinput") or find_chromium()):
        left_out = ["every test with the marker `browser`"]
    if left_out:
        terminalreporter.section("not run: no Chromium")
        terminalreporter.write_line(f"Install one: {INSTALL}.")
        for name in left_out:
            terminalreporter.write_line(f"  {name}")


def _on_path() -> str | None:
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def _from_apt() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    with (Path(tempfile.gettempdir()) / "unlatch-tests-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _on_path():
            command = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
            subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True, timeout=600)
    return _on_path()
