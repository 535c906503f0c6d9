"""A helpdesk's API on loopback: it keeps what is posted, and can answer badly first."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeDesk:
    """What it was sent, and how it answers.

    Attributes:
        statuses: Answers of the next posts, in order; 201 when there are none left. 0 closes the connection after the
            post was taken.
        answer: Body of a successful answer.
    """

    url: str = ""
    posts: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)


@contextmanager
def fake_desk() -> Iterator[FakeDesk]:
    """Run one."""
    desk = FakeDesk()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            desk.reads.append(self.path)
            self._say(200, {"comments": [body for _, body, _ in desk.posts]})

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status = desk.statuses.pop(0) if desk.statuses else 201
            if status < 300:
                desk.posts.append((f"{self.command} {self.path}", json.loads(raw), dict(self.headers.items())))
            if status:
                self._say(status, desk.answer if status < 300 else {})
            else:
                self.close_connection = True

        def _say(self, status: int, body: dict[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
