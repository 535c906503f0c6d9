"""Cancels a diagnosis, in whichever process it runs."""

from collections.abc import Mapping
from typing import Any

from agent.domain import Status
from agent.graph import forget_thread
from agent.ports import EventName
from api.casework import Desk
from api.errors import Problem
from api.observing.watching import line_of_row
from api.store.records import Change, Overtaken, StoredDiagnosis
from api.work.queue import RunQueue

_CAN_BE_CANCELLED = frozenset({Status.QUEUED.value, Status.INVESTIGATING.value, Status.NEEDS_INPUT.value})
_TRIES = 5


async def cancel_diagnosis(desk: Desk, pool: RunQueue, row: StoredDiagnosis) -> StoredDiagnosis:
    """Stop what runs or waits, in whichever process; cancelling twice is fine.

    Raises:
        Problem: 409 when it has ended already.
    """
    for _ in range(_TRIES):
        if row.status == Status.CANCELLED.value:
            return row
        if row.status not in _CAN_BE_CANCELLED:
            raise Problem(409, "Ended already", f"The diagnosis is {row.status}, so there is nothing to stop.")
        stopped = await _cancel_once(desk, row)
        if stopped is not None:
            pool.cancel(row.id)
            desk.watching.came_to_rest(line_of_row(stopped))
            await forget_thread(desk.graph, row.id)
            desk.news.tell(row.id)
            return stopped
        row = await desk.store.find(row.id) or row
    raise Problem(409, "Busy", "The diagnosis changes faster than it can be stopped. Try again.")


async def _cancel_once(desk: Desk, row: StoredDiagnosis) -> StoredDiagnosis | None:
    """Write it under the next attempt's number, so that the run that is under way can write nothing more."""
    values = {"status": Status.CANCELLED.value, "attempt": row.attempt + 1}
    told: list[tuple[str, Mapping[str, Any]]] = [(EventName.CANCELLED.value, {})]
    at = desk.clock().isoformat()
    change = Change(at, values, events=told, attempt=row.attempt, only_from=_CAN_BE_CANCELLED)
    try:
        await desk.store.change(row.id, change)
    except Overtaken:
        return None
    return await desk.store.find(row.id)
