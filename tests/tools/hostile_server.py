"""A server on loopback that says whatever bytes a script of the test says, as slowly as it likes."""

import gzip
import socket
import ssl
from collections.abc import Callable, Iterator
from threading import Event, Thread
from types import TracebackType
from typing import Self

Script = Callable[[], Iterator[bytes]]
HEAD = b"HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\n"


class HostileServer:
    """Answers every connection with the pieces of a script. Use it as a context manager.

    Args:
        script: Gives the pieces to send.
        pause_seconds: Time between two pieces.
        tls: Speak TLS with this context.
        reads: Wait for the request first.
    """

    def __init__(
        self, script: Script, *, pause_seconds: float = 0.0, tls: ssl.SSLContext | None = None, reads: bool = True
    ) -> None:
        self._script = script
        self._pause = pause_seconds
        self._tls = tls
        self._reads = reads
        self._over = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.05)
        self._threads = [Thread(target=self._accept, daemon=True)]
        self.connections = 0

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(5)
        self._listening.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.getsockname()[1])

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                taken, _ = self._listening.accept()
            except TimeoutError:
                continue
            self.connections += 1
            thread = Thread(target=self._talk, args=(taken,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, taken: socket.socket) -> None:
        taken.settimeout(2)
        try:
            talking = self._tls.wrap_socket(taken, server_side=True) if self._tls else taken
            with talking:
                if self._reads:
                    talking.recv(65_536)
                for piece in self._script():
                    talking.sendall(piece)
                    if self._over.wait(self._pause):
                        return
        except OSError:
            taken.close()


def bytewise(whole: bytes) -> Iterator[bytes]:
    """Yield one byte at a time, and for ever the last one."""
    yield from (whole[n : n + 1] for n in range(len(whole)))
    while True:
        yield whole[-1:]


def slow_headers() -> Iterator[bytes]:
    """Never get through the headers."""
    yield from bytewise(HEAD + b"X-Slow: " + b"a" * 10_000)


def slow_body() -> Iterator[bytes]:
    """Say 401 at once and then the body byte by byte."""
    yield HEAD + b"\r\n"
    yield from bytewise(b"<html>")


def slow_body_of_known_length() -> Iterator[bytes]:
    """Promise a length and never get there."""
    yield HEAD + b"Content-Length: 100000\r\n\r\n"
    yield from bytewise(b"<html>")


def endless_chunks() -> Iterator[bytes]:
    """Send chunk after chunk."""
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b"c" * 65_536 + b"\r\n"


def endless_chunk_size() -> Iterator[bytes]:
    """Never end the line that tells a chunk's size."""
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"1" * 65_536


def endless_trailers() -> Iterator[bytes]:
    """End the chunks and then never end what comes after."""
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    while True:
        yield b"X-More: 1\r\n" * 1_000


def endless_plain() -> Iterator[bytes]:
    """Send a body without end and without length."""
    yield HEAD + b"\r\n"
    while True:
        yield b"p" * 65_536


def a_million_headers() -> Iterator[bytes]:
    """Send header after header."""
    yield HEAD
    for start in range(0, 1_000_000, 1_000):
        yield b"".join(b"X-H%d: v\r\n" % n for n in range(start, start + 1_000))
    yield b"\r\n"


def one_huge_header() -> Iterator[bytes]:
    """Send one header without end."""
    yield HEAD + b"X-Huge: "
    while True:
        yield b"h" * 65_536


def large_headers() -> Iterator[bytes]:
    """Send more headers than are kept, and a body."""
    yield HEAD + b"".join(b"X-L%d: %s\r\n" % (n, b"l" * 1_000) for n in range(60)) + b"Content-Length: 2\r\n\r\n{}"


def endless_continue() -> Iterator[bytes]:
    """Ask to go on, for ever."""
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n" * 100


def bomb(layers: int = 1) -> Script:
    """Return a script with a body of 64 MiB of zeros, packed so many times."""
    packed = gzip.compress(b"\0" * (64 * 1024 * 1024), 1)
    for _ in range(layers - 1):
        packed = gzip.compress(packed, 9)
    coding = ", ".join(["gzip"] * layers).encode()
    return said(HEAD + b"Content-Encoding: " + coding + b"\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed)


def said(whole: bytes) -> Script:
    """Return a script that says this and ends."""

    def script() -> Iterator[bytes]:
        yield whole

    return script
