"""Takes names and contents out of bodies and keeps what tells why somebody was refused."""

import json
import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any

from api.recording.names import Kind, Names
from tools.evidence import Exchange
from tools.facts import Fact

_KEPT = frozenset(
    {
        *("type", "status", "state", "code", "statusCode", "mode", "version", "buildNumber", "method"),
        *("message", "reason", "detail", "error", "error_description", "errorMessages"),
        *("operation", "operationKey", "targetType", "permission", "roleId", "scope", "scopes"),
        *("accountType", "accountStatus", "principalType", "allowedInReadOnlyMode"),
        *("expiringAt", "createdAt", "lastAccessed"),
    }
)
"""Keys whose values are the server's own words; names that are known are replaced within them."""

_BY_KEY = {
    "displayName": Kind.PERSON,
    "publicName": Kind.PERSON,
    "fullName": Kind.PERSON,
    "username": Kind.PERSON,
    "userName": Kind.PERSON,
    "groupName": Kind.GROUP,
    "email": Kind.EMAIL,
    "emailAddress": Kind.EMAIL,
    "accountId": Kind.ACCOUNT,
    "account_id": Kind.ACCOUNT,
    "title": Kind.TITLE,
    "spaceKey": Kind.SPACE,
    "cloudId": Kind.UUID,
}
_PLAIN = re.compile(r"-?\d+(?:\.\d+)*|true|false|\d{4}-\d\d-\d\dT.*|\[secret:.*|", re.IGNORECASE)
_PLACES = re.compile(r"(?:https?:/)?/.*")
_KEPT_ATTRIBUTES = frozenset({"id", "name", "class", "type", "method", "for", "rel", "http-equiv"})
_HEADINGS = frozenset({"title", "h1", "h2", "h3"})
_XML_NAMES = re.compile(r"(<(?:name|title|displayName)>)([^<]{1,200})(?=<)")

FactsOf = Callable[[Exchange], tuple[Fact, ...]]


def shown_body(exchange: Exchange, names: Names, facts_of: FactsOf) -> str:
    """Return a body under invented names. Of a web page only as much text is kept as the facts need."""
    body = exchange.body
    if names.keep or not body:
        return body
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return names.everywhere(_page(exchange, names, facts_of))
    return json.dumps(_renamed(parsed, "", names), separators=(",", ":"), ensure_ascii=False)


def _renamed(value: Any, key: str, names: Names) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(inner, _role(name, value), names) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, key, names) for inner in value]
    if not isinstance(value, str) or _PLAIN.fullmatch(value):
        return value
    return names.everywhere(value) if key in _KEPT else _renamed_text(value, key, names)


def _role(name: str, holder: dict[str, Any]) -> str:
    """Tell what a name in an object names: that of a group is no person's, and a key of an operation no space's."""
    kind = str(holder.get("type", ""))
    if name in {"name", "id"} and kind == "group":
        return "groupName"
    if name == "key" and "targetType" in holder:
        return "operationKey"
    if name in {"key", "alias"} and {"id", "name"} & holder.keys():
        return "spaceKey"
    if name == "title" and {"status", "code"} <= holder.keys():
        return "message"
    return name


def _renamed_text(value: str, key: str, names: Names) -> str:
    kind = _BY_KEY.get(key)
    if kind is not None:
        return names.of(kind, value)
    changed = names.everywhere(value)
    if changed != value or _PLACES.fullmatch(value):
        return changed
    return names.of(Kind.TEXT, value)


def _page(exchange: Exchange, names: Names, facts_of: FactsOf) -> str:
    if "<html" not in exchange.body.lower():
        return _XML_NAMES.sub(lambda found: found[1] + names.of(Kind.TEXT, found[2]), exchange.body)
    wanted = set(facts_of(exchange))
    for kept in (frozenset[str](), _HEADINGS):
        page = _Skeleton(kept).of(exchange.body)
        if set(facts_of(_with_body(exchange, page))) == wanted:
            return page
    return exchange.body


def _with_body(exchange: Exchange, body: str) -> Exchange:
    return Exchange(
        exchange.method,
        exchange.url,
        exchange.request_headers,
        exchange.status,
        exchange.response_headers,
        body,
        exchange.error,
    )


class _Skeleton(HTMLParser):
    """The tags of a page with the attributes that say what it is, and the text of some tags only."""

    def __init__(self, kept: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._kept = kept
        self._open: list[str] = []
        self._pieces: list[str] = ["<!doctype html>"]

    def of(self, page: str) -> str:
        """Return the skeleton of a page."""
        self.feed(page)
        self.close()
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = "".join(f' {n}="{escape(v or "")}"' for n, v in attrs if n in _KEPT_ATTRIBUTES)
        self._pieces.append(f"<{tag}{told}>")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._pieces.append(f"</{tag}>")
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self._kept:
            self._pieces.append(escape(data, quote=False))
