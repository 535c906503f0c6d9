"""The service on loopback, over real HTTP."""

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any

import uvicorn

from api.composition import build_service
from api.settings import Settings
from tests.sqlite_template import laid_out


class Served:
    """The service on loopback, in a thread with a loop of its own."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self._settings = Settings(data_dir=folder, rate_key_per_minute=1_000_000, **settings)
        self._started = threading.Event()
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def __enter__(self) -> str:
        self._thread.start()
        assert self._started.wait(30)
        return f"http://127.0.0.1:{self.port}"

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(30)

    async def _serve(self) -> None:
        app = await build_service(laid_out(self._settings))
        config = uvicorn.Config(app, "127.0.0.1", self.port, log_level="critical", timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        serving = asyncio.create_task(self._server.serve())
        while not self._server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has a flag only
            await asyncio.sleep(0.02)
        self._started.set()
        await serving
