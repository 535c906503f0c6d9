"""What the block readers hand on, still in clear; nothing of it leaves this package unredacted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tools.evidence import Exchange
from tools.facts import Fact

FARTHEST = 3
"""Pieces of one exchange stand at most so many lines of prose apart."""


MOST_HEADERS = 200


class Part(StrEnum):
    """Parts of an exchange, to tell what was captured from what somebody only says."""

    STATUS = "status"
    ADDRESS = "address"
    REQUEST = "request"
    BODY = "body"


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A part of an exchange, or all of it, in clear.

    Attributes:
        exchange: What is known of it.
        told: Parts that are summaries of a person rather than captured.
        complete: All request headers are on record.
        facts: Further facts that the reader itself saw, with their words.
    """

    exchange: Exchange
    told: frozenset[Part] = frozenset()
    complete: bool = False
    facts: tuple[tuple[Fact, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """What one reader took from some lines.

    Attributes:
        end: Index of the first line after it.
        pieces: Exchanges, or parts of one.
        loose: Facts that belong to no exchange, with their words; one inner tuple for each line they stand in.
        text: Words that a reader of prose should still see.
    """

    end: int
    pieces: tuple[Piece, ...] = ()
    loose: tuple[tuple[tuple[Fact, str], ...], ...] = ()
    text: str = ""


def merge(first: Piece, second: Piece) -> Piece | None:
    """Join two parts of one exchange; None when they contradict each other and so belong to two."""
    a, b = first.exchange, second.exchange
    pairs = (
        (a.method, b.method),
        (_bare(a.url), _bare(b.url)),
        (a.status, b.status),
        (a.body, b.body),
        (a.error, b.error),
    )
    if any(left and right and left != right for left, right in pairs):
        return None
    if len(a.request_headers) + len(a.response_headers) > MOST_HEADERS:
        return None
    answered = a.status is not None or bool(a.response_headers) or a.error is not None
    if answered and ((_starts_anew(b) and Part.ADDRESS not in second.told) or _has_status_line(b)):
        return None
    joined = Exchange(
        method=a.method or b.method,
        url=a.url or b.url,
        request_headers=b.request_headers if second.complete else _union(a.request_headers, b.request_headers),
        status=a.status or b.status,
        response_headers=_union(a.response_headers, b.response_headers),
        body=a.body or b.body,
        error=a.error or b.error,
    )
    told = frozenset(part for part in Part if _only_told(part, first, second))
    facts = first.facts + second.facts + _other_than_configured(first, second)
    return Piece(joined, told, first.complete or second.complete, facts)


def merge_all(pieces: Sequence[tuple[int, Piece]]) -> list[Piece]:
    """Join the parts of each exchange. The number is the count of prose lines before the piece."""
    merged: list[tuple[int, Piece]] = []
    for line, piece in pieces:
        near = merged and line - merged[-1][0] <= FARTHEST
        joined = merge(merged[-1][1], piece) if near else None
        if joined is not None:
            merged[-1] = (line, joined)
        else:
            merged.append((line, piece))
    return [piece for _, piece in merged]


def _starts_anew(exchange: Exchange) -> bool:
    """Tell whether a piece is a request of its own rather than one more header of the same."""
    return bool(exchange.request_headers and (exchange.url or exchange.method))


def _has_status_line(exchange: Exchange) -> bool:
    return exchange.status is not None and len(exchange.response_headers) > 1


def _other_than_configured(first: Piece, second: Piece) -> tuple[tuple[Fact, str], ...]:
    """Compare the command's credential with the one on the wire: a netrc entry replaces it, for one."""
    configured, sent = (piece.exchange.request_header("Authorization") for piece in (first, second))
    if configured is None or sent is None or not second.complete:
        return ()
    schemes = [value.partition(" ")[0].lower() for value in (configured, sent)]
    if schemes[0] == schemes[1]:
        return ()
    return ((Fact.SENT_OTHER_THAN_CONFIGURED, f"{schemes[0]} was configured and {schemes[1]} was sent"),)


def _bare(url: str | None) -> str | None:
    return url.rstrip("/") if url else url


def _union(first: tuple[tuple[str, str], ...], second: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return first + tuple(pair for pair in second if pair not in first)


def _only_told(part: Part, first: Piece, second: Piece) -> bool:
    """Tell whether a part rests on words alone in every piece that has it."""
    having = [piece for piece in (first, second) if _has(part, piece.exchange)]
    return bool(having) and all(part in piece.told for piece in having)


def _has(part: Part, exchange: Exchange) -> bool:
    return {
        Part.STATUS: exchange.status is not None,
        Part.ADDRESS: exchange.url is not None,
        Part.REQUEST: bool(exchange.request_headers or exchange.method),
        Part.BODY: bool(exchange.body),
    }[part]
