"""A service that plays a script: the widget's real files, and a REST API whose answers the test wrote."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from api.routes.pages import POLICY
from api.widget.assets import load_bundle
from tests.widget.stories import Told, diagnosis

ID = "dg_1"
PLAIN_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Help</title>
<script type="module" src="{service}/widget/unlatch.js"></script></head>
<body><main><h1>Help</h1>{widget}</main></body></html>"""


@dataclass(slots=True)
class Act:
    """What happens after one call: events, then how the diagnosis reads. `gate` holds the events back."""

    events: list[Told]
    after: dict[str, Any]
    gate: asyncio.Event | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the widget made."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(slots=True)
class HelpDesk:
    """The script of one test and what was called.

    Attributes:
        acts: What the first call and each later one leads to, in order.
        chunk: Into how many bytes a stream is cut; 0 sends each event whole.
        cuts: After how many events each connection breaks; a connection beyond the list does not.
        refusals: Answers instead of the next calls to "METHOD last-part-of-the-path".
        tokens: What is accepted as a token; None accepts everybody.
        secret: What an anonymous visitor gets with a new diagnosis.
        page: The host page; `policy`: its Content-Security-Policy.
    """

    acts: list[Act] = field(default_factory=list)
    chunk: int = 0
    cuts: list[int] = field(default_factory=list)
    refusals: dict[str, list[Response]] = field(default_factory=dict)
    tokens: set[str] | None = None
    secret: str | None = None
    page: str = ""
    policy: str = POLICY
    past: list[dict[str, Any]] = field(default_factory=list)
    token_answers: list[str] = field(default_factory=list)
    slow_start: asyncio.Event | None = None
    report: str = "# Packet for the helpdesk"
    open_after: bool = False
    calls: list[Call] = field(default_factory=list)
    _log: list[tuple[int, Told, asyncio.Event | None]] = field(default_factory=list)
    _sent: int = 0
    _acted: int = 0
    _after: dict[str, Any] = field(default_factory=diagnosis)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def called(self, method: str, path: str) -> list[Call]:
        """Return the calls of that kind, in order."""
        return [call for call in self.calls if call.method == method and call.path == path]

    def act(self) -> None:
        """Begin the next act, if there is one."""
        if self._acted == len(self.acts):
            return
        act = self.acts[self._acted]
        self._acted += 1
        first = len(self._log) + 1
        self._log += [(first + index, told, act.gate) for index, told in enumerate(act.events)]
        self._after = act.after
        self._news.set()

    def cancel(self) -> None:
        """End it at once."""
        self._log = [entry for entry in self._log if entry[0] <= self._sent]
        self._log.append((self._sent + 1, Told("diagnosis.cancelled", {}), None))
        self._after = diagnosis(status="cancelled", verdict=None, root_cause=None)
        self._news.set()

    def read(self) -> dict[str, Any]:
        """Return the diagnosis as it stands."""
        running = self._sent < len(self._log)
        return {**self._after, "id": ID, **({"status": "investigating"} if running else {})}

    async def stream(self, seen: int) -> AsyncIterator[bytes]:
        """Send the events after the one that was seen, cut up and cut off as the test wants it."""
        cut = self.cuts.pop(0) if self.cuts else None
        while True:
            self._news.clear()
            for number, told, gate in [entry for entry in self._log if entry[0] > seen]:
                if gate:
                    await self._opened(gate)
                if number > len(self._log) or self._log[number - 1][1] is not told:
                    break
                await self._cut_at(cut)
                cut = None if cut is None else cut - 1
                for piece in self._pieces(number, told):
                    yield piece
                    await asyncio.sleep(0)
                seen, self._sent = number, max(self._sent, number)
            await self._cut_at(cut)
            if not self.open_after and seen >= len(self._log):
                return
            await self._news.wait()

    async def _cut_at(self, left: int | None) -> None:
        if left is not None and left <= 0:
            await asyncio.sleep(0.05)  # what was sent must arrive before the connection is reset
            raise ConnectionResetError

    async def _opened(self, gate: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(gate.wait()), asyncio.ensure_future(self._news.wait())]
        _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in pending:
            one.cancel()

    def _pieces(self, number: int, told: Told) -> Iterator[bytes]:
        data = json.dumps({"diagnosis": ID, "at": "2026-11-01T10:00:00Z", **told.fields}, ensure_ascii=False)
        whole = f": beat\n\nid: {number}\nevent: {told.name}\ndata: {data}\n\n".encode()
        size = self.chunk or len(whole)
        return (whole[start : start + size] for start in range(0, len(whole), size))


class Stage:
    """The listening service; each test puts its own script on."""

    def __init__(self) -> None:
        self.desk = HelpDesk()
        self.other_origin = ""
        routes = [
            Route("/page", self._page),
            Route("/token", self._token),
            Route("/widget/{path:path}", self._widget),
            Route("/v1/{path:path}", self._rest, methods=["GET", "POST", "OPTIONS", "DELETE"]),
        ]
        self.app = Starlette(routes=routes)

    async def _page(self, _: Request) -> Response:
        return Response(self.desk.page, media_type="text/html", headers={"Content-Security-Policy": self.desk.policy})

    async def _token(self, _: Request) -> Response:
        return JSONResponse({"token": self.desk.token_answers.pop(0) if self.desk.token_answers else None})

    async def _widget(self, request: Request) -> Response:
        bundle = load_bundle()
        version, _, name = request.path_params["path"].partition("/")
        headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        if version == "unlatch.js":
            return Response(bundle.entry, media_type="text/javascript", headers=headers)
        found = bundle.assets.get(name) if version == bundle.version else None
        if found is None:
            return PlainTextResponse("no such file", 404)
        return Response(found.content, media_type=found.media_type, headers=headers)

    async def _rest(self, request: Request) -> Response:
        cors = {
            "Access-Control-Allow-Origin": request.headers.get("origin", "*"),
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
            "Access-Control-Expose-Headers": "Location, Retry-After",
        }
        answer = Response(status_code=204) if request.method == "OPTIONS" else await self._answer(request)
        answer.headers.update(cors)
        return answer

    async def _answer(self, request: Request) -> Response:
        desk, path = self.desk, request.path_params["path"].removeprefix("diagnoses").removeprefix(f"/{ID}")
        raw = await request.body()
        desk.calls.append(Call(request.method, path, dict(request.headers), json.loads(raw) if raw else None))
        if desk.slow_start and request.method == "POST" and not path:
            await desk.slow_start.wait()
        refusals = desk.refusals.get(f"{request.method} {path}", [])
        if refusals:
            return refusals.pop(0)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if desk.tokens is not None and token not in desk.tokens:
            return problem(401, "Who is asking is not proven", "The visitor token has expired.")
        if request.method == "POST":
            return self._do(path)
        return self._show(request, path)

    def _do(self, path: str) -> Response:
        desk = self.desk
        if path == "/cancel":
            desk.cancel()
        elif path != "/feedback":
            desk.act()
        shown = desk.read()
        if not path and desk.secret:
            shown |= {"secret": desk.secret}
        return JSONResponse(shown, 201 if path == "/feedback" else 202)

    def _show(self, request: Request, path: str) -> Response:
        desk = self.desk
        if path == "/events":
            seen = int(request.headers.get("last-event-id", "0"))
            return StreamingResponse(desk.stream(seen), media_type="text/event-stream")
        if path == "/report":
            return PlainTextResponse(desk.report, media_type="text/markdown")
        if request.url.path.endswith(ID):
            return JSONResponse(desk.read())
        return JSONResponse({"diagnoses": desk.past, "next_cursor": None})


def problem(status: int, title: str, detail: str, retry_seconds: int = 0) -> Response:
    """Return a refusal as the service words it."""
    headers = {"Retry-After": str(retry_seconds)} if retry_seconds else {}
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(told, status, headers, media_type="application/problem+json")


class QuietServer(uvicorn.Server):
    """A server that leaves the signals of the test run alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
