"""The lab's HTTP server: named listeners on loopback, each with a handler and the layers in front of it."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from types import TracebackType
from typing import Any, Self

from evals.lab.http1 import HEAD_LIMIT, NotHttp, encode_reply, read_request, wants_close
from evals.lab.seen import SeenRequest, note
from evals.lab.tls import Authority, Certificate
from evals.lab.wire import Handler, Layer, Reply, Request
from tools.clock import now_utc

LOOPBACK = "127.0.0.1"


class LabBroken(Exception):  # noqa: N818 - it names the state
    """A handler of the lab failed: a bug in the lab, not an answer of the product under test."""


@dataclass(slots=True)
class _Listener:
    name: str
    handler: Handler
    certificate: Certificate | None
    server: asyncio.Server | None = None

    @property
    def scheme(self) -> str:
        return "https" if self.certificate else "http"

    @property
    def port(self) -> int:
        if self.server is None:
            raise LookupError(f"listener {self.name} is not started: call start() first")
        return int(self.server.sockets[0].getsockname()[1])


class Lab:
    """Serves any number of listeners from one thread of its own.

    Use it as a context manager, or with `start()` and `stop()`; listeners may be added while it runs.

    Args:
        clock: What the time is, for the Date header of replies.
    """

    def __init__(self, clock: Callable[[], datetime] = now_utc) -> None:
        self._clock = clock
        self._listeners: dict[str, _Listener] = {}
        self._seen: list[SeenRequest] = []
        self._failures: list[BaseException] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._authority: Authority | None = None

    def add(
        self, name: str, handler: Handler, *, layers: Sequence[Layer] = (), certificate: Certificate | None = None
    ) -> None:
        """Add a listener. The first layer meets a request first. With a certificate it speaks TLS.

        Raises:
            ValueError: The name is taken.
        """
        if name in self._listeners:
            raise ValueError(f"a listener called {name} exists already")
        self._listeners[name] = _Listener(name, stack(handler, layers), certificate)
        if self._loop is not None:
            self._run(self._open(self._listeners[name]))

    def start(self) -> Self:
        """Open all listeners on free ports of 127.0.0.1 and serve them from a thread of its own."""
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._on_loop_error)
        self._thread = Thread(target=self._loop.run_forever, name="lab", daemon=True)
        self._thread.start()
        for listener in self._listeners.values():
            self._run(self._open(listener))
        return self

    def stop(self) -> None:
        """Close everything. Stopping twice is fine.

        Raises:
            LabBroken: A handler failed while the lab ran.
        """
        if self._loop is None or self._thread is None:
            return
        loop, self._loop = self._loop, None
        asyncio.run_coroutine_threadsafe(self._close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()
        loop.close()
        if self._failures:
            raise LabBroken("a handler of the lab failed; see the cause") from self._failures[0]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def url(self, name: str) -> str:
        """Return a listener's origin, such as http://127.0.0.1:40123, without a slash at the end.

        Raises:
            LookupError: There is no such listener, or the lab is not started.
        """
        listener = self._listeners[name]
        return f"{listener.scheme}://{LOOPBACK}:{listener.port}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the listeners in the order they were added."""
        return tuple(self._listeners)

    def seen(self, listener: str | None = None) -> tuple[SeenRequest, ...]:
        """Return the requests so far, of one listener or of all, in the order they were answered."""
        return tuple(one for one in self._seen if listener is None or one.listener == listener)

    def forget(self) -> None:
        """Forget the requests seen so far."""
        self._seen.clear()

    @property
    def authority(self) -> Authority:
        """The lab's own certificate authority, made when first asked for."""
        if self._authority is None:
            self._authority = Authority()
        return self._authority

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        if self._loop is None:
            raise LookupError("the lab is not started")
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self, listener: _Listener) -> None:
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(self._serve(listener, reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._finished)

        context = listener.certificate.server_context() if listener.certificate else None
        listener.server = await asyncio.start_server(accept, LOOPBACK, 0, ssl=context, limit=HEAD_LIMIT)

    async def _close(self) -> None:
        for listener in self._listeners.values():
            if listener.server is not None:
                listener.server.close()
                listener.server = None
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _serve(self, listener: _Listener, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(listener, reader, writer):
                pass
        except NotHttp as odd:
            writer.write(encode_reply(Reply(odd.status), head_only=False, close=True, now=self._clock()))
        except ConnectionError:
            pass
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            writer.close()

    async def _exchange(self, listener: _Listener, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection stays open."""
        address = str(writer.get_extra_info("peername")[0])
        request = await read_request(reader, writer, scheme=listener.scheme, client_address=address)
        if request is None:
            return False
        reply = listener.handler(request)
        self._seen.append(note(listener.name, request, 0 if reply.drop else reply.status))
        await asyncio.sleep(reply.delay_seconds)
        if reply.drop:
            writer.transport.abort()
            return False
        close = wants_close(request)
        now = self._clock()
        writer.write(encode_reply(reply, head_only=request.method == "HEAD", close=close, now=now))
        await writer.drain()
        return not close

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failures.append(failure)

    def _on_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        failure = context.get("exception")
        if failure is not None and not isinstance(failure, OSError):
            self._failures.append(failure)


def stack(handler: Handler, layers: Sequence[Layer]) -> Handler:
    """Put layers in front of a handler; the first of them meets a request first."""
    for layer in reversed(layers):
        handler = _behind(layer, handler)
    return handler


def _behind(layer: Layer, handler: Handler) -> Handler:
    def answer(request: Request) -> Reply:
        return layer(request, handler)

    return answer
