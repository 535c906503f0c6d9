"""Starting, listing and reading diagnoses."""

import base64
import hashlib
import re
from dataclasses import replace
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from agent.domain import Status
from api import answers
from api.access import Caller, CallerKind, View
from api.casework import Desk
from api.dependencies import DeskDep, GateDep, OwnToRead, PoolDep, Reader, Writer
from api.doorway import passage_of
from api.errors import Problem
from api.etags import tagged_json
from api.keys import Scope
from api.presenting import may_list_by, show, show_with
from api.schemas import IncidentIn
from api.starting import AT_REST, Told, start_diagnosis
from api.store.records import Filters, StoredDiagnosis

router = APIRouter(prefix="/v1/diagnoses", tags=["diagnoses"])
MAX_WAIT_SECONDS = 25.0
_PLAIN = r"^[^\x00-\x1f\x7f]*$"
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})(?!\d)")


@router.post(
    "",
    status_code=202,
    summary="Start a diagnosis",
    response_model=answers.Diagnosis,
    responses={200: {"model": answers.Diagnosis, "description": "It came to rest within the time of `Prefer: wait`."}},
)
async def start(
    body: IncidentIn,
    request: Request,
    desk: DeskDep,
    pool: PoolDep,
    gate: GateDep,
    caller: Writer,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255, pattern=r"^[\x20-\x7e]+$")] = None,
    prefer: Annotated[str, Header(max_length=200)] = "",
) -> Response:
    """Accept an incident report; with `Prefer: wait=N` answer when it comes to rest within N seconds (25 at most).

    With an `Idempotency-Key` it is safe to send again: the same key and body lead to the same diagnosis.
    """
    told = Told(body, hashlib.sha256(await request.body()).hexdigest(), _hashed(idempotency_key))
    started = await start_diagnosis(desk, pool, gate, caller, told)
    passage = passage_of(request.scope)
    passage.diagnosis_id = started.id
    if passage.taking_in is not None:
        passage.taking_in.done()
    seconds = _wanted_wait(prefer)
    row = await _wait(desk, started.id, seconds or 0.0)
    shown = await _shown(desk, row, started.caller)
    if started.secret is not None:
        shown["secret"] = started.secret
    headers = {"Location": f"/v1/diagnoses/{row.id}"}
    if seconds is not None:
        headers["Preference-Applied"] = f"wait={seconds:.0f}"
    return JSONResponse(shown, 200 if seconds and row.status in AT_REST else 202, headers=headers)


@router.get("", summary="List diagnoses", response_model=answers.DiagnosisList)
async def list_all(
    desk: DeskDep,
    caller: Reader,
    status: Annotated[Status | None, Query(description="Only those in this state.")] = None,
    site: Annotated[str, Query(max_length=120, pattern=_PLAIN, description="Id of a registered site.")] = "",
    cause: Annotated[str, Query(max_length=60, pattern=_PLAIN, description="Code of the leading cause.")] = "",
    ticket: Annotated[str, Query(max_length=120, pattern=_PLAIN, description="Key of the ticket.")] = "",
    cursor: Annotated[str, Query(max_length=200, pattern=_PLAIN, description="`next_cursor` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JSONResponse:
    """List the diagnoses that the caller may see, newest first, without their evidence."""
    narrowed = Filters(status.value if status else "", site, cause, ticket, after=_cursor(cursor), limit=limit + 1)
    rows = await desk.store.list_diagnoses(_visible_to(caller, narrowed))
    listed = [row for row in rows[:limit] if may_list_by(desk, row, caller.view, cause)]
    shown = [show_with(desk, row, [], caller.view) for row in listed]
    following = _cursor_after(rows[limit - 1]) if len(rows) > limit else None
    return JSONResponse({"diagnoses": shown, "next_cursor": following})


@router.get(
    "/{diagnosis_id}",
    summary="Read a diagnosis",
    response_model=answers.Diagnosis,
    responses={304: {"description": "Nothing changed since the ETag of If-None-Match."}},
)
async def read(request: Request, row: OwnToRead, desk: DeskDep, caller: Reader) -> Response:
    """Return one diagnosis as the caller may see it."""
    return tagged_json(request, await show(desk, row, caller.view))


async def _shown(desk: Desk, row: StoredDiagnosis, caller: Caller) -> dict[str, object]:
    """Show a diagnosis; to a key that may only write, no more than that it was taken."""
    if caller.allows(Scope.READ):
        return await show(desk, row, caller.view)
    return show_with(desk, replace(row, answer=None), [], View.REPORTER)


def _hashed(key: str | None) -> str | None:
    """Keep a key by its hash: it is only ever compared, and people put secrets anywhere."""
    return hashlib.sha256(key.encode()).hexdigest() if key else None


def _visible_to(caller: Caller, filters: Filters) -> Filters:
    if caller.kind is CallerKind.KEY and caller.sites is None:
        return filters
    shared = caller.kind is CallerKind.KEY
    return replace(filters, owner=caller.owner, sites=caller.sites, shares_sites=shared)


async def _wait(desk: Desk, diagnosis_id: str, seconds: float) -> StoredDiagnosis:
    until = monotonic() + seconds
    with desk.news.listen(diagnosis_id) as listener:
        while True:
            row = await desk.store.find(diagnosis_id)
            if row is None:
                raise Problem(410, "Gone", "The diagnosis was erased meanwhile.")
            left = until - monotonic()
            if row.status in AT_REST or left <= 0 or desk.news.closing:
                return row
            await listener.wait(min(left, 1.0))


def _wanted_wait(prefer: str) -> float | None:
    found = _WAIT.search(prefer)
    return min(float(found[1]), MAX_WAIT_SECONDS) if found else None


def _cursor(cursor: str) -> tuple[str, str] | None:
    if not cursor:
        return None
    try:
        at, mark, last = base64.b64decode(cursor.encode(), b"-_", validate=True).decode("ascii").partition("|")
    except ValueError:
        mark = ""
    if not mark or not (at + last).isprintable():
        raise Problem(422, "Cursor not usable", "Take the cursor from next_cursor of the page before, unchanged.")
    return at, last


def _cursor_after(row: StoredDiagnosis) -> str:
    return base64.urlsafe_b64encode(f"{row.created_at}|{row.id}".encode()).decode("ascii")
