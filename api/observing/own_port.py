"""Metrics on a port of their own, for a Prometheus that has no key: only those, and only where that was asked for."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.casework import Desk
from api.observing.exposition import exposition
from api.observing.metrics import CONTENT_TYPE
from api.settings import Settings, SettingsError

_LOOK_SECONDS = 0.02


class _Beside(uvicorn.Server):
    """A server beside another: signals are the other's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


@asynccontextmanager
async def metrics_served(settings: Settings, desk: Desk) -> AsyncIterator[None]:
    """Serve the metrics while this is open, if UNLATCH_METRICS_PORT is set.

    Raises:
        SettingsError: The port cannot be listened on.
    """
    if not settings.metrics_port:
        yield
        return

    async def answer(_: Request) -> Response:
        return Response(await exposition(desk), media_type=CONTENT_TYPE)

    app = Starlette(routes=[Route("/metrics", answer)])
    config = uvicorn.Config(
        app, settings.metrics_host, settings.metrics_port, log_config=None, access_log=False, lifespan="off"
    )
    server = _Beside(config)
    serving = asyncio.create_task(_serve(server), name="metrics")
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has a flag only
        await asyncio.sleep(_LOOK_SECONDS)
    if serving.done():
        raise SettingsError(
            f"The metrics cannot listen on {settings.metrics_host}:{settings.metrics_port}. Is the port in use? "
            "Choose another UNLATCH_METRICS_PORT."
        )
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def _serve(server: uvicorn.Server) -> None:
    try:
        await server.serve()
    except SystemExit:  # how uvicorn says that it cannot listen
        return
