"""Answers that can be asked for again cheaply: a strong ETag, and 304 when nothing changed (RFC 9110, 8.8.3)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse


def tagged_json(request: Request, shown: Any) -> Response:
    """Return JSON with its tag, or 304 when the client has it already."""
    return tagged(request, JSONResponse(shown))


def tagged(request: Request, answer: Response) -> Response:
    """Return the answer with its tag, or 304 when the client has it already."""
    tag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:24]}"'
    headers: Mapping[str, str] = {"ETag": tag}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    answer.headers["ETag"] = tag
    return answer


def _has(asked: str, tag: str) -> bool:
    known = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return "*" in known or tag in known
