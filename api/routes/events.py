"""The event stream of a diagnosis, from the store, so that it can be resumed anywhere."""

import json
from collections.abc import AsyncIterator, Mapping
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from agent.domain import Status
from api.dependencies import DeskDep, OwnToRead, Reader
from api.errors import Problem
from api.gate import gate_of
from api.presenting import show_event
from api.store.records import StoredDiagnosis, StoredEvent

router = APIRouter(prefix="/v1/diagnoses", tags=["events"])
_ENDED = frozenset({Status.CONCLUDED.value, Status.FAILED.value, Status.CANCELLED.value})
_LARGEST_SEQ = 2**31 - 1
POLL_SECONDS = 15.0
RECHECK_SECONDS = 30.0
"""How often a long stream looks whether its key or token still counts; one that ended ends the stream."""


async def last_seen(last_event_id: Annotated[str, Header(max_length=20)] = "") -> int:
    """Return the sequence number that the client saw last; what is no number counts as nothing seen."""
    is_number = last_event_id.isascii() and last_event_id.isdigit()
    return min(int(last_event_id), _LARGEST_SEQ) if is_number else 0


@router.get("/{diagnosis_id}/events", response_class=EventSourceResponse, summary="Follow a diagnosis")
async def follow(
    request: Request, row: OwnToRead, seq: Annotated[int, Depends(last_seen)], desk: DeskDep, caller: Reader
) -> AsyncIterator[ServerSentEvent]:
    """Stream events after Last-Event-ID until the diagnosis has ended; while a question is open it stays open too."""
    diagnosis_id, checked = row.id, monotonic()
    with desk.news.listen(diagnosis_id) as listener:
        while not desk.news.closing:
            now = await desk.store.find(diagnosis_id)
            for event in await desk.store.events_after(diagnosis_id, seq):
                seq = event.seq
                told = show_event(desk, now or row, event, caller.view)
                yield _sse(event, {"diagnosis": diagnosis_id, "at": event.at, **told})
            if now is None or now.status in _ENDED:
                return
            await listener.wait(POLL_SECONDS)
            if monotonic() - checked > RECHECK_SECONDS:
                checked = monotonic()
                if not await _may_still_follow(request, now):
                    return


async def _may_still_follow(request: Request, row: StoredDiagnosis) -> bool:
    try:
        return (await gate_of(request).access.caller_of(request)).may_see(row)
    except Problem:
        return False


def _sse(event: StoredEvent, told: Mapping[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(raw_data=json.dumps(told, ensure_ascii=False), event=event.name, id=str(event.seq))
