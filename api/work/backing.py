"""Opens what a process stands on: the store, the queue, the checkpoints and the news, on either database."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from api.news import News
from api.pool import Pool
from api.sealing import Sealer
from api.settings import Settings, SettingsError
from api.store.checkpoints import Saver, postgres_checkpoints, sqlite_checkpoints
from api.store.migrate import plain_conninfo, upgrade
from api.store.store import Store, open_engine
from api.work.queue import RunQueue

SECRET_KEY_CHARS = 32


@dataclass(frozen=True, slots=True)
class Backing:
    """What a process stands on; closed by the stack that it was opened with."""

    store: Store
    queue: RunQueue
    saver: Saver
    news: News
    sealer: Sealer | None


async def open_backing(settings: Settings, cleanup: AsyncExitStack, *, works: bool = True) -> Backing:
    """Bring the database to the newest schema and open it. `works`: this process runs diagnoses itself.

    Raises:
        SettingsError: The settings do not go together, or a package for PostgreSQL is missing.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.database_url is None:
        return await _on_sqlite(settings, cleanup, works=works)
    return await _on_postgres(settings, cleanup, works=works)


async def _on_sqlite(settings: Settings, cleanup: AsyncExitStack, *, works: bool) -> Backing:
    if not works:
        raise SettingsError(
            "Without UNLATCH_DATABASE_URL the store is a SQLite file and one `unlatch serve` does all the work. "
            "Leave --no-worker away, or set UNLATCH_DATABASE_URL to a PostgreSQL database."
        )
    upgrade(settings.sync_database_url())
    store = Store(open_engine(settings.async_database_url()))
    cleanup.push_async_callback(store.close)
    saver = await cleanup.enter_async_context(sqlite_checkpoints(settings.data_dir))
    queue = Pool(settings.max_running, settings.max_queued, store.unfinished)
    return Backing(store, queue, saver, News(), None)


async def _on_postgres(settings: Settings, cleanup: AsyncExitStack, *, works: bool) -> Backing:
    sealer = Sealer(_secret_key(settings))
    try:
        from api.store.jobs import JobTables
        from api.work.procrastinate_queue import ProcrastinateQueue
    except ImportError as fault:
        raise SettingsError(
            f"PostgreSQL needs the package {fault.name}. Install the extra: pip install 'unlatch[pg]'."
        ) from None
    upgrade(settings.sync_database_url())
    conninfo = plain_conninfo(settings.async_database_url())
    engine = open_engine(settings.async_database_url())
    queue = ProcrastinateQueue(
        conninfo, JobTables(engine), running=settings.max_running, queued=settings.max_queued, works=works
    )
    store = Store(engine, queue.enlist)
    cleanup.push_async_callback(store.close)
    saver = await cleanup.enter_async_context(postgres_checkpoints(conninfo))
    return Backing(store, queue, saver, News(store.marks), sealer)


def _secret_key(settings: Settings) -> str:
    given = settings.secret_key.get_secret_value() if settings.secret_key else ""
    if len(given) < SECRET_KEY_CHARS:
        raise SettingsError(
            "With PostgreSQL, UNLATCH_SECRET_KEY seals credentials on their way from one process to another. Set it to "
            f"the same {SECRET_KEY_CHARS} or more random characters in every process, as from `openssl rand -hex 32`."
        )
    return given
