"""HAR 1.2 recordings of a browser, cut to the entries that tell something.

The format: http://www.softwareishard.com/blog/har-12-spec
"""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any

from tools.evidence import Exchange
from tools.parsers.draft import Piece
from tools.parsers.errors import PasteError
from tools.redaction_views import cut_whole

MOST_ENTRIES = 50
_LONGEST_BODY, _LONGEST_BASE64 = 16_000, 32_000
_ASSET = re.compile(r"\.(?:js|css|png|jpe?g|gif|svg|woff2?|ttf|ico|map|webp|mp4)$", re.IGNORECASE)
_TELLING_URL = re.compile(
    r"login|sso|saml|oauth|authori[sz]|session|rest/api|api/v2|user/current|dologin|logout", re.IGNORECASE
)
_BORING = re.compile(
    r"^(?:sec-|accept|cache-control$|pragma$|dnt$|upgrade-insecure|connection$|priority$|te$|:)", re.IGNORECASE
)
_REFUSED, _REDIRECT = 400, range(300, 400)


def looks_like_har(content: str) -> bool:
    """Tell whether a text begins like a HAR file."""
    head = content[:4_000].lstrip("\ufeff \t\r\n")
    return head.startswith("{") and re.search(r"\"log\"\s*:\s*\{", head) is not None


def read_har(content: str) -> tuple[list[Piece], tuple[str, ...]]:
    """Read a recording.

    Returns:
        The telling exchanges in their order, still in clear, and notes for people.

    Raises:
        PasteError: It is no HAR, or cut off.
    """
    entries = _entries(content)
    kept = sorted(sorted(range(len(entries)), key=lambda i: -_weight(entries[i]))[:MOST_ENTRIES])
    exchanges = [_exchange(entries[index]) for index in kept]
    sanitised = not any(e.request_header("Cookie") or e.request_header("Authorization") for e in exchanges)
    notes = []
    if len(entries) > len(kept):
        notes.append(f"The HAR has {len(entries)} entries; the {len(kept)} most telling ones were kept.")
    if sanitised:
        notes.append(
            "The browser left cookies and Authorization headers out of the HAR, so it does not show what was sent. "
            "Chrome keeps them with the option 'Allow to generate HAR with sensitive data' in its tools' settings."
        )
    return [Piece(exchange, complete=not sanitised) for exchange in exchanges], tuple(notes)


def _entries(content: str) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(content.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise PasteError(
            "This HAR is not whole: it is no valid JSON. Save it again with 'Save all as HAR with content' and "
            "send the file itself."
        ) from None
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise PasteError(
            "This JSON is no HAR: it has no log.entries. Save the recording as HAR, or paste it with kind 'text'."
        )
    return [entry for entry in entries if isinstance(entry, dict)]


def _weight(entry: Mapping[str, Any]) -> int:
    """Say how much an entry is worth keeping."""
    request, response = _part(entry, "request"), _part(entry, "response")
    status = _number(response.get("status"))
    url = _text(request.get("url"))
    weight = 0
    if status is None or status >= _REFUSED or status == 0:
        weight += 8
    elif status in _REDIRECT:
        weight += 4
    if _TELLING_URL.search(url):
        weight += 2
    if any(
        name.lower() in {"authorization", "x-seraph-loginreason"} for name, _ in _headers(request) + _headers(response)
    ):
        weight += 3
    return weight - (10 if _ASSET.search(url.partition("?")[0]) and (status or 0) < _REFUSED else 0)


def _exchange(entry: Mapping[str, Any]) -> Exchange:
    request, response = _part(entry, "request"), _part(entry, "response")
    sent = _headers(request)
    cookies = _named(request.get("cookies"))
    if cookies and not any(name.lower() == "cookie" for name, _ in sent):
        sent.append(("Cookie", "; ".join(f"{name}={value}" for name, value in cookies)))
    status = _number(response.get("status"))
    got = _headers(response)
    location = _text(response.get("redirectURL"))
    if location and not any(name.lower() == "location" for name, _ in got):
        got.append(("Location", location))
    error = _text(response.get("_error")) or _text(entry.get("_error"))
    return Exchange(
        _text(request.get("method")).upper() or None,
        cut_whole(_text(request.get("url")), 4_000) or None,
        tuple(pair for pair in sent if not _BORING.match(pair[0])),
        status or None,
        tuple(pair for pair in got if not _BORING.match(pair[0])),
        _body(_part(response, "content")),
        error or ("net::ERR_FAILED no answer was recorded" if not status else None),
    )


def _body(content: Mapping[str, Any]) -> str:
    text = _text(content.get("text"))
    kind = _text(content.get("mimeType"))
    if re.match(r"image/|font/|video/|audio/|application/(?:javascript|wasm|octet)|text/(?:css|javascript)", kind):
        return ""
    if content.get("encoding") == "base64":
        try:
            whole = b64decode(text[:_LONGEST_BASE64]).decode("utf-8", "replace")
        except (Base64Error, ValueError):
            return ""
        text = whole if len(text) <= _LONGEST_BASE64 else cut_whole(whole, len(whole) - 1)
    return cut_whole(text, _LONGEST_BODY)


def _part(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


def _headers(part: Mapping[str, Any]) -> list[tuple[str, str]]:
    return _named(part.get("headers"))[:100]


def _named(items: object) -> list[tuple[str, str]]:
    if not isinstance(items, list):
        return []
    pairs = [(_text(item.get("name")), _text(item.get("value"))) for item in items if isinstance(item, dict)]
    return [(name[:100], cut_whole(value, 8_000)) for name, value in pairs if name]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
