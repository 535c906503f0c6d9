"""POST and GET of diagnoses, and messages to one."""

import base64
import hashlib
import re
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from agent.case import Case
from agent.domain import Status
from api.access import Caller
from api.casework import Desk, find_own, open_diagnosis, run_diagnosis, take_message
from api.dependencies import caller_of, desk_of, pool_of
from api.errors import Problem
from api.incident import find_site
from api.pool import Pool, PoolFull
from api.presenting import show, show_with
from api.schemas import IncidentIn, MessageIn
from api.store.records import Accepted, Filters, KeyReused, StoredDiagnosis

router = APIRouter(prefix="/v1/diagnoses", tags=["diagnoses"])
MAX_WAIT_SECONDS = 25.0
_AT_REST = frozenset({Status.CONCLUDED.value, Status.NEEDS_INPUT.value, Status.FAILED.value, Status.CANCELLED.value})

DeskDep = Annotated[Desk, Depends(desk_of)]
PoolDep = Annotated[Pool, Depends(pool_of)]
CallerDep = Annotated[Caller, Depends(caller_of)]


@router.post("", status_code=202, summary="Start a diagnosis")
async def start(
    body: IncidentIn,
    request: Request,
    desk: DeskDep,
    pool: PoolDep,
    caller: CallerDep,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255)] = None,
    prefer: Annotated[str, Header(max_length=200)] = "",
) -> Response:
    """Accept an incident report; with `Prefer: wait=N` answer when it comes to rest within N seconds."""
    sha = hashlib.sha256(await request.body()).hexdigest()
    if idempotency_key and (known := await _known(desk, caller, idempotency_key, sha)):
        accepted = known
    else:
        accepted = await _accept(desk, pool, caller, body, idempotency_key, sha)
    row = await _wait(desk, accepted.id, _wanted_wait(prefer))
    at_rest = row.status in _AT_REST and _wanted_wait(prefer) > 0
    shown = await show(desk, row, caller.view)
    headers = {"Location": f"/v1/diagnoses/{row.id}"}
    return JSONResponse(shown, 200 if at_rest else 202, headers=headers)


@router.get("", summary="List diagnoses")
async def list_all(
    desk: DeskDep,
    caller: CallerDep,
    status: Annotated[str, Query(max_length=20)] = "",
    site: Annotated[str, Query(max_length=120)] = "",
    cause: Annotated[str, Query(max_length=60)] = "",
    ticket: Annotated[str, Query(max_length=120)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JSONResponse:
    """List the caller's diagnoses, newest first."""
    filters = Filters(status, site, cause, ticket, caller.owner, caller.sites, _cursor(cursor), limit + 1)
    rows = await desk.store.list_diagnoses(filters)
    shown = [show_with(row, [], caller.view) for row in rows[:limit]]
    following = _cursor_after(rows[limit - 1]) if len(rows) > limit else None
    return JSONResponse({"diagnoses": shown, "next_cursor": following})


@router.get("/{diagnosis_id}", summary="Read a diagnosis")
async def read(diagnosis_id: str, desk: DeskDep, caller: CallerDep) -> JSONResponse:
    """Return one diagnosis as the caller may see it."""
    return JSONResponse(await show(desk, await find_own(desk, diagnosis_id, caller.may_see), caller.view))


@router.post("/{diagnosis_id}/messages", status_code=202, summary="Answer, add evidence, or ask")
async def message(diagnosis_id: str, body: MessageIn, desk: DeskDep, pool: PoolDep, caller: CallerDep) -> JSONResponse:
    """Take an answer or new evidence in and go on."""
    row = await find_own(desk, diagnosis_id, caller.may_see)
    if row.status not in {Status.NEEDS_INPUT.value, Status.CONCLUDED.value}:
        raise Problem(
            409, "Not waiting", f"The diagnosis is {row.status}; it takes messages once it asks or has concluded."
        )
    case = await take_message(desk, row, body)
    pool.start(case.id, lambda: run_diagnosis(desk, case))
    shown = {"id": case.id, "status": Status.INVESTIGATING.value}
    return JSONResponse(shown, 202, headers={"Location": f"/v1/diagnoses/{case.id}"})


async def _known(desk: Desk, caller: Caller, key: str, sha: str) -> Accepted | None:
    found = await desk.store.find_by_key(caller.owner, key)
    if found is None:
        return None
    if found[1] != sha:
        raise _key_reused()
    return Accepted(found[0], is_new=False)


async def _accept(desk: Desk, pool: Pool, caller: Caller, body: IncidentIn, key: str | None, sha: str) -> Accepted:
    try:
        pool.check_room()
    except PoolFull:
        raise Problem(
            429, "Too many at once", "As many diagnoses wait as may wait. Try again shortly.", {"Retry-After": "5"}
        ) from None
    site = find_site(body.site, desk.sites) if body.site else None
    try:
        accepted, case = await open_diagnosis(desk, body, caller.owner, site, key, sha)
    except KeyReused:
        raise _key_reused() from None
    if accepted.is_new:
        _start(desk, pool, case)
    return accepted


def _start(desk: Desk, pool: Pool, case: Case) -> None:
    pool.start(case.id, lambda: run_diagnosis(desk, case))


async def _wait(desk: Desk, diagnosis_id: str, seconds: float) -> StoredDiagnosis:
    until = monotonic() + seconds
    while True:
        row = await desk.store.find(diagnosis_id)
        if row is None:
            raise Problem(410, "Gone", "The diagnosis was erased meanwhile.")
        left = until - monotonic()
        if row.status in _AT_REST or left <= 0:
            return row
        await desk.news.wait(diagnosis_id, min(left, 1.0))


def _wanted_wait(prefer: str) -> float:
    found = re.search(r"(?:^|[,;\s])wait=(\d{1,4})", prefer)
    return min(float(found[1]), MAX_WAIT_SECONDS) if found else 0.0


def _key_reused() -> Problem:
    return Problem(
        422,
        "Idempotency key reused",
        "This Idempotency-Key came with another body before. Use a new key for a new body.",
    )


def _cursor(cursor: str) -> tuple[str, str] | None:
    if not cursor:
        return None
    try:
        at, _, last = base64.urlsafe_b64decode(cursor.encode()).decode("ascii").partition("|")
    except ValueError:
        raise Problem(
            422, "Cursor not usable", "Take the cursor from next_cursor of the page before, unchanged."
        ) from None
    return at, last


def _cursor_after(row: StoredDiagnosis) -> str:
    return base64.urlsafe_b64encode(f"{row.created_at}|{row.id}".encode()).decode("ascii")
