"""Programs that tests need and Python packages do not carry: found in a variable or on the PATH, or installed as root.

A test that needs a program is marked `needs("name")`: where the program cannot be had, it fails under CI=true with the
command that installs it, and is listed as not run otherwise.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Program:
    """One program.

    Attributes:
        names: What it is called on the PATH.
        variable: Environment variable that may name its path.
        packages: Debian packages that carry it.
        is_optional: It is used where it happens to be; it is never installed for the tests, nor asked of the CI.
    """

    names: tuple[str, ...]
    variable: str
    packages: tuple[str, ...]
    is_optional: bool = False

    @property
    def install(self) -> str:
        """The command that installs it."""
        return f"apt-get install -y --no-install-recommends {' '.join(self.packages)}"


PROGRAMS = {
    "chromium": Program(
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        "UNLATCH_TEST_CHROMIUM",
        ("chromium",),
    ),
    "node": Program(("node", "nodejs"), "UNLATCH_TEST_NODE", ("nodejs",)),
    "php": Program(("php",), "UNLATCH_TEST_PHP", ("php-cli",), is_optional=True),
    "alertmanager": Program(
        ("prometheus-alertmanager", "alertmanager"), "UNLATCH_TEST_ALERTMANAGER", ("prometheus-alertmanager",)
    ),
}
NOT_RUN = pytest.StashKey[dict[str, int]]()


@cache
def find(name: str) -> str | None:
    """Return the path of a program, installed with apt where this is root on a Debian machine; else None."""
    program = PROGRAMS[name]
    given = os.environ.get(program.variable, "")  # noqa: TID251 - where the tests' own tools are, no setting
    found = _on_path((given, *program.names))
    return found if found or program.is_optional else _from_apt(program)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to count."""
    config.stash[NOT_RUN] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run, unless it has to."""
    must = os.environ.get("CI") == "true"  # noqa: TID251 - asked of the machine, no setting
    missing = {name for item in items for name in _needed(item) if find(name) is None}
    may_miss = {name for name in missing if not must or PROGRAMS[name].is_optional}
    left_out = [item for item in items if _needed(item) & may_miss]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        for name in (need for item in left_out for need in _needed(item) & missing):
            config.stash[NOT_RUN][name] = config.stash[NOT_RUN].get(name, 0) + 1


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail with the command that helps."""
    for name in sorted(_needed(item)):
        if find(name) is None:
            pytest.fail(f"{name} is missing. Install it: {PROGRAMS[name].install}", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List what was not run."""
    for name, count in config.stash[NOT_RUN].items():
        terminalreporter.write_line(f"not run: {count} tests that need {name}. {PROGRAMS[name].install}")


def _needed(item: pytest.Item) -> set[str]:
    return {str(mark.args[0]) for mark in item.iter_markers("needs")}


def _on_path(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _from_apt(program: Program) -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    with (Path(tempfile.gettempdir()) / "unlatch-tests-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _on_path(program.names):
            command = f"apt-get update -qq && {program.install} -qq"
            subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True, timeout=600)
    return _on_path(program.names)
