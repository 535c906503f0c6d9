"""Erases diagnoses everywhere, and once in a while ends, forgets and erases what is due."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from agent.domain import Status
from agent.graph import forget_thread
from agent.ports import EventName
from api.casework import Desk
from api.observing.watching import line_of_row
from api.store.audit import AuditStore
from api.store.checkpoints import overwrite
from api.store.ledger import StoreLedger
from api.store.records import Change, Overtaken
from api.store.retention import Retention
from api.work.queue import RunQueue

logger = logging.getLogger(__name__)
UNANSWERED = timedelta(hours=72)
LEDGER_KEPT = timedelta(hours=48)


async def erase_everywhere(desk: Desk, queue: RunQueue, ids: Sequence[str]) -> int:
    """Erase diagnoses with their evidence, events, jobs, threads and credentials; returns how many there were.

    A run that is in the middle finds nothing to write to any more and ends.
    """
    for diagnosis_id in ids:
        await queue.erase(diagnosis_id)
        row = await desk.store.find(diagnosis_id)
        if row is not None:
            desk.vault.forget(str(row.report.get("subject")))
            desk.vault.forget(str(row.progress.get("subject")))
    erased = await Retention(desk.store.engine).erase(ids)
    for diagnosis_id in ids:
        await forget_thread(desk.graph, diagnosis_id)
        desk.news.tell(diagnosis_id)
    await overwrite(desk.graph.checkpointer)
    return erased


async def erase_ticket(desk: Desk, queue: RunQueue, ticket_key: str) -> int:
    """Erase every diagnosis of a ticket."""
    return await erase_everywhere(desk, queue, await Retention(desk.store.engine).of_ticket(ticket_key))


async def tidy(desk: Desk, queue: RunQueue) -> None:
    """Do what is due. Any process may do it, several at once."""
    now = desk.clock()
    due = Retention(desk.store.engine)
    await due.forget_credentials(now.isoformat())
    old = (now - timedelta(days=desk.retention_days)).isoformat()
    while ids := await due.untouched_since(old):
        logger.info("%d diagnoses are older than %d days and are erased", len(ids), desk.retention_days)
        await erase_everywhere(desk, queue, ids)
    for diagnosis_id in await due.unanswered_since((now - UNANSWERED).isoformat()):
        await _conclude_unanswered(desk, diagnosis_id)
    await StoreLedger(desk.store.engine).forget(now - LEDGER_KEPT)
    await AuditStore(desk.store.engine).forget(old)


async def _conclude_unanswered(desk: Desk, diagnosis_id: str) -> None:
    """Let the provisional verdict stand."""
    row = await desk.store.find(diagnosis_id)
    if row is None:
        return
    answer = dict(row.answer or {})
    fields = {"verdict": answer.get("verdict"), "code": row.cause, "because": "the question was not answered in time"}
    change = Change(
        desk.clock().isoformat(),
        {"status": Status.CONCLUDED.value, "answer": answer | {"question": None}},
        events=[(EventName.CONCLUDED.value, fields)],
        only_from=frozenset({Status.NEEDS_INPUT.value}),
    )
    try:
        await desk.store.change(diagnosis_id, change)
    except Overtaken:
        return
    desk.watching.came_to_rest(line_of_row(replace(row, status=Status.CONCLUDED.value)))
    await forget_thread(desk.graph, diagnosis_id)
    desk.news.tell(diagnosis_id)
