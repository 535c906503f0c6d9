"""Refuses new reports at the door, before their body is read, while there is no room for them."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.doorway import passage_of
from api.errors import Problem, problem_response
from api.pool import PoolFull
from api.work.queue import RunQueue

RETRY_SECONDS = "5"
_PATH = "/v1/diagnoses"


def no_room() -> Problem:
    """Return the problem for a report that finds no room."""
    return Problem(
        429,
        "Too many at once",
        f"As many diagnoses wait as may wait, so this one was not taken. Send it again in {RETRY_SECONDS} s.",
        {"Retry-After": RETRY_SECONDS},
    )


class Crowd:
    """The middleware: counts the reports that are being taken in, and lets no more in than can be answered quickly.

    A report with an idempotency key may be one that is known already, so whether there is room is asked later.
    """

    def __init__(self, app: ASGIApp, queue: RunQueue) -> None:
        self._app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, unless it is a new report and there is no room."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"].rstrip("/") != _PATH:
            await self._app(scope, receive, send)
            return
        if "idempotency-key" not in Headers(scope=scope) and self._is_full():
            full = no_room()
            await problem_response(full.status, full.title, full.detail, full.headers)(scope, receive, send)
            return
        passage_of(scope).taking_in = taking_in = self._queue.pace.takes_in()

        async def send_noted(message: Message) -> None:
            taking_in.done()
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            taking_in.done()

    def _is_full(self) -> bool:
        try:
            self._queue.check_room()
        except PoolFull:
            return True
        return self._queue.pace.is_crowded
