"""What surrounds every request: the line in the audit log, and headers that belong on every answer."""

from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Caller
from api.audit import AuditLog
from api.audit_entry import AuditKind
from api.work.pace import TakingIn

_KEY = "unlatch.passage"
_PLAIN_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


@dataclass(slots=True)
class Passage:
    """What becomes known of one request while it is served."""

    guarded: bool = False
    caller: Caller | None = None
    route: str = ""
    diagnosis_id: str = ""
    peer: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    taking_in: TakingIn | None = None


def passage_of(scope: Scope) -> Passage:
    """Return the passage of a request."""
    passage: Passage = scope.setdefault(_KEY, Passage())
    return passage


class Doorway:
    """Outermost but for the errors: sees the status that leaves."""

    def __init__(self, app: ASGIApp, audit: AuditLog) -> None:
        self._app = app
        self._audit = audit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and note who asked for what and how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = passage_of(scope)
        passage.peer = (scope.get("client") or ("", 0))[0]

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, passage)
                self._note(scope, passage, message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception:
            self._note(scope, passage, 500)
            raise

    def _note(self, scope: Scope, passage: Passage, status: int) -> None:
        if not passage.guarded:
            return
        who = (passage.caller.owner or passage.caller.kind.value) if passage.caller else "nobody"
        what = f"{scope['method']} {passage.route}"
        self._audit.note(AuditKind.ACCESS, who, what, status, passage.diagnosis_id, passage.peer)


def _add_headers(message: Message, passage: Passage) -> None:
    headers = MutableHeaders(raw=message.setdefault("headers", []))
    for name, value in {**_PLAIN_HEADERS, **passage.headers}.items():
        headers.setdefault(name, value)
    if passage.guarded:
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add_vary_header("Authorization")
