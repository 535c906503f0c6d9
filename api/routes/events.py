"""The event stream of a diagnosis, from the store, so that it can be resumed anywhere."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent

from agent.domain import Status
from api.access import Caller
from api.casework import Desk, find_own
from api.dependencies import caller_of, desk_of
from api.store.records import StoredEvent

router = APIRouter(prefix="/v1/diagnoses", tags=["events"])
_ENDED = frozenset({Status.CONCLUDED.value, Status.FAILED.value, Status.CANCELLED.value})
POLL_SECONDS = 1.0


async def last_seen(last_event_id: Annotated[str, Header(max_length=20)] = "") -> int:
    """Return the sequence number that the client saw last; what is no number counts as nothing seen."""
    return int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else 0


async def visible_id(
    diagnosis_id: str, desk: Annotated[Desk, Depends(desk_of)], caller: Annotated[Caller, Depends(caller_of)]
) -> str:
    """Return the id once it is clear that the caller may see the diagnosis, before the stream begins."""
    return (await find_own(desk, diagnosis_id, caller.may_see)).id


@router.get("/{diagnosis_id}/events", response_class=EventSourceResponse, summary="Follow a diagnosis")
async def follow(
    diagnosis_id: Annotated[str, Depends(visible_id)],
    seq: Annotated[int, Depends(last_seen)],
    desk: Annotated[Desk, Depends(desk_of)],
) -> AsyncIterator[ServerSentEvent]:
    """Stream events after Last-Event-ID until the diagnosis has ended."""
    while True:
        row = await desk.store.find(diagnosis_id)
        for event in await desk.store.events_after(diagnosis_id, seq):
            seq = event.seq
            yield _sse(diagnosis_id, event)
        if row is None or row.status in _ENDED:
            return
        await desk.news.wait(diagnosis_id, POLL_SECONDS)


def _sse(diagnosis_id: str, event: StoredEvent) -> ServerSentEvent:
    told = {"diagnosis": diagnosis_id, "at": event.at, **event.fields}
    return ServerSentEvent(raw_data=json.dumps(told, ensure_ascii=False), event=event.name, id=str(event.seq))
