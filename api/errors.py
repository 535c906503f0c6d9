"""One table of errors: every failure leaves as application/problem+json that says what to do next."""

import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.store.records import StoreUnavailable
from tools.redaction import redact

logger = logging.getLogger(__name__)
PROBLEM = "application/problem+json"


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """A request that cannot be served, in words for the caller."""

    def __init__(self, status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})


def not_found(what: str) -> Problem:
    """Return the problem for what does not exist or is not the caller's."""
    return Problem(404, "Not found", f"There is no such {what}, or it is not yours to see.")


def problem_response(
    status: int,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> JSONResponse:
    """Build the reply of a problem."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=PROBLEM)


def too_large() -> JSONResponse:
    """Return the reply to a body over the limit."""
    return problem_response(413, *_HTTP_WORDS[413])


def install(app: FastAPI) -> None:
    """Give the application its handlers."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    from api.store.engine import DATABASE_AWAY

    for away in (StoreUnavailable, *DATABASE_AWAY):
        app.add_exception_handler(away, _on_store)
    app.add_exception_handler(Exception, _on_bug)


async def _on_problem(_: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, Problem):
        raise fault
    return problem_response(fault.status, fault.title, fault.detail, fault.headers)


async def _on_validation(_: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, RequestValidationError):
        raise fault
    errors = [{"where": _place(e["loc"]), "what": _said(e)} for e in fault.errors()[:20]]
    broken_json = any(e["type"] == "json_invalid" for e in fault.errors())
    if broken_json:
        return problem_response(
            400, "Not JSON", "The body is no valid JSON. Correct it and send it again.", errors=errors
        )
    detail = "Some fields are not as they must be; see errors. Nothing was started."
    return problem_response(422, "Fields not usable", detail, errors=errors)


async def _on_http(_: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, HTTPException):
        raise fault
    title, detail = _HTTP_WORDS.get(fault.status_code, ("Request refused", str(fault.detail)))
    return problem_response(fault.status_code, title, detail, fault.headers)


async def _on_store(_: Request, fault: Exception) -> JSONResponse:
    logger.warning("the store does not answer: %s", type(fault).__name__)
    detail = "The database does not answer now, so nothing was started or changed. Send it again in 5 seconds."
    return problem_response(503, "Store not available", detail, {"Retry-After": "5"})


async def _on_bug(_: Request, fault: Exception) -> JSONResponse:
    incident = uuid.uuid4().hex
    logger.error("unhandled %s, incident %s", type(fault).__name__, incident, exc_info=fault)
    detail = f"This is a fault of Unlatch, not of your request. Tell the operator the number {incident}."
    return problem_response(500, "Internal error", detail)


def _place(names: Iterable[int | str]) -> str:
    """Name the field; a name that the caller made up may be a secret that slipped."""
    return _printable(redact(".".join(map(str, names))).text)


def _said(error: Mapping[str, Any]) -> str:
    """Say what is wrong with a field in words for the caller."""
    known = _FIELD_WORDS.get(str(error["type"]))
    return known or _printable(str(error["msg"]).removeprefix("Value error, "))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)[:300]


_FIELD_WORDS = {
    "extra_forbidden": "There is no such field. Leave it out; /openapi.json lists the fields.",
    "missing": "This is missing.",
    "model_attributes_type": 'This must be a JSON object, sent with "Content-Type: application/json".',
}
_HTTP_WORDS = {
    404: ("Not found", "There is nothing at this address. The calls are listed at /openapi.json."),
    405: ("Method not allowed", "This address does not take this method. The calls are listed at /openapi.json."),
    413: (
        "Too large",
        "The body is over 8 MiB. Cut a HAR to the failing requests, or send the failing request and its reply only.",
    ),
}
