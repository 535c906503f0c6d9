"""A SQLite store with the newest schema, made once in each process of the tests and copied for each test."""

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from api.settings import Settings
from api.store.migrate import upgrade

STORE = "unlatch.sqlite3"


def laid_out(settings: Settings) -> Settings:
    """Put an empty store with the newest schema where the settings want it, unless there is one; return them."""
    store = settings.data_dir / STORE
    if settings.database_url is None and not store.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_template(), store)
    return settings


@lru_cache(maxsize=1)
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="unlatch-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(data_dir=folder)
    upgrade(settings.sync_database_url())
    return folder / STORE
