"""Watches the requests: how long each route takes, and a span for each. It sees no body and no query."""

from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.observing.watching import Watching

_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"})
_TRACE_HEADERS = ("traceparent", "tracestate")
_UNMATCHED = "unmatched"


class WatchedRequests:
    """The middleware; the route's template is known once the request is served."""

    def __init__(self, app: ASGIApp, watching: Watching) -> None:
        self._app = app
        self._watching = watching

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve and watch."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else "other"
        headers = Headers(scope=scope)
        carrier = {name: headers[name] for name in _TRACE_HEADERS if name in headers}
        started, status, seconds = perf_counter(), 500, 0.0

        async def send_noted(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], perf_counter() - started
            await send(message)

        with self._watching.tracing.span("request", carrier=carrier, http__request__method=method) as span:
            try:
                await self._app(scope, receive, send_noted)
            finally:
                route = str(getattr(scope.get("route"), "path", "")) or _UNMATCHED
                span.rename(f"{method} {route}")
                span.note(http__route=route, http__response__status_code=status)
                self._watching.metrics.count_request(method, route, status, seconds or perf_counter() - started)
