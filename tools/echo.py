"""Takes known secrets out of a text: a server may send back what it was sent, in whatever coding it likes."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

PLACEHOLDER = "[secret:sent#1]"
_SHORTEST = 4
"""Shorter secrets are found in every text; taking them out would tell them by the gaps."""


def without_secrets(text: str, known: Iterable[str]) -> str:
    """Return the text with each known secret taken out, plain, encoded or reversed."""
    return without_spellings(text, spellings_of(known))


def spellings_of(known: Iterable[str]) -> frozenset[str]:
    """Return every way in which secrets may be written, in lower case."""
    return frozenset(spelling.lower() for secret in known for spelling in _spellings(secret))


def without_spellings(text: str, spellings: frozenset[str]) -> str:
    """Return the text without these spellings, in whatever case they stand there."""
    lowered = text.lower()
    there = [one for one in spellings if one in lowered]
    if not there:
        return text
    pattern = "|".join(re.escape(one) for one in sorted(there, key=len, reverse=True))
    return re.sub(pattern, PLACEHOLDER, text, flags=re.IGNORECASE)


def _spellings(secret: str) -> Iterator[str]:
    for plain in {secret, secret.strip()}:
        if len(plain) < _SHORTEST:
            continue
        raw = plain.encode("utf-8", "surrogatepass")
        yield plain
        yield plain[::-1]
        yield raw.hex()
        yield from (quote(plain, safe=""), quote_plus(plain), html.escape(plain), json.dumps(plain)[1:-1])
        yield from _in_base64(raw)


def _in_base64(raw: bytes) -> Iterator[str]:
    """Yield what base64 makes of it at each of the three places where it may begin inside something longer."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw).decode("ascii").rstrip("=")
        whole = (before + len(raw)) % 3 == 0
        inner = coded[(0, 2, 3)[before] : len(coded) if whole else len(coded) - 1]
        if len(inner) >= _SHORTEST:
            yield inner
            yield inner.translate(str.maketrans("+/", "-_"))
