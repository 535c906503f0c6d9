"""Takes what is due out of the outbox and sends it, in every process that works."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, assert_never

from api.access import View
from api.casework import Desk
from api.desks.calls import Ticket
from api.desks.helpdesk import DeskKind, Helpdesk
from api.desks.note import note_of
from api.outbox.backoff import next_try
from api.outbox.callbacks import Callback, body_of, send_callback
from api.outbox.notes import post_note
from api.outbox.result import Failed, Kept, Result, Sent
from api.presenting import show
from api.store.deliveries import Delivery, DeliveryStore, State
from api.store.records import StoredDiagnosis
from tools.clock import now_utc
from tools.transport import Transport

logger = logging.getLogger(__name__)
_AT_ONCE = 8
_HOLD = timedelta(seconds=120)
_NOTHING_TO_SAY = frozenset({"not_an_access_problem"})
_READS_AS_REPORTER = frozenset({DeskKind.SLACK})
_TELLS = {"needs_input": "question.asked", "failed": "diagnosis.failed"}


@dataclass(slots=True)
class Courier:
    """Sends notes and callbacks."""

    desk: Desk
    store: DeliveryStore
    transport: Transport
    helpdesks: Mapping[str, Helpdesk] = field(default_factory=dict)
    callbacks: Mapping[str, Callback] = field(default_factory=dict)
    clock: Callable[[], datetime] = now_utc

    async def round(self) -> None:
        """Plan what came to rest, then send what is due."""
        if not (self.helpdesks or self.callbacks):
            return
        await self.store.plan(self.clock().isoformat())
        now = self.clock()
        for delivery in await self.store.claim(now.isoformat(), (now + _HOLD).isoformat(), _AT_ONCE):
            await self._settle(delivery, await self._try(delivery))

    async def _try(self, delivery: Delivery) -> Result:
        row = await self.desk.store.find(delivery.diagnosis_id)
        if row is None:
            return Failed("the diagnosis was erased", again=False)
        return await (self._post(delivery, row) if delivery.kind == "desk" else self._call_back(delivery, row))

    async def _post(self, delivery: Delivery, row: StoredDiagnosis) -> Result:
        helpdesk = self.helpdesks.get(delivery.target)
        where = await self.store.ticket_of(delivery)
        if helpdesk is None or where is None:
            return Failed(f"the desk {delivery.target!r} is not in sites.toml any more", again=False)
        if row.answer is None or row.cause in _NOTHING_TO_SAY:
            return Kept("", is_shadow=False)
        reporters = await show(self.desk, row, View.REPORTER)
        full = reporters if helpdesk.kind in _READS_AS_REPORTER else await show(self.desk, row, View.FULL)
        with_reply = helpdesk.ask_reporter != "off"
        note = note_of(full, reporters, delivery.revision, with_reply=with_reply)
        is_retry = delivery.attempts > 1 and not delivery.error
        return await post_note(self.transport, helpdesk, Ticket(*where), note, is_retry=is_retry)

    async def _call_back(self, delivery: Delivery, row: StoredDiagnosis) -> Result:
        callback = self.callbacks.get(delivery.target)
        if callback is None:
            return Failed(f"the callback {delivery.target!r} is not in sites.toml any more", again=False)
        body = body_of(await show(self.desk, row, View.REPORTER), _TELLS.get(row.status, "diagnosis.concluded"))
        name = f"dl_{delivery.diagnosis_id}_{delivery.revision}"
        return await send_callback(self.transport, callback, name, body, self.clock())

    async def _settle(self, delivery: Delivery, result: Result) -> None:
        now = self.clock()
        await self.store.settle(delivery.id, now.isoformat(), **_outcome(delivery, result, now))
        if isinstance(result, Failed):
            logger.warning("delivery %d to %s failed: %s", delivery.id, delivery.target, result.why)


def _outcome(delivery: Delivery, result: Result, now: datetime) -> dict[str, Any]:
    match result:
        case Sent():
            return {"state": State.SENT, "error": ""}
        case Kept():
            return {"state": State.SHADOW if result.is_shadow else State.SKIPPED, "content": result.content}
        case Failed():
            again = next_try(delivery.attempts, now, result.after_seconds) if result.again else None
            state = State.WAITING if again else State.DEAD
            return {"state": state, "error": result.why[:300], "due_at": (again or now).isoformat()}
        case _:
            assert_never(result)
