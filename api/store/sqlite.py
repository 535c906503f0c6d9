"""SQLite as we want it: write-ahead log, foreign keys, and patience while another connection writes."""

from typing import Any

from sqlalchemy import Engine, event


def prepare(engine: Engine) -> None:
    """Set the pragmas on every new connection."""

    def on_connect(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", on_connect)
