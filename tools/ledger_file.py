"""A ledger in a small file of its own, for the command line: each run is a process that must know the runs before."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from tools.ledger import Counter, Decide, Entry, Past

UNREADABLE = "the ledger of past logins cannot be written now, so nothing with a credential is sent"
_WAIT_SECONDS = 10.0
_TABLE = (
    "CREATE TABLE IF NOT EXISTS entries (id TEXT PRIMARY KEY, site TEXT, counter TEXT, entry TEXT, refused INTEGER)"
)


class FileLedger:
    """Reserves under the file's write lock, so that no two runs decide at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def reserve(self, entry: Entry, decide: Decide) -> tuple[str, str]:
        """Decide on an entry and write it. When it cannot be written, nothing may be sent."""
        try:
            with self._writing() as connection:
                reason = decide(_past(connection, entry))
                return ("", reason) if reason else (_written(connection, entry), "")
        except (sqlite3.Error, OSError):
            return "", UNREADABLE

    async def settle(self, entry_id: str, *, refused: bool) -> None:
        """Note how it went. When that cannot be written, the entry goes on counting as refused."""
        try:
            with self._writing() as connection:
                connection.execute("UPDATE entries SET refused = ? WHERE id = ?", (int(refused), entry_id))
        except (sqlite3.Error, OSError):
            return

    async def withdraw(self, entry_id: str) -> None:
        """Take an entry out whose request never left. When that fails, it goes on counting as refused."""
        try:
            with self._writing() as connection:
                connection.execute("DELETE FROM entries WHERE id = ?", (entry_id,))
        except (sqlite3.Error, OSError):
            return

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
        with closing(opened) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_TABLE)
            yield connection
            connection.execute("COMMIT")


def _past(connection: sqlite3.Connection, entry: Entry) -> list[Past]:
    asked = "SELECT entry, refused FROM entries WHERE site = ? AND counter = ?"
    rows = connection.execute(asked, (entry.site, entry.counter.value)).fetchall()
    return [Past(_entry(json.loads(raw)), None if refused is None else bool(refused)) for raw, refused in rows]


def _written(connection: sqlite3.Connection, entry: Entry) -> str:
    entry_id = secrets.token_hex(12)
    raw = json.dumps({**asdict(entry), "at": entry.at.isoformat()})
    connection.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?, NULL)", (entry_id, entry.site, entry.counter.value, raw)
    )
    return entry_id


def _entry(raw: dict[str, str]) -> Entry:
    return Entry(
        site=raw["site"],
        counter=Counter(raw["counter"]),
        account=raw["account"],
        secret=raw["secret"],
        what=raw["what"],
        diagnosis_id=raw["diagnosis_id"],
        at=datetime.fromisoformat(raw["at"]),
    )
