"""From what the readers found to a Reading: forms are looked at, then everything is redacted, then facts are drawn."""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from tools.credential_form import CredentialForm, facts_of_form, look_at_header, look_at_pair, scheme_facts
from tools.evidence import Exchange, Reading, Sighting, Source
from tools.facts import Fact
from tools.parsers.across import facts_across
from tools.parsers.draft import Part, Piece
from tools.parsers.text import Draft
from tools.redaction import Redactor
from tools.redaction_views import cut_whole, without_invisible
from tools.site import Deployment
from tools.wire import signs_of_exchange

MOST_STORED = 64_000
LONGEST_EXCHANGE = 2_000
_LONGEST_QUOTE = 200
_LONGEST_BODY_READ = 16_000
_MOST_URLS = 50
_LONGEST_HEADER = 8_000
_PLAIN_HEADERS = re.compile(
    r"^(?:accept.*|content-(?:type|length|encoding|language)|date|server|connection|vary|age|pragma|host)$",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s\"'<>\\`]{3,8000}")
_LOOSE_TOKEN = re.compile(
    r"AT[ASC]TT3[A-Za-z0-9_+/=-]{16,400}|(?<![\w-])eyJ[\w-]{8,4000}\.[\w-]{8,8000}\.[\w-]{8,4000}"
    r"|(?<![\w+/])[MNO][A-Za-z0-9+/]{42,60}"
)
_PARTS = {
    "status": Part.STATUS,
    "url": Part.ADDRESS,
    "call": Part.ADDRESS,
    "sent": Part.REQUEST,
    "channel": Part.REQUEST,
    "body": Part.BODY,
}


def assemble(draft: Draft, deployment: Deployment | None, now: datetime) -> Reading:
    """Make the Reading. Nothing in it is in clear."""
    redactor = Redactor()
    sightings: list[Sighting] = []
    exchanges: list[Exchange] = []
    for index, piece in enumerate(draft.pieces, 1):
        clean = _redacted(piece.exchange, redactor)
        exchanges.append(clean)
        sightings += _of_exchange(piece, clean, f"x{index}", deployment, redactor)
        sightings += _of_form(piece, f"f{index}", now)
    for index, line in enumerate(draft.loose, 1):
        sightings += [_sighting(fact, f"l{index}", Source.PROSE, quote, redactor) for fact, quote in line]
    together = facts_across([piece.exchange for piece in draft.pieces if Part.STATUS not in piece.told])
    sightings += [_sighting(fact, "all", Source.PARSED_EXCHANGE, quote, redactor) for fact, quote in together]
    sightings += _of_loose_tokens(draft.prose, now)
    text = without_invisible(redactor.redact(draft.prose).text).strip()
    return Reading(
        text=text,
        exchanges=_bounded(exchanges),
        sightings=tuple(_each_once(sightings)),
        notes=tuple(draft.notes),
        urls=_urls(exchanges, text),
    )


def form_of(exchange: Exchange) -> CredentialForm | None:
    """Look at the credential of an exchange that is still in clear."""
    header = exchange.request_header("Authorization")
    if header is not None:
        return look_at_header(header)
    try:
        parts = urlsplit(exchange.url or "")
        user, secret = parts.username, parts.password
    except ValueError:
        return None
    return look_at_pair(unquote(user or ""), unquote(secret)) if secret else None


def _of_exchange(
    piece: Piece, clean: Exchange, group: str, deployment: Deployment | None, redactor: Redactor
) -> Iterator[Sighting]:
    form = form_of(piece.exchange)
    for seen in signs_of_exchange(clean, deployment, form, complete=piece.complete):
        source = Source.PROSE if _is_told(seen.fact, piece) else Source.PARSED_EXCHANGE
        yield _sighting(seen.fact, group, source, seen.quote, redactor)
    for fact, quote in piece.facts:
        compared = fact is Fact.SENT_OTHER_THAN_CONFIGURED
        yield _sighting(fact, group, Source.PARSED_EXCHANGE if compared else Source.PROSE, quote, redactor)
    if _is_somebody_else(piece.exchange):
        quote = "the answer names another account than the request's user"
        yield _sighting(Fact.IDENTITY_IS_SOMEBODY_ELSE, group, Source.PARSED_EXCHANGE, quote, redactor)


def _is_told(fact: Fact, piece: Piece) -> bool:
    """Tell whether the part of the exchange that a fact rests on is only somebody's summary."""
    part = _PARTS.get(fact.value.partition("_")[0])
    if part is not None:
        return part in piece.told
    exchange = piece.exchange
    captured = (
        bool(exchange.response_headers),
        bool(exchange.body) and Part.BODY not in piece.told,
        exchange.url is not None and Part.ADDRESS not in piece.told,
        exchange.error is not None and Part.BODY not in piece.told,
    )
    return not any(captured)


def _of_form(piece: Piece, group: str, now: datetime) -> Iterator[Sighting]:
    """Yield what the credential looks like. That is a matter of its own, so it has its own group."""
    form = form_of(piece.exchange)
    if form is None:
        return
    sent = scheme_facts(form)
    for fact in facts_of_form(form, _moment_of(piece.exchange, now)):
        if fact not in sent:
            yield Sighting(fact, group, Source.PARSED_EXCHANGE, f"a {form.kind.value} of {form.length} characters")


def _of_loose_tokens(prose: str, now: datetime) -> Iterator[Sighting]:
    """Yield what a token that stands in the text by itself looks like."""
    for index, match in enumerate(list(_LOOSE_TOKEN.finditer(prose[:MOST_STORED]))[:10], 1):
        form = look_at_header(f"Bearer {match.group()}")
        if form.kind.value not in {"opaque", "password_like", "placeholder"}:
            sent = scheme_facts(form)
            quote = f"a {form.kind.value} of {form.length} characters stands in the text"
            facts = [fact for fact in facts_of_form(form, now) if fact not in sent]
            yield from (Sighting(fact, f"t{index}", Source.OFFLINE, quote) for fact in facts)


def _moment_of(exchange: Exchange, now: datetime) -> datetime:
    """Return when the exchange took place, by the server's clock if it is on record."""
    try:
        moment = parsedate_to_datetime(exchange.response_header("Date") or "")
    except (TypeError, ValueError):
        return now
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_somebody_else(exchange: Exchange) -> bool:
    """Tell whether the current-user answer names another user than the Basic pair does."""
    scheme, _, value = (exchange.request_header("Authorization") or "").partition(" ")
    if scheme.lower() != "basic" or "/user/current" not in (exchange.url or ""):
        return False
    try:
        user = b64decode(value, validate=True).decode("utf-8").partition(":")[0].lower()
        answer = json.loads(exchange.body)
    except (Base64Error, ValueError, RecursionError):
        return False
    key = "email" if "@" in user else "username"
    named = answer.get(key) if isinstance(answer, dict) else None
    return isinstance(named, str) and bool(named) and bool(user) and named.lower() != user


def _redacted(exchange: Exchange, redactor: Redactor) -> Exchange:
    def text(value: str) -> str:
        return without_invisible(redactor.redact(value).text)

    def headers(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((text(name), _header(name, value, redactor)) for name, value in pairs)

    return replace(
        exchange,
        url=text(exchange.url) if exchange.url else exchange.url,
        request_headers=headers(exchange.request_headers),
        response_headers=headers(exchange.response_headers),
        body=text(cut_whole(exchange.body, _LONGEST_BODY_READ)),
        error=text(cut_whole(exchange.error, 2 * LONGEST_EXCHANGE)) if exchange.error else exchange.error,
    )


def _header(name: str, value: str, redactor: Redactor) -> str:
    if _PLAIN_HEADERS.match(name):
        return without_invisible(value[:500])
    return without_invisible(redactor.header(name, cut_whole(value, _LONGEST_HEADER)))


def _sighting(fact: Fact, group: str, source: Source, quote: str, redactor: Redactor) -> Sighting:
    words = " ".join(without_invisible(redactor.redact(cut_whole(quote, _LONGEST_HEADER)).text).split())
    return Sighting(fact, group, source, words[:_LONGEST_QUOTE] or None)


def _each_once(sightings: Sequence[Sighting]) -> Iterator[Sighting]:
    seen: set[tuple[Fact, str]] = set()
    for sighting in sightings:
        if (sighting.fact, sighting.group) not in seen:
            seen.add((sighting.fact, sighting.group))
            yield sighting


def _bounded(exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Cut each exchange to its share of what may be stored."""
    share = min(LONGEST_EXCHANGE, MOST_STORED // max(1, len(exchanges)))
    return tuple(bounded(exchange, share) for exchange in exchanges)


def bounded(exchange: Exchange, limit: int = LONGEST_EXCHANGE) -> Exchange:
    """Cut an exchange to so many characters: long headers first, the body takes what is left."""
    url = exchange.url[: limit // 3] if exchange.url else exchange.url
    error = exchange.error[: limit // 3] if exchange.error else exchange.error
    room = limit - len(url or "") - len(error or "") - 20
    sent, room = _fitting(exchange.request_headers, room * 2 // 5, room)
    got, room = _fitting(exchange.response_headers, room * 3 // 5, room)
    body = exchange.body[: max(0, room)]
    return replace(exchange, url=url, error=error, request_headers=sent, response_headers=got, body=body)


def _fitting(headers: tuple[tuple[str, str], ...], most: int, room: int) -> tuple[tuple[tuple[str, str], ...], int]:
    kept: list[tuple[str, str]] = []
    used = 0
    for name, value in headers:
        cut = value[:240]
        size = len(name) + len(cut) + 4
        if used + size <= most:
            kept.append((name, cut))
            used += size
    return tuple(kept), room - used


def _urls(exchanges: Sequence[Exchange], text: str) -> tuple[str, ...]:
    named = [exchange.url for exchange in exchanges if exchange.url and "://" in exchange.url]
    written = [match.group().rstrip(".,;:)]}") for match in _URL.finditer(text[:MOST_STORED])]
    return tuple(dict.fromkeys([*named, *written]))[:_MOST_URLS]
