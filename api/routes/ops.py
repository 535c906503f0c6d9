"""The operator's page and its numbers."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api import answers
from api.dependencies import DeskDep, Operator
from api.observing.overview import Wanted, overview_of
from api.routes.pages import page
from api.store.overview import Overview

router = APIRouter()


@router.get("/v1/ops/overview", tags=["ops"], summary="Read how it goes", response_model=answers.OpsOverview)
async def overview(
    desk: DeskDep,
    caller: Operator,
    days: Annotated[int, Query(ge=1, le=90, description="Days to look back, today included.")] = 14,
) -> JSONResponse:
    """Return what is open, what was found, how reliable it was and what is stuck, for the sites of the key."""
    causes = desk.catalogue.causes

    def title(code: str) -> str:
        return causes[code].title if code in causes else code

    wanted = Wanted(desk.clock(), days, caller.sites)
    return JSONResponse(await overview_of(Overview(desk.store.engine), wanted, title))


@router.get("/ops", include_in_schema=False)
async def ops() -> Response:
    """Return the page. It holds no numbers; those it asks for with the operator's key."""
    return page("ops.html")
