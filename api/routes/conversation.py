"""What can be done with a diagnosis: answer, add, verify the fix, cancel, erase, and say whether it was right."""

from collections.abc import Container

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api import answers
from api.casework import TAKES_MESSAGES, take_message
from api.dependencies import DeskDep, OwnToWrite, PoolDep, Writer
from api.errors import Problem
from api.housekeeping import erase_everywhere
from api.presenting import show
from api.running import run_diagnosis
from api.schemas import FeedbackIn, MessageIn, VerifyIn
from api.stopping import cancel_diagnosis
from api.store.feedback import Feedback, FeedbackStore
from api.store.records import StoredDiagnosis
from api.verifying import start_verification
from api.visitor_bodies import check_message, check_verify
from tools.redaction import redact

router = APIRouter(prefix="/v1/diagnoses/{diagnosis_id}", tags=["conversation"])

_LATER = "It takes messages once it asks a question or has concluded."
_WHEN_IT_LISTENS = dict.fromkeys(("failed", "cancelled"), "It takes no more messages. Start a new one.")


@router.post("/messages", status_code=202, summary="Answer, add evidence, or ask", response_model=answers.Receipt)
async def message(body: MessageIn, row: OwnToWrite, desk: DeskDep, pool: PoolDep, caller: Writer) -> JSONResponse:
    """Take an answer or new evidence in and go on."""
    check_message(caller, body)
    if row.status not in TAKES_MESSAGES:
        raise Problem(409, "Not waiting", f"The diagnosis is {row.status}. {_WHEN_IT_LISTENS.get(row.status, _LATER)}")
    case = await take_message(desk, row, body)
    pool.start(case.id, lambda: run_diagnosis(desk, case))
    return _taken(case.id)


@router.post("/verify", status_code=202, summary="Look whether the fix works", response_model=answers.Receipt)
async def verify(
    row: OwnToWrite, desk: DeskDep, pool: PoolDep, caller: Writer, body: VerifyIn | None = None
) -> JSONResponse:
    """Repeat the probes that told the cause apart; what they say stands in `verification` once it is at rest again.

    The credential is not kept after a diagnosis: give it again when the fix is to be seen with it.
    """
    given = body or VerifyIn()
    check_verify(caller, given)
    case = await start_verification(desk, row, given)
    pool.start(case.id, lambda: run_diagnosis(desk, case))
    return _taken(case.id)


@router.post("/cancel", summary="Stop a diagnosis", response_model=answers.Diagnosis)
async def cancel(row: OwnToWrite, desk: DeskDep, pool: PoolDep, caller: Writer) -> JSONResponse:
    """Stop what runs or waits. What was found so far stays and can be read."""
    return JSONResponse(await show(desk, await cancel_diagnosis(desk, pool, row), caller.view))


@router.delete("", status_code=204, summary="Erase a diagnosis", response_class=Response)
async def erase(row: OwnToWrite, desk: DeskDep, pool: PoolDep) -> Response:
    """Erase it everywhere: evidence, events, conversation, jobs and deliveries."""
    await erase_everywhere(desk, pool, [row.id])
    return Response(status_code=204)


@router.post("/feedback", status_code=201, summary="Say whether it was right", response_model=answers.FeedbackReceipt)
async def feedback(body: FeedbackIn, row: OwnToWrite, desk: DeskDep, caller: Writer) -> JSONResponse:
    """Note what turned out to be true. Each word is kept; visitors' are counted apart."""
    _check_feedback(desk.catalogue.causes, body, row)
    comment = redact(body.comment).text
    given = Feedback(row.id, desk.clock().isoformat(), caller.owner, body.correct, body.actual_cause, comment)
    await FeedbackStore(desk.store.engine).add(given)
    shown = {"id": row.id, "correct": body.correct, "actual_cause": body.actual_cause or None}
    return JSONResponse(shown, 201)


def _check_feedback(known: Container[str], body: FeedbackIn, row: StoredDiagnosis) -> None:
    if not row.answer:
        raise Problem(409, "No answer yet", f"The diagnosis is {row.status} and has not named a cause to judge.")
    if body.actual_cause and body.actual_cause not in known:
        raise Problem(
            422, "No such cause", "Take actual_cause from GET /v1/causes, or leave it out and say it in words."
        )


def _taken(diagnosis_id: str) -> JSONResponse:
    headers = {"Location": f"/v1/diagnoses/{diagnosis_id}"}
    return JSONResponse({"id": diagnosis_id, "status": "queued"}, 202, headers=headers)
