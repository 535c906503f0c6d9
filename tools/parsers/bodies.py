"""Bodies that stand alone: JSON and HTML errors, on lines of their own or within a sentence."""

import json
import re

from tools.evidence import Exchange
from tools.parsers.draft import Block, Part, Piece
from tools.parsers.lines import body_at, json_at, object_in

_KEYS = frozenset(
    {
        "message",
        "statuscode",
        "error",
        "errors",
        "code",
        "errormessages",
        "error_description",
        "status",
        "data",
        "state",
    }
    | {"type", "cloudid", "reason", "authorized", "error_code", "results"}
)
_HTML = re.compile(r"^\s*<(?:!doctype html|html|head)\b", re.IGNORECASE)
_TITLE_STATUS = re.compile(r"HTTP Status ([1-5]\d\d)|<title>\s*([45]\d\d)\b|<h1>\s*([45]\d\d)\b", re.IGNORECASE)
_NEAR_STATUS = re.compile(
    r"\b(?:status|code|http|error)\W{0,4}([1-5]\d\d)\b|\b([45]\d\d)\b(?=\D{0,30}$)", re.IGNORECASE
)
_LONGEST = 16_000


def read_body_block(lines: list[str], start: int) -> Block | None:
    """Read a JSON or HTML error that begins on this line."""
    first = lines[start].lstrip()
    if first.startswith(("{", "[")):
        found = json_at(lines, start)
        if found is None or not _is_error(found[0]):
            return None
        return Block(found[1], (Piece(Exchange(status=status_in_json(found[0]), body=found[0])),))
    if _HTML.match(first[:200]):
        body, end = body_at(lines, start)
        return Block(end, (Piece(Exchange(status=status_in_html(body), body=body)),))
    return None


def read_inline_json(lines: list[str], start: int) -> Block | None:
    """Read a JSON error within a sentence; the sentence itself stays for the reader of prose."""
    line = lines[start][:_LONGEST]
    brace = line.find("{")
    if brace < 0:
        return None
    found = object_in(line, brace)
    if found is None or not _is_error(found[0]):
        return None
    before = line[:brace]
    near = _NEAR_STATUS.search(before[-80:])
    in_body = status_in_json(found[0])
    told = int(next(group for group in near.groups() if group)) if near else None
    exchange = Exchange(status=in_body or told, body=found[0])
    piece = Piece(exchange, frozenset() if in_body else frozenset({Part.STATUS}))
    return Block(start + 1, (piece,), text=f"{before} {line[found[1] :]}".strip())


def status_in_json(body: str) -> int | None:
    """Return the status that an error object names itself."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    places = [value] if isinstance(value, dict) else []
    errors = places[0].get("errors") if places else None
    places += [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    for place in places:
        for key in ("statusCode", "status", "code", "status-code"):
            if isinstance(place.get(key), int) and 100 <= place[key] <= 599:
                return int(place[key])
    return None


def status_in_html(body: str) -> int | None:
    """Return the status that an error page has in its title."""
    match = _TITLE_STATUS.search(body[:_LONGEST])
    return int(next(group for group in match.groups() if group)) if match else None


def _is_error(body: str) -> bool:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and any(str(key).lower() in _KEYS for key in value)
