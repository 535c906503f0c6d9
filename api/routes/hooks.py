"""The inbound webhook of every configured desk: verified over the raw bytes, then read, then taken in at once."""

import json
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from api.desks.helpdesk import DeskKind, Helpdesk
from api.desks.inbound import MAX_DELIVERY_BYTES, Delivery, Kind
from api.desks.mailroom import Mailroom
from api.desks.reading import READERS
from api.desks.signatures import Scheme, SignatureRefused, verify
from api.errors import Problem, not_found
from api.gate import caller_of, gate_of, require
from api.pool import PoolFull
from tools.clock import now_utc

router = APIRouter(prefix="/v1/hooks", tags=["hooks"])
_RETRY_SECONDS = "10"


@router.post(
    "/{desk}",
    status_code=202,
    summary="Take a delivery of a helpdesk in",
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}},
)
async def take_in(desk: Annotated[str, Path(max_length=60)], request: Request) -> JSONResponse:
    """Take one delivery in: a ticket that was opened, commented or closed, or a group of alerts.

    The same delivery twice changes nothing. What is not about a ticket is answered with 200 and a reason, because desks
    switch a hook off that answers otherwise. Without any API key, hooks are off.
    """
    mailroom = _mailroom_of(request)
    helpdesk = mailroom.helpdesks.get(desk) if mailroom else None
    if mailroom is None or helpdesk is None or not await gate_of(request).access.keys.are_configured():
        raise not_found("desk")
    raw = await request.body()
    await _prove(helpdesk, request, raw)
    headers = {name.lower(): value for name, value in request.headers.items()}
    sent = READERS[helpdesk.kind](Delivery(_parsed(raw), headers, helpdesk.own_account))
    if sent.kind is Kind.CHALLENGE:
        return JSONResponse({"challenge": sent.why}, 200)
    try:
        taken = await mailroom.take_in(helpdesk, sent)
    except PoolFull:
        raise _no_room(helpdesk) from None
    if not taken.diagnosis:
        return JSONResponse({"diagnosis": None, "says": taken.says}, 200)
    path = f"/v1/diagnoses/{taken.diagnosis}"
    shown = {"diagnosis": taken.diagnosis, "says": taken.says, "status_url": path, "events_url": f"{path}/events"}
    return JSONResponse(shown, 202, headers={"Location": path})


def _mailroom_of(request: Request) -> Mailroom | None:
    return cast(Mailroom | None, getattr(request.app.state, "mailroom", None))


async def _prove(helpdesk: Helpdesk, request: Request, raw: bytes) -> None:
    """Check who sends: by the desk's signature, or by an API key with the desk's own scope."""
    if len(raw) > MAX_DELIVERY_BYTES:
        raise Problem(413, "Delivery too large", "A delivery may have 256 kB. Send the ticket's text, not its files.")
    if helpdesk.scheme is Scheme.KEY:
        require(await caller_of(request), f"hooks:{helpdesk.id}")
        return
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        verify(helpdesk.scheme, helpdesk.secrets, headers, raw, now_utc())
    except SignatureRefused as fault:
        raise Problem(401, "Delivery not signed by the desk", f"{fault} Check the secret on both sides.") from None


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise Problem(400, "Not JSON", "Send the delivery as a JSON object.") from None
    if not isinstance(found, dict):
        raise Problem(400, "Not an object", "Send the delivery as a JSON object.")
    return found


def _no_room(helpdesk: Helpdesk) -> Problem:
    """Say no in the way that makes the sender try again: Alertmanager drops a delivery on any 4xx, 429 included."""
    status = 503 if helpdesk.kind is DeskKind.ALERTMANAGER else 429
    return Problem(
        status,
        "Too many at once",
        f"As many diagnoses wait as may wait, so this one was not taken. Send it again in {_RETRY_SECONDS} s.",
        {"Retry-After": _RETRY_SECONDS},
    )
