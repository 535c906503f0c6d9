"""The framework answers a body that is too large in plain text; callers are promised a problem."""

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import too_large


class Application(FastAPI):
    """FastAPI whose own 413 is a problem as well."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put the translation outermost."""
        return _TooLargeAsProblem(super().build_middleware_stack())


class _TooLargeAsProblem:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_as_problem(message: Message) -> None:
            nonlocal replaced
            if _is_plain_413(message):
                replaced = True
                await too_large()(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, send_as_problem)


def _is_plain_413(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] != 413:
        return False
    media_type = dict(message["headers"]).get(b"content-type", b"")
    return bool(media_type.startswith(b"text/plain"))
