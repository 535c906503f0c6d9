"""Alive and ready."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from api.casework import Desk
from api.dependencies import desk_of

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process alive?")
async def alive() -> JSONResponse:
    """Answer as long as the process answers."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz", summary="Is it ready for work?")
async def ready(desk: Annotated[Desk, Depends(desk_of)]) -> JSONResponse:
    """Answer once the store answers."""
    await desk.store.ping()
    return JSONResponse({"status": "ready"})
