"""Brings a database to the newest schema with Alembic, on PostgreSQL together with the libraries' own tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config

LIBRARIES_LOCK = 726_241_907


def upgrade(sync_url: str, revision: str = "head") -> None:
    """Run the migrations up to a revision, "head" being the newest. Several processes may do so at once."""
    command.upgrade(_config(sync_url), revision)
    if sync_url.startswith("postgresql"):
        _upgrade_libraries(plain_conninfo(sync_url))


def downgrade(sync_url: str, revision: str) -> None:
    """Run the migrations down to a revision."""
    command.downgrade(_config(sync_url), revision)


def plain_conninfo(url: str) -> str:
    """Return an SQLAlchemy URL of PostgreSQL as the libraries beneath it want it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _upgrade_libraries(conninfo: str) -> None:
    from api.store.checkpoints import create_postgres_checkpoints
    from api.work.schema import upgrade_queue

    with _alone(conninfo):
        create_postgres_checkpoints(conninfo)
        upgrade_queue(conninfo)


@contextmanager
def _alone(conninfo: str) -> Iterator[None]:
    import psycopg

    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LIBRARIES_LOCK])
        yield


def _config(sync_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("sqlalchemy.url", sync_url.replace("%", "%%"))
    return config
