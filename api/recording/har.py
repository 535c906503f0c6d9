"""Writes what was noted as a HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) that the evals can replay."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from api.recording.bodies import FactsOf, shown_body
from api.recording.names import Kind, Names
from api.recording.spy import Noted
from tools.evidence import Exchange
from tools.facts import Fact
from tools.routes import ROUTES, body_of, url_of

_KEPT_HEADERS = frozenset(
    {
        *("content-type", "date", "server", "via", "location", "retry-after", "set-cookie", "x-cache", "cf-ray"),
        *("www-authenticate", "proxy-authenticate", "x-seraph-loginreason", "x-authentication-denied-reason"),
        *("x-failure-category", "x-ratelimit-remaining", "x-confluence-request-time"),
    }
)
_OF_VALUES = {
    "space_key": Kind.SPACE,
    "username": Kind.PERSON,
    "account_id": Kind.ACCOUNT,
    "email": Kind.EMAIL,
    "file": Kind.FILE,
}
_NOT_FROM_THE_ANSWER = ("status_", "url_")
"""The status is never changed, and an address is renamed on purpose."""

_OF_HEADERS = {"x-ausername": Kind.PERSON, "x-aaccountid": Kind.ACCOUNT}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the recording, under invented names.

    Attributes:
        lost: Facts that the real answer told and this one does not: the renaming took away too much.
    """

    identity: str
    exchange: Exchange
    request_body: str
    lost: tuple[Fact, ...]


def entries_of(noted: Sequence[Noted], names: Names, facts_of: FactsOf) -> tuple[Entry, ...]:
    """Rename what was noted; requests that nobody answered are left out, since there is nothing to replay."""
    answered = [one for one in noted if one.exchange.status is not None]
    for one in answered:
        for name, value in one.call.values.items():
            if name in _OF_VALUES:
                names.of(_OF_VALUES[name], value)
    for one in answered:  # once to learn every name, so that the second run finds each of them everywhere
        _renamed(one, names, facts_of)
    return tuple(_renamed(one, names, facts_of) for one in answered)


def har_of(entries: Sequence[Entry], started: datetime, version: str) -> dict[str, Any]:
    """Return the HAR. The identity of an entry stands in its `_identity`."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "unlatch", "version": version},
            "entries": [_entry(one, started) for one in entries],
        }
    }


def _renamed(noted: Noted, names: Names, facts_of: FactsOf) -> Entry:
    site, cloud_id = names.invented_site(noted.call.cloud_id)
    route = ROUTES[noted.call.route]
    values = {name: _value(name, value, names) for name, value in noted.call.values.items()}
    real = noted.exchange
    shown = replace(
        real,
        url=names.everywhere(real.url or "") if noted.followed or names.keep else url_of(route, site, cloud_id, values),
        request_headers=(),
        response_headers=tuple(_headers(real, names)),
        body=shown_body(real, names, facts_of),
    )
    told = set(facts_of(shown))
    lost = tuple(
        fact for fact in facts_of(real) if fact not in told and not fact.value.startswith(_NOT_FROM_THE_ANSWER)
    )
    return Entry(noted.identity, shown, body_of(route, values), lost)


def _value(name: str, value: str, names: Names) -> str:
    kind = _OF_VALUES.get(name)
    return names.of(kind, value) if kind else value


def _headers(exchange: Exchange, names: Names) -> Iterator[tuple[str, str]]:
    for name, value in exchange.response_headers:
        kind = _OF_HEADERS.get(name.lower())
        if kind and value.lower() not in {"", "anonymous"}:
            yield name, names.of(kind, value)
        elif name.lower() in _KEPT_HEADERS:
            yield name, names.everywhere(value)


def _entry(entry: Entry, started: datetime) -> dict[str, Any]:
    exchange = entry.exchange
    content = exchange.response_header("Content-Type") or "application/octet-stream"
    request: dict[str, Any] = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "queryString": _pairs(parse_qsl(urlsplit(exchange.url or "").query)),
        "headersSize": -1,
        "bodySize": len(entry.request_body),
    }
    if entry.request_body:
        request["postData"] = {"mimeType": "application/json", "text": entry.request_body}
    return {
        "_identity": entry.identity,
        "startedDateTime": started.isoformat(),
        "time": 0,
        "request": request,
        "response": {
            "status": exchange.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(exchange.response_headers),
            "content": {"size": len(exchange.body.encode()), "mimeType": content, "text": exchange.body},
            "redirectURL": exchange.response_header("Location") or "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[Mapping[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]
