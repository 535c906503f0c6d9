"""Alive and ready."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api import answers
from api.casework import Desk
from api.dependencies import DeskDep, PoolDep
from api.errors import Problem, problem_response
from api.gate import gate_of
from api.keys import Scope
from api.pool import PoolFull
from api.store.records import StoreUnavailable
from api.work.queue import RunQueue

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process alive?", response_model=answers.Health)
async def alive() -> JSONResponse:
    """Answer as long as the process answers."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz", summary="Is it ready for work?", response_model=answers.Health)
async def ready(request: Request, desk: DeskDep, pool: PoolDep) -> JSONResponse:
    """Answer 200 when the store answers and there is room for work, else 503; reasons are for the scope `ops` only."""
    reasons = await _reasons(desk, pool)
    is_ready = all(reason == "fine" for reason in reasons.values())
    told = {"reasons": reasons} if await _may_know(request) else {}
    if is_ready:
        return JSONResponse({"status": "ready", **told})
    detail = "; ".join(f"{name}: {reason}" for name, reason in told.get("reasons", {}).items() if reason != "fine")
    words = detail or "It takes no work now. A key with the scope ops reads why."
    return problem_response(503, "Not ready", words, {"Retry-After": "5"})


async def _reasons(desk: Desk, pool: RunQueue) -> dict[str, str]:
    reasons = {"store": "fine", "queue": "fine"}
    try:
        await desk.store.ping()
    except StoreUnavailable:
        reasons["store"] = "does not answer"
    try:
        pool.check_room()
    except PoolFull:
        reasons["queue"] = "full"
    return reasons


async def _may_know(request: Request) -> bool:
    """Tell whether the caller may read reasons; who cannot prove anything still reads whether it is ready."""
    try:
        caller = await gate_of(request).access.caller_of(request)
    except (Problem, StoreUnavailable):
        return False
    return caller.allows(Scope.OPS)
