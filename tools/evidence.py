"""Evidence: what was seen, where it came from, and the facts that it supports."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from tools.facts import Fact


class EvidenceKind(StrEnum):
    """Where a piece of evidence comes from."""

    TICKET = "ticket"
    ATTACHMENT = "attachment"
    PROBE = "probe"
    ANSWER = "answer"
    OFFLINE_LOOK = "offline_look"


class Identity(StrEnum):
    """In whose name a request was made."""

    NONE = "none"
    SUBJECT = "subject"
    OBSERVER = "observer"
    CONTROL = "control"


class Source(StrEnum):
    """How far a sighting can be trusted: a server's own words differ from what somebody says."""

    PARSED_EXCHANGE = "parsed_exchange"
    PROSE = "prose"
    PROBE = "probe"
    OFFLINE = "offline"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One fact seen in one place.

    Attributes:
        fact: What was seen.
        group: The exchange, sentence or answer it was seen in ("x1/got", "s4"); unique within one evidence. Per cause
            only the strongest fact of a group counts, since facts of one answer are not independent.
        source: How it was seen.
        quote: The words or bytes that carry it, redacted, at most 200 characters.
    """

    fact: Fact
    group: str
    source: Source
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its reply, pasted or probed, already redacted. What is unknown is None or empty."""

    method: str | None = None
    url: str | None = None
    request_headers: tuple[tuple[str, str], ...] = ()
    status: int | None = None
    response_headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    error: str | None = None

    def response_header(self, name: str) -> str | None:
        """Return the first reply header of that name, whatever its case."""
        return _first(self.response_headers, name)

    def request_header(self, name: str) -> str | None:
        """Return the first request header of that name, whatever its case."""
        return _first(self.request_headers, name)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered piece of evidence with the facts that it supports."""

    id: str
    kind: EvidenceKind
    at: str
    sightings: tuple[Sighting, ...] = ()
    probe: str | None = None
    identity: Identity | None = None
    exchange: Exchange | None = None
    body_sha256: str | None = None
    name: str = ""
    text: str = ""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts, each once, in the order they were seen."""
        return tuple(dict.fromkeys(s.fact for s in self.sightings))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parser found in one paste, before it gets an evidence id.

    Attributes:
        text: The redacted text.
        exchanges: The requests and replies found in it.
        sightings: Facts with the group and words they come from.
        notes: Plain sentences about what could not be read ("the HAR has 900 entries, 50 were kept").
    """

    text: str
    exchanges: tuple[Exchange, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    notes: tuple[str, ...] = ()
    urls: tuple[str, ...] = field(default=())


def kept_of(exchange: Exchange, identity: Identity) -> tuple[Exchange, str | None]:
    """Return what is kept of a probe's exchange, and the SHA-256 of its body as it was read and redacted.

    The look-up account sees what the person may not, so of its answers only the status is kept.
    """
    digest = sha256(exchange.body.encode("utf-8", "replace")).hexdigest() if exchange.body else None
    if identity is Identity.OBSERVER:
        return replace(exchange, response_headers=(), body=""), digest
    return exchange, digest


def group_within(exchange: str, fact: Fact) -> str:
    """Return the group of a fact within an exchange: what was sent and what came back are independent of each other."""
    return f"{exchange}/sent" if fact.value.startswith(_OF_THE_REQUEST) else f"{exchange}/got"


_OF_THE_REQUEST = ("sent_", "url_", "user_", "secret_", "call_", "write_")


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """Turn evidence into JSON-plain values, for the store and the graph's state."""
    exchange = evidence.exchange
    return {
        "id": evidence.id,
        "kind": evidence.kind.value,
        "at": evidence.at,
        "sightings": [[s.fact.value, s.group, s.source.value, s.quote] for s in evidence.sightings],
        "probe": evidence.probe,
        "identity": evidence.identity.value if evidence.identity else None,
        "exchange": None if exchange is None else _exchange_to_json(exchange),
        "body_sha256": evidence.body_sha256,
        "name": evidence.name,
        "text": evidence.text,
    }


def evidence_from_json(raw: dict[str, Any]) -> Evidence:
    """Rebuild evidence from what evidence_to_json gave."""
    exchange = raw["exchange"]
    return Evidence(
        id=raw["id"],
        kind=EvidenceKind(raw["kind"]),
        at=raw["at"],
        sightings=tuple(Sighting(Fact(f), g, Source(s), q) for f, g, s, q in raw["sightings"]),
        probe=raw["probe"],
        identity=Identity(raw["identity"]) if raw["identity"] else None,
        exchange=None if exchange is None else _exchange_from_json(exchange),
        body_sha256=raw["body_sha256"],
        name=raw["name"],
        text=raw["text"],
    )


def _exchange_to_json(exchange: Exchange) -> dict[str, Any]:
    return {
        "method": exchange.method,
        "url": exchange.url,
        "request_headers": [list(pair) for pair in exchange.request_headers],
        "status": exchange.status,
        "response_headers": [list(pair) for pair in exchange.response_headers],
        "body": exchange.body,
        "error": exchange.error,
    }


def _exchange_from_json(raw: dict[str, Any]) -> Exchange:
    return Exchange(
        method=raw["method"],
        url=raw["url"],
        request_headers=tuple((k, v) for k, v in raw["request_headers"]),
        status=raw["status"],
        response_headers=tuple((k, v) for k, v in raw["response_headers"]),
        body=raw["body"],
        error=raw["error"],
    )
