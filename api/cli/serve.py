"""`unlatch serve`."""

import asyncio
import ipaddress

import click

from api.settings import Settings, SettingsError, read_settings


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8401, show_default=True, help="Port to listen on.")
def command(host: str, port: int) -> None:
    """Serve the REST API and the pages."""
    if not _is_loopback(host):
        raise click.ClickException(
            f"No API key is configured, so Unlatch serves this machine only and does not listen on {host}. "
            "Create a key with `unlatch keys create`, or leave --host at 127.0.0.1."
        )
    try:
        asyncio.run(_serve(read_settings(), host, port))
    except SettingsError as fault:
        raise click.ClickException(str(fault)) from None


async def _serve(settings: Settings, host: str, port: int) -> None:
    import uvicorn

    from api.composition import build_service

    app = await build_service(settings)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level=settings.log_level.lower(),
        timeout_graceful_shutdown=25,
        proxy_headers=False,
    )
    await uvicorn.Server(config).serve()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
