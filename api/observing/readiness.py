"""Whether a process can take work, and why not."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from api.casework import Desk
from api.pool import PoolFull
from api.store.overview import Overview
from api.store.records import StoreUnavailable
from api.work.queue import RunQueue

FINE = "fine"
_MIGRATIONS = Path(__file__).parent.parent / "store" / "migrations" / "versions"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. What does not block is told and does not make the process unready."""

    name: str
    says: str = FINE
    blocks: bool = False


async def look(desk: Desk, queue: RunQueue) -> list[Check]:
    """Look at the store, its schema, the queue and the sites."""
    return [*await _store(desk), _queue(queue), _sites(desk)]


async def _store(desk: Desk) -> list[Check]:
    try:
        await desk.store.ping()
        revision = await Overview(desk.store.engine).revision()
    except StoreUnavailable:
        return [Check("store", "does not answer", blocks=True), Check("migrations", "not known, see store")]
    return [Check("store"), _schema(revision)]


def _schema(revision: str) -> Check:
    known = _known_revisions()
    if revision == known[-1]:
        return Check("migrations")
    if revision in known or not revision:
        says = f"the database has the schema {revision or 'of no version'}, this version needs {known[-1]}: "
        return Check("migrations", f"{says}run `unlatch db upgrade`", blocks=True)
    return Check("migrations", f"the database has the schema {revision} of a newer version; update this process soon")


@lru_cache(maxsize=1)
def _known_revisions() -> tuple[str, ...]:
    return tuple(sorted(path.name.partition("_")[0] for path in _MIGRATIONS.glob("[0-9]*_*.py")))


def _queue(queue: RunQueue) -> Check:
    try:
        queue.check_room()
    except PoolFull:
        return Check("queue", "full; nothing new is taken until some of it is done", blocks=True)
    return Check("queue")


def _sites(desk: Desk) -> Check:
    if desk.sites:
        return Check("sites")
    return Check("sites", "none is registered, so pastes are read and nothing is asked of any site")
