"""`make bench`: speed and memory, measured on whole processes and printed as a table."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.bench_load import measure_load
from evals.bench_widget import measure_widget
from evals.measured import Measured

PASTE = """Our nightly job that publishes docs to Confluence fails since Monday.
Nothing was changed. curl with the same token works.
> GET /wiki/rest/api/space?limit=1 HTTP/1.1
> Host: acme.atlassian.net
> Authorization: Basic {pair}
>
< HTTP/1.1 403 Forbidden
< content-type: application/json
<
{{"statusCode":403,"message":"Request rejected because caller cannot access Confluence"}}
"""
RUNS = 5


def main() -> None:
    """Measure everything and print it."""
    figures = [*measure_command_line(), *measure_rest(), *measure_probes(), *measure_load(), *measure_widget()]
    busy = " ".join(f"{load:.1f}" for load in os.getloadavg())
    table = Table(title=f"bench (load average {busy} on {os.cpu_count()} cores)", title_justify="left")
    for column in ("What", "Measured", "Bar", ""):
        table.add_column(column)
    for figure in figures:
        mark = "ok" if figure.holds else "over"
        table.add_row(figure.what, f"{figure.value:.2f} {figure.unit}", f"{figure.bar:g} {figure.unit}", mark)
    Console().print(table)


def measure_command_line() -> list[Measured]:
    """CPU and memory of `unlatch diagnose` on a 3 kB paste: the median of some runs."""
    filler = "\n".join(f"2026-11-23 02:1{i % 10}:00 publish page {i} of the handbook" for i in range(45))
    paste = PASTE.format(pair="dGVzdDp0ZXN0") + filler
    program = Path(sys.executable).with_name("unlatch")
    runs = [_run([str(program), "diagnose", "-"], paste) for _ in range(RUNS + 1)][1:]
    cpu = sorted(run[0] for run in runs)[RUNS // 2]
    memory = sorted(run[1] for run in runs)[RUNS // 2]
    return [
        Measured("unlatch diagnose, 3 kB paste: CPU", cpu, "s", 1.8),
        Measured("unlatch diagnose, 3 kB paste: memory", memory, "MB", 130),
    ]


def measure_rest() -> list[Measured]:
    """CPU of one diagnosis over REST without requests, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "evals.bench_rest", folder], capture_output=True, check=True, text=True
        )
    told = json.loads(done.stdout)
    return [Measured("a diagnosis over REST without requests: CPU", told["cpu_ms"], "ms", 25)]


def measure_probes() -> list[Measured]:
    """Wall time of a diagnosis with probes, against the longest chain of its dependent requests."""
    command = [sys.executable, "-m", "evals.bench_probes"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - our own module
    told = json.loads(done.stdout)
    times = told["seconds"] / told["chain_seconds"]
    return [Measured("a diagnosis with probes: times the longest chain of requests", times, "x", 1.5)]


def _run(command: list[str], text: str) -> tuple[float, float]:
    with tempfile.TemporaryFile("w+") as given:
        given.write(text)
        given.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
    return usage.ru_utime + usage.ru_stime, _megabytes(usage)


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
