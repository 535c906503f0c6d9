"""What only `unlatch demo` serves: its ready tickets and the switch of the lab's fault."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse

from api.errors import Problem


def demo_router(offered: Callable[[], dict[str, Any]], switch: Callable[[str], dict[str, Any]]) -> APIRouter:
    """Build the routes around a running lab; `switch` raises FileNotFoundError for what the lab does not have."""
    router = APIRouter(prefix="/demo", tags=["demo"], include_in_schema=False)

    @router.get("/tickets")
    async def tickets() -> JSONResponse:
        return JSONResponse(offered())

    @router.post("/fault")
    def fault(scenario: Annotated[str, Body(embed=True, max_length=40)]) -> JSONResponse:
        try:
            return JSONResponse(switch(scenario))
        except FileNotFoundError as missing:
            raise Problem(404, "No such scenario", f"{missing} GET /demo/tickets lists them.") from None

    return router
