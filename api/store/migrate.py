"""Brings a database to the newest schema with Alembic, on PostgreSQL together with the libraries' own tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from alembic.config import Config

LIBRARIES_LOCK = 726_241_907
NEWEST = "head"
_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(sync_url: str, revision: str = NEWEST) -> None:
    """Run the migrations up to a revision, "head" being the newest. Several processes may do so at once."""
    if revision != NEWEST or not _is_newest(sync_url):  # a fifth of a restart is Alembic's own imports
        from alembic import command

        command.upgrade(_config(sync_url), revision)
    if sync_url.startswith("postgresql"):
        _upgrade_libraries(plain_conninfo(sync_url))


def downgrade(sync_url: str, revision: str) -> None:
    """Run the migrations down to a revision."""
    from alembic import command

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


def _is_newest(sync_url: str) -> bool:
    """Tell whether the database has the newest schema already; migrations are named by their revision."""
    newest = max(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))
    engine = create_engine(sync_url)
    try:
        with engine.connect() as connection:
            return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) == [newest]
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def _config(sync_url: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("sqlalchemy.url", sync_url.replace("%", "%%"))
    return config
