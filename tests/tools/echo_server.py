"""A server on loopback that sends back every credential it gets, in whatever coding it can think of."""

import base64
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

_CARRIERS = ("Authorization", "Cookie", "X-Api-Key")


class EchoServer:
    """Answers 401 with the request's credentials in headers and body. Use it as a context manager.

    Attributes:
        carried: How many requests carried a credential.
    """

    def __init__(self) -> None:
        echoing = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                values = [value for name in _CARRIERS if (value := self.headers.get(name, ""))]
                echoing.carried += bool(values)
                said = [coded for value in values for coded in codings(value)]
                body = "\n".join(said).encode("utf-8", "replace")
                self.send_response(401)
                for number, coded in enumerate(said):
                    self.send_header(f"X-Echo-{number}", coded)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                return None

        self.carried = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"


def codings(value: str) -> Iterator[str]:
    """Yield a header's value, and what is in it, in many codings."""
    secret = value.partition(" ")[2] or value
    for one in {value, secret, *_of_pair(secret)}:
        raw = one.encode("utf-8", "replace")
        yield from (one, one[::-1], raw.hex(), raw.hex().upper(), quote(one, safe=""), one.upper())
        yield from (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(b"x" + raw).decode())


def _of_pair(secret: str) -> Iterator[str]:
    try:
        pair = base64.b64decode(secret, validate=True).decode()
    except ValueError:
        return
    yield pair
    yield pair.partition(":")[2]
