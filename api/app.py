"""The web application, built from a desk; nothing happens at import."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from api import errors
from api.body_limit import Application
from api.casework import Desk, load_case, run_diagnosis
from api.pool import Pool
from api.routes import causes, diagnoses, events, health, reports
from api.schemas import MAX_BODY_BYTES

DRAIN_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How many diagnoses run and wait in one process."""

    running: int = 8
    queued: int = 200


def create_app(desk: Desk, limits: Limits | None = None, cleanup: AsyncExitStack | None = None) -> FastAPI:
    """Build the application around a desk; `cleanup` is closed when it stops."""
    bounds = limits or Limits()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.pool = Pool(bounds.running, bounds.queued)
        await _take_up_again(desk, app.state.pool)
        yield
        await app.state.pool.drain(DRAIN_SECONDS)
        if cleanup is not None:
            await cleanup.aclose()

    app = Application(
        title="Unlatch",
        version="0.1.0",
        summary="Tells a person why Confluence answers 401, proves it, and gets them back in.",
        lifespan=lifespan,
        max_body_size=MAX_BODY_BYTES,
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    errors.install(app)
    for router in (diagnoses.router, events.router, reports.router, causes.router, health.router):
        app.include_router(router)
    return app


async def _take_up_again(desk: Desk, pool: Pool) -> None:
    """Run again, from its stored evidence, what a former process left unfinished."""
    for diagnosis_id in await desk.store.unfinished():
        row = await desk.store.find(diagnosis_id)
        if row is not None:
            case = await load_case(desk, row)
            pool.start(case.id, lambda case=case: run_diagnosis(desk, case))  # type: ignore[misc]
