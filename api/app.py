"""The web application, built from a desk; nothing happens at import."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from api import errors
from api.body_limit import Application
from api.casework import Desk
from api.crowd import Crowd
from api.doorway import Doorway
from api.gate import Gate
from api.observing.requests import WatchedRequests
from api.openapi import describe
from api.post import Post
from api.routes import (
    audit,
    causes,
    conversation,
    diagnoses,
    events,
    guide,
    health,
    hooks,
    metrics,
    ops,
    pages,
    reports,
    widget,
)
from api.schemas import MAX_BODY_BYTES
from api.work.lifecycle import at_work
from api.work.queue import RunQueue

ROUTERS = (
    diagnoses.router,
    conversation.router,
    events.router,
    reports.router,
    causes.router,
    audit.router,
    hooks.router,
    health.router,
    metrics.router,
    ops.router,
    guide.router,
    widget.router,
    pages.router,
)

_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""The framework's own telemetry has query strings and texts of exceptions in it; ours has neither."""


def create_app(
    desk: Desk, gate: Gate, queue: RunQueue, cleanup: AsyncExitStack | None = None, post: Post | None = None
) -> FastAPI:
    """Build the application around a desk and its queue; `cleanup` is closed when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with cleanup or AsyncExitStack(), at_work(desk, queue, post.rounds if post else ()):
            yield

    app = Application(
        title="Unlatch",
        version="0.1.0",
        summary="Tells a person why Confluence answers 401, proves it, and gets them back in.",
        lifespan=lifespan,
        max_body_size=MAX_BODY_BYTES,
        docs_url=None,
        redoc_url=None,
        telemetry=_NO_TELEMETRY,
    )
    app.state.desk = desk
    app.state.pool = queue
    app.state.gate = gate
    app.state.mailroom = post.mailroom if post else None
    app.add_middleware(Crowd, queue=queue)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=gate.access.origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Prefer"],
        expose_headers=["Location", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy"],
        max_age=600,
    )
    app.add_middleware(Doorway, audit=gate.audit)
    app.add_middleware(WatchedRequests, watching=desk.watching)
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    describe(app)
    return app
