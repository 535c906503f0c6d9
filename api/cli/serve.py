"""`unlatch serve`."""

import asyncio
import ipaddress
import sys
from types import FrameType
from typing import TYPE_CHECKING

import click

from api.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from api.gatehouse import Opening

STREAMS_END_SECONDS = 5
SWITCH_SECONDS = 0.001
"""A SQLite transaction on its thread takes the interpreter's lock back several times, and waits this long each time."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8401, show_default=True, help="Port to listen on.")
@click.option("--no-worker", is_flag=True, help="Only answer requests; `unlatch worker` runs the diagnoses.")
@click.option("--open-with-observer", is_flag=True, help="Without a key: let local callers use the look-up account.")
def command(host: str, port: int, *, no_worker: bool, open_with_observer: bool) -> None:
    """Serve the REST API and the pages."""
    from api.gatehouse import Opening
    from api.observing.logs import configure_logs

    opening = Opening(on_loopback=_is_loopback(host), with_observer=open_with_observer)
    try:
        settings = read_settings()
        configure_logs(settings.log_level, settings.log_format)
        asyncio.run(_serve(settings, host, port, opening, works=not no_worker))
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None


async def _serve(settings: Settings, host: str, port: int, opening: "Opening", *, works: bool) -> None:
    import uvicorn

    from api.composition import build_service
    from api.observing.own_port import metrics_served

    sys.setswitchinterval(SWITCH_SECONDS)
    app = await build_service(settings, opening=opening, works=works)

    class Server(uvicorn.Server):
        """Ends the event streams first: their readers go on at another process, or at the next start."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.desk.news.close()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        log_level=settings.log_level.lower(),
        timeout_graceful_shutdown=STREAMS_END_SECONDS,
        proxy_headers=False,
    )
    async with metrics_served(settings, app.state.desk):
        await Server(config).serve()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
