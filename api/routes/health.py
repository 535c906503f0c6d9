"""Alive and ready."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api import answers
from api.dependencies import DeskDep, PoolDep
from api.errors import Problem, problem_response
from api.gate import gate_of
from api.keys import Scope
from api.observing.readiness import look
from api.store.records import StoreUnavailable

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process alive?", response_model=answers.Health)
async def alive() -> JSONResponse:
    """Answer as long as the process answers."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz", summary="Is it ready for work?", response_model=answers.Health)
async def ready(request: Request, desk: DeskDep, pool: PoolDep) -> JSONResponse:
    """Answer 200 when the store answers and there is room for work, else 503; reasons are for the scope `ops` only."""
    checks = await look(desk, pool)
    told = {"reasons": {check.name: check.says for check in checks}} if await _may_know(request) else {}
    blocking = [check for check in checks if check.blocks]
    if not blocking:
        return JSONResponse({"status": "ready", **told})
    why = "; ".join(f"{check.name}: {check.says}" for check in blocking)
    words = why if told else "It takes no work now. A key with the scope ops reads why."
    return problem_response(503, "Not ready", words, {"Retry-After": "5"})


async def _may_know(request: Request) -> bool:
    """Tell whether the caller may read reasons; who cannot prove anything still reads whether it is ready."""
    try:
        caller = await gate_of(request).access.caller_of(request)
    except (Problem, StoreUnavailable):
        return False
    return caller.allows(Scope.OPS)
