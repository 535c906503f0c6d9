"""`unlatch demo`: a lab Confluence, the service, one real ticket through the REST API, its report."""

import asyncio
import json
import socket
import tempfile
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

PORT = 8401


@click.command("demo")
@click.option("--once", is_flag=True, help="Stop after the report.")
@click.option(
    "--port", default=PORT, show_default=True, help="Port to serve on; a free one is taken when it is in use."
)
def command(port: int, *, once: bool) -> None:
    """Show it all on this machine: loopback only, no key, no account, no model."""
    with tempfile.TemporaryDirectory(prefix="unlatch-demo-") as folder:
        try:
            asyncio.run(_demo(Path(folder), _free_port(port), once=once))
        except KeyboardInterrupt:
            click.echo("Stopped.")


async def _demo(folder: Path, port: int, *, once: bool) -> None:
    import uvicorn

    from api.composition import build_service
    from api.gatehouse import Opening
    from api.routes.demo import demo_router
    from api.settings import Settings
    from evals.demo import TICKETS, DemoStage

    console = Console()
    with DemoStage() as stage:
        ticket = stage.report(TICKETS[0])
        lab = stage.worlds[TICKETS[0].site].registered_site().url
        console.print(Padding(Text(f"A lab Confluence listens at {lab}", style="dim"), (1, 2, 0, 2)))
        settings = Settings(data_dir=folder, sites_file=None, database_url=None, llm_model=None)
        app = await build_service(settings, stage.register, opening=Opening(with_observer=True))
        app.include_router(demo_router(stage.offered, stage.switch))
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=5)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has a flag only
            await asyncio.sleep(0.02)
        url = f"http://127.0.0.1:{port}"
        diagnosis = await asyncio.to_thread(_post, f"{url}/v1/diagnoses", ticket)
        _show(console, url, ticket, diagnosis)
        if once:
            server.should_exit = True
        await serving


def _show(console: Console, url: str, ticket: Mapping[str, Any], diagnosis: Mapping[str, Any]) -> None:
    from api.reports.outline import outline_of
    from api.reports.terminal import clean, print_report

    console.print(Padding(Text(f"Sent this ticket to {url}/v1/diagnoses:", style="dim"), (0, 2, 1, 2)))
    console.print(Padding(Text(clean(ticket["text"]), style="italic"), (0, 6)))
    console.print(Rule(style="dim"))
    print_report(outline_of(diagnosis), console)
    report = f"{url}/v1/diagnoses/{diagnosis['id']}/report?format=html"
    links = "\n  ".join(("", report, f"{url}/    these tickets in a browser", "Ctrl-C stops."))
    console.print(Text(links, style="dim"))


def _post(url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", "Prefer": "wait=25"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - our own loopback address
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise click.ClickException("No port is free on 127.0.0.1.")
