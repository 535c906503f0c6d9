"""Makes procrastinate's tables, and brings them to the version of the installed library."""

from importlib import resources

import psycopg
from procrastinate.schema import SchemaManager

_APPLIED = "CREATE TABLE IF NOT EXISTS unlatch_queue_schema (name text PRIMARY KEY)"


def upgrade_queue(conninfo: str) -> None:
    """Apply the whole schema to a new database, else the migrations that it has not seen, in their order.

    The caller holds the lock of the migrations, so that only one process is here at a time.
    """
    folder = resources.files("procrastinate.sql").joinpath("migrations")
    migrations = {path.name: path for path in folder.iterdir() if path.name.endswith(".sql")}
    with psycopg.connect(conninfo, autocommit=False) as connection:
        is_new = connection.execute("SELECT to_regclass('procrastinate_jobs') IS NULL").fetchone()
        connection.execute(_APPLIED)
        applied = {row[0] for row in connection.execute("SELECT name FROM unlatch_queue_schema")}
        if is_new is not None and is_new[0]:
            connection.execute(SchemaManager.get_schema())
        else:
            for name in sorted(set(migrations) - applied):
                connection.execute(migrations[name].read_text(encoding="utf-8"))
        for name in sorted(set(migrations) - applied):
            connection.execute("INSERT INTO unlatch_queue_schema VALUES (%s)", [name])
