"""The OpenAPI description as the contract promises it: problems, headers, ways to prove who asks, and examples."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import answers
from api.errors import PROBLEM
from api.openapi_examples import ANSWERS, REQUESTS

_PUBLIC = frozenset({"/healthz", "/readyz", "/llms.txt"})
_METHODS = frozenset({"get", "post", "delete", "put", "patch"})
_WORDS = {
    400: "The body is no JSON.",
    401: "It is not proven who asks.",
    403: "The caller lacks a scope, or asks an open service from elsewhere.",
    404: "It does not exist, or it is not the caller's; the two are not told apart.",
    409: "Not in the state that this call needs.",
    410: "It was erased meanwhile.",
    413: "The body is over 8 MiB, or an attachment over 6 MiB.",
    422: "Fields that cannot be used.",
    429: "Too many calls; Retry-After says when to try again.",
    500: "A fault of Unlatch.",
    503: "The store does not answer, or no more work is taken; Retry-After says when to try again.",
}
_RATE_HEADERS = {
    "RateLimit": ("What is left of the caller's calls and when that is renewed.", '"writes";r=2999;t=60'),
    "RateLimit-Policy": ("How many calls are allowed in how many seconds.", '"writes";q=3000;w=60'),
}


def describe(app: FastAPI) -> None:
    """Let the application describe itself this way."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=_ABOUT,
        routes=app.routes,
        openapi_version="3.1.0",
        servers=[{"url": "/"}],
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = answers.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    components["securitySchemes"] = _SECURITY
    for path, method, operation in operations(document):
        _complete(path, method, operation)
    return document


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """List (path, method, operation)."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in _METHODS:
                yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    is_public = path in _PUBLIC
    operation["security"] = [] if is_public else [{"bearer": []}, {}]
    replies = operation["responses"]
    if not is_public:
        for reply in replies.values():
            reply["headers"] = {**_headers(), **reply.get("headers", {})}
    for status in _problems_of(path, method, operation):
        replies[str(status)] = _problem(status)
    _add_examples(path, method, operation)


def _problems_of(path: str, method: str, operation: Mapping[str, Any]) -> list[int]:
    if path in _PUBLIC:
        return [500, 503] if path == "/readyz" else [500]
    statuses = [401, 403, 429, 500, 503]
    if "{" in path:
        statuses.append(404)
    if operation.get("parameters"):
        statuses.append(422)
    if method in {"post", "delete"}:
        statuses += [400, 409, 410, 413, 422]
    if path.endswith("/report"):
        statuses.append(409)
    return sorted(set(statuses))


def _problem(status: int) -> dict[str, Any]:
    reply: dict[str, Any] = {
        "description": _WORDS[status],
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in {429, 503}:
        reply["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    if status == 401:
        reply["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Always Bearer."}}
    return reply


def _headers() -> dict[str, Any]:
    return {
        name: {"description": told, "schema": {"type": "string"}, "example": example}
        for name, (told, example) in _RATE_HEADERS.items()
    }


def _add_examples(path: str, method: str, operation: dict[str, Any]) -> None:
    asked = REQUESTS.get((method, path))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if asked and body is not None:
        body["examples"] = asked
    for status, examples in ANSWERS.get((method, path), {}).items():
        content = operation["responses"].get(status, {}).get("content", {}).get("application/json")
        if content is not None:
            content["examples"] = examples


_SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key (`unlatch keys create`), a visitor token (docs/access.md), or the secret that an "
        "anonymous visitor got at creation. Without any key the service is open to this machine only.",
    }
}
_ABOUT = (
    "Send a ticket, get the proven cause of a Confluence 401 and what to do about it. Everything is read-only for the "
    "site; credentials go to registered sites only and are never stored in clear. Clients must accept codes and fields "
    "that they do not know: they are only ever added."
)
