"""A proxy on loopback that lets a client reach the lab under the names of the real hosts.

Some clients tell Cloud from Data Center by the host's name, and some put the vendor's hosts together by themselves.
Such a client is given this proxy (HTTPS_PROXY) and this proxy's certificate (REQUESTS_CA_BUNDLE, SSL_CERT_FILE,
NODE_EXTRA_CA_CERTS), in its own environment only. It then asks for acme.atlassian.net and is answered by the lab. A
name that the proxy does not know is refused, so nothing leaves the machine.
"""

import asyncio
import ssl
from collections.abc import Coroutine, Mapping
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from evals.lab.server import LOOPBACK
from evals.lab.tls import Authority
from evals.lab.world import World
from tools.site import Deployment

HEAD_LIMIT = 64 * 1024
VENDOR_HOSTS = {
    "api.atlassian.com": "gateway",
    "auth.atlassian.com": "auth",
    "id.atlassian.com": "identity",
    "api.media.atlassian.com": "media",
    "confluence.status.atlassian.com": "status",
}
"""The vendor's own hosts and the listeners that stand for them."""


class Tunnel:
    """Answers CONNECT for the names that it knows; a context manager with a thread of its own.

    Args:
        routes: Host name, as a client asks for it, to the origin of the listener that answers for it.
        upstream_ca: Root certificate (PEM) of the listeners that speak TLS themselves.
    """

    def __init__(self, routes: Mapping[str, str], upstream_ca: bytes = b"") -> None:
        self._routes = {name.lower(): urlsplit(origin) for name, origin in routes.items()}
        self._upstream_ca = upstream_ca
        self._authority = Authority()
        self._refused: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="tunnel", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """The value for HTTPS_PROXY.

        Raises:
            LookupError: The tunnel is not open.
        """
        if self._server is None:
            raise LookupError("the tunnel is not open: use it as a context manager")
        return f"http://{LOOPBACK}:{self._server.sockets[0].getsockname()[1]}"

    @property
    def pem(self) -> bytes:
        """Root certificate of the tunnel, for a client's CA file."""
        return self._authority.pem

    @property
    def refused(self) -> tuple[str, ...]:
        """Names that were asked for and that the tunnel does not know, in the order of asking."""
        return tuple(self._refused)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> None:
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(self._serve(reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self._server = await asyncio.start_server(accept, LOOPBACK, 0, limit=HEAD_LIMIT)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            name = await _asked_for(reader)
            if name in self._routes:
                await self._pass_on(name, reader, writer)
            else:
                self._refused.append(name)
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass  # the client or the lab hung up, or the client does not trust the tunnel: theirs to report
        finally:
            writer.close()

    async def _pass_on(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak TLS with the client as `name`, and pass the clear text on to the listener."""
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await writer.start_tls(self._authority.issue(name).server_context())
        there, back = await self._reach(name)
        try:
            await _first_of(_pump(reader, back), _pump(there, writer))
        finally:
            back.close()

    async def _reach(self, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        origin = self._routes[name]
        context = None
        if origin.scheme == "https":
            context = ssl.create_default_context(cadata=self._upstream_ca.decode())
        return await asyncio.open_connection(origin.hostname, origin.port, ssl=context)


def public_names(world: World) -> dict[str, str]:
    """Map the names of real hosts to the listeners of a world: a Cloud's sites and vendor hosts, or one own host."""
    if world.deployment is Deployment.DATA_CENTER:
        return {urlsplit(world.state.base_url).hostname or LOOPBACK: "site"}
    sites = {f"{one.name}.atlassian.net": f"site:{one.name}" for one in world.state.sites}
    sites[f"{world.state.sites[0].name}.atlassian.net"] = "site"
    return {**sites, **VENDOR_HOSTS}


def tunnel_to(world: World) -> Tunnel:
    """Make a tunnel to a started world; its hosts then also call each other by their real names.

    Listeners should speak TLS (the key `tls` of the specification): only then do they see https as the scheme.
    """
    names = public_names(world)
    if world.deployment is Deployment.CLOUD:
        world.hosts.settle({listener: f"https://{name}" for name, listener in names.items()})
    return Tunnel({name: world.lab.url(listener) for name, listener in names.items()}, world.lab.authority.pem)


async def _asked_for(reader: asyncio.StreamReader) -> str:
    """Read the head of a CONNECT; return the host's name, or the whole target of any other request."""
    head = await reader.readuntil(b"\r\n\r\n")
    method, target, *_ = f"{head.decode('latin-1').splitlines()[0]}  ".split(" ")
    return target.rpartition(":")[0].lower() if method == "CONNECT" else target


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while chunk := await source.read(HEAD_LIMIT):
        sink.write(chunk)
        await sink.drain()


async def _first_of(*pumps: Coroutine[Any, Any, None]) -> None:
    """Run the pumps until one ends: either side may hang up."""
    tasks = [asyncio.ensure_future(pump) for pump in pumps]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
