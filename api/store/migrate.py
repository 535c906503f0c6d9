"""Brings a database to the newest schema with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def upgrade(sync_url: str, revision: str = "head") -> None:
    """Run the migrations up to a revision, "head" being the newest."""
    command.upgrade(_config(sync_url), revision)


def downgrade(sync_url: str, revision: str) -> None:
    """Run the migrations down to a revision."""
    command.downgrade(_config(sync_url), revision)


def _config(sync_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("sqlalchemy.url", sync_url.replace("%", "%%"))
    return config
