"""A fleet of real processes on one PostgreSQL: some serve, some only work, and any of them can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx2

SECRET_KEY = "fleet-" + "k" * 40
START_SECONDS = 240.0
PROGRAM = Path(sys.executable).with_name("unlatch")


@dataclass(slots=True)
class Member:
    """One process. `port` is 0 for a worker."""

    command: list[str]
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None


@dataclass(slots=True)
class Fleet:
    """Starts its members with the same settings, and ends them. It is a context manager.

    Without a database URL each member has a SQLite file of its own, which it finds again when it is started again.
    """

    database_url: str
    folder: Path
    sites_file: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)

    def serve(self, *options: str) -> Member:
        """Start a process that serves."""
        port = free_port()
        return self._add(Member([str(PROGRAM), "serve", "--port", str(port), *options], port))

    def worker(self) -> Member:
        """Start a process that only works."""
        return self._add(Member([str(PROGRAM), "worker"]))

    def kill(self, member: Member) -> None:
        """End a process without any notice to it."""
        self.end(member, signal.SIGKILL)

    def end(self, member: Member, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and return the exit status."""
        assert member.process is not None
        member.process.send_signal(sign)
        return member.process.wait(60)

    def start(self, member: Member) -> None:
        """Start a member, again if it was ended before."""
        number = self.members.index(member)
        with (self.folder / f"log-{number}").open("ab") as log:
            member.process = subprocess.Popen(member.command, env=self._settings(number), stdout=log, stderr=log)

    def log(self, member: Member) -> str:
        """Return what a member has written."""
        return (self.folder / f"log-{self.members.index(member)}").read_text(errors="replace")

    def await_ready(self) -> None:
        """Wait until every member that serves answers."""
        until = time.monotonic() + START_SECONDS
        for member in (m for m in self.members if m.port):
            while not _is_ready(member.port):
                ended = member.process is not None and member.process.poll() is not None
                if ended or time.monotonic() > until:
                    raise RuntimeError(f"a process did not get ready: {self.log(member)[-3000:]}")
                time.sleep(0.1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            if member.process is not None and member.process.poll() is None:
                member.process.kill()
                member.process.wait()

    def _add(self, member: Member) -> Member:
        self.members.append(member)
        self.start(member)
        return member

    def _settings(self, number: int) -> dict[str, str]:
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("UNLATCH_", "OPENAI_"))}  # noqa: TID251
        shared = {"UNLATCH_DATABASE_URL": self.database_url, "UNLATCH_SECRET_KEY": SECRET_KEY}
        own = {
            "UNLATCH_DATA_DIR": str(self.folder / f"data-{number}"),
            "UNLATCH_LOG_LEVEL": "WARNING",
        }
        sites = {"UNLATCH_SITES_FILE": str(self.sites_file)} if self.sites_file else {}
        return plain | own | (shared if self.database_url else {}) | sites | self.environment


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _is_ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200
    except httpx2.HTTPError:
        return False
