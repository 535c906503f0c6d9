"""The gate: every text passes here before it is stored, logged, shown or sent anywhere.

A secret is replaced by a placeholder that says what it was. The same secret gets the same number each time, so that
one can still see that a token was used twice.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from tools.redaction_rules import RULES, Check, Rule, View
from tools.redaction_views import Projection, normalise, views_of
from tools.redaction_words import PLACEHOLDER_WORDS, PLAIN_VALUES


@dataclass(frozen=True, slots=True)
class SecretFound:
    """One secret that was taken out: what it is, what stands in its place, and how long it was."""

    kind: str
    placeholder: str
    length: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without secrets, and what was taken out of it, each secret once."""

    text: str
    found: tuple[SecretFound, ...] = ()


@dataclass(slots=True, repr=False)
class Redactor:
    """Redacts several texts with one numbering. It remembers secrets, so it must live no longer than one paste."""

    _numbers: dict[str, SecretFound] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def redact(self, text: str) -> Redacted:
        """Return the text without secrets."""
        spans = _spans(text)
        if not spans:
            return Redacted(text)
        pieces: list[str] = []
        found: dict[str, SecretFound] = {}
        end = 0
        for start, stop, kind in spans:
            secret = self._named(kind, text[start:stop])
            found[secret.placeholder] = secret
            pieces += (text[end:start], secret.placeholder)
            end = stop
        pieces.append(text[end:])
        return Redacted("".join(pieces), tuple(found.values()))

    def header(self, name: str, value: str) -> str:
        """Return one header's value without secrets; the name tells what the value may hold."""
        line = self.redact(f"{name}: {value}").text
        return line[len(name) + 2 :] if line.startswith(f"{name}: ") else line

    def _named(self, kind: str, secret: str) -> SecretFound:
        key = normalise(secret)
        known = self._numbers.get(key)
        if known is None:
            number = self._counts[kind] = self._counts.get(kind, 0) + 1
            known = self._numbers[key] = SecretFound(kind, f"[secret:{kind}#{number}]", len(key))
        return known


def redact(text: str) -> Redacted:
    """Take every secret out of a text."""
    return Redactor().redact(text)


@dataclass(frozen=True, slots=True)
class WordPatterns:
    """The patterns by which a found value is told from a word about one, for the browser's copy of the rules."""

    scope: str
    words: str
    no_secret: str
    special: str
    trailing: str


def word_patterns() -> WordPatterns:
    """Return the patterns of the checks; they mean the same in Python and in JavaScript."""
    return WordPatterns(_SCOPE.pattern, _WORDS.pattern, _NO_SECRET.pattern, _SPECIAL.pattern, _TRAILING)


def _spans(text: str) -> list[tuple[int, int, str]]:
    """Find the secrets as (start, stop, kind) in the text, in order, none overlapping."""
    if not text:
        return []
    hits: set[tuple[int, int, int]] = set()
    for reading, names in _readings(text):
        for rank, rule in _worth_trying(_words_in(reading.lowered), names):
            for start, stop in _matches(rule, reading):
                hits.add((reading.origin(start), reading.origin_end(stop), rank))
    taken = [match.span() for match in _TAKEN_OUT.finditer(text)]
    return _merged(sorted(hits) if not taken else sorted(_outside(hits, taken)))


def _readings(text: str) -> list[tuple[Projection, frozenset[View]]]:
    """Return each reading once, with the names by which rules ask for it.

    Joined lines can hide what stands whole on a line of its own, so rules for those look at the unjoined ones too.
    """
    views = views_of(text)
    plain, decoded, joined = views[View.PLAIN], views[View.DECODED], views[View.JOINED]
    found = [(plain, _EVERY_NAME)] if decoded is plain else [(plain, _PLAIN_ONLY), (decoded, _EVERY_NAME - _PLAIN_ONLY)]
    return found if joined is decoded else [*found, (joined, _JOINED_ONLY)]


def _words_in(lowered: str) -> frozenset[str]:
    """Return which words of the rules stand in a reading: looked for once, not once for each rule."""
    return frozenset(word for word in _RULE_WORDS if word in lowered)


@lru_cache(maxsize=512)
def _worth_trying(standing: frozenset[str], names: frozenset[View]) -> tuple[tuple[int, Rule], ...]:
    """Return the rules, each with its rank, that can match where these of their words stand."""
    return tuple((rank, rule) for rank, rule in enumerate(RULES) if rule.view in names and _may_match(rule, standing))


def _may_match(rule: Rule, standing: frozenset[str]) -> bool:
    if rule.hints and standing.isdisjoint(rule.hints):
        return False
    return not rule.starts or not standing.isdisjoint(rule.starts)


def _outside(hits: set[tuple[int, int, int]], taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Cut placeholders of an earlier run out of the hits, so that redacting twice changes nothing."""
    for begin, end, rank in hits:
        index = bisect_left(taken, (begin, begin))
        start = max(begin, taken[index - 1][1]) if index else begin
        while index < len(taken) and taken[index][0] < end:
            if taken[index][0] - start >= _SHORTEST:
                yield start, taken[index][0], rank
            start = max(start, taken[index][1])
            index += 1
        if start == begin or end - start >= _SHORTEST:
            yield start, end, rank


def _merged(hits: list[tuple[int, int, int]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, int]] = []
    for start, stop, rank in hits:
        if merged and start < merged[-1][1]:
            first = merged[-1]
            merged[-1] = (first[0], max(stop, first[1]), min(rank, first[2]))
        else:
            merged.append((start, stop, rank))
    return [(start, stop, RULES[rank].kind.value) for start, stop, rank in merged]


def _matches(rule: Rule, view: Projection) -> Iterator[tuple[int, int]]:
    """Yield the spans of group 1 that pass the rule's check."""
    passes = _CHECKS[rule.check]
    for match in _raw_matches(rule, view):
        start, stop = match.span(1)
        value = match.group(1).rstrip(_TRAILING) if rule.check is not Check.NONE else match.group(1)
        if value and passes(value):
            yield start, min(stop, start + len(value))


def _raw_matches(rule: Rule, view: Projection) -> Iterator[re.Match[str]]:
    if rule.starts:
        yield from _anchored(_compiled(rule.pattern, rule.flags), rule.starts, view)
    elif not rule.within:
        yield from _compiled(rule.pattern, rule.flags).finditer(view.text)
    else:
        pattern = _compiled(rule.pattern, rule.flags)
        for region in _compiled(rule.within, rule.flags).finditer(view.text):
            yield from pattern.finditer(view.text, *region.span(1))


def _anchored(pattern: re.Pattern[str], starts: tuple[str, ...], view: Projection) -> Iterator[re.Match[str]]:
    """Try the pattern only where one of the words stands; searching for plain words is far faster."""
    for word in starts:
        place = view.lowered.find(word)
        while place >= 0:
            match = pattern.match(view.text, place)
            if match:
                yield match
            place = view.lowered.find(word, match.end() if match else place + len(word))


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if "i" in flags else 0)


_EVERY_NAME = frozenset(View)
_PLAIN_ONLY, _JOINED_ONLY = frozenset({View.PLAIN}), frozenset({View.JOINED})
_RULE_WORDS = tuple(sorted({word for rule in RULES for word in (*rule.hints, *rule.starts)}))
_TAKEN_OUT = re.compile(r"\[secret:[a-z-]{1,40}#\d{1,6}\]")
_SHORTEST = 4
_LONGEST_BASE64 = 20_000
_TRAILING = ".,;:)]}\u2026"
_PLACEHOLDER = re.compile(PLACEHOLDER_WORDS)
_SCOPE = re.compile(r"(?:read|write|search|manage|delete|readonly|offline)[:_][a-z:.-]+|https?://.*", re.IGNORECASE)
_NO_SECRET = re.compile(
    r"\d{1,5}|\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}|AT[A-Z]TT3?x?\w{0,8}|[^\s@]+@[^\s@:]+"
)
_WORDS = re.compile(r"[A-Za-z]?[a-z]+(?:[-_./ ][A-Za-z]?[a-z]+)*[?!]?")
_SPECIAL = re.compile(r"[a-z][A-Z]|\d|[!@#$%^&*+=~?]")
_PAIR = re.compile(
    rb"(?!https?:|ari:|urn:|id:)[^\s:{}\[\]\"<>/\x00-\x1f\x7f-\xff]{1,128}:(?!//)[^\x00-\x08\x0e-\x1f\x7f]+"
)
_PAT = re.compile(rb"\d{4,20}:.{8,}", re.DOTALL)


def _is_given(value: str) -> bool:
    """Tell whether a value after "password:" is a secret rather than a word about it."""
    return value.lower() not in PLAIN_VALUES and not _PLACEHOLDER.fullmatch(value) and not _SCOPE.fullmatch(value)


def _is_no_word(value: str) -> bool:
    return _is_given(value) and not _WORDS.fullmatch(value) and not _NO_SECRET.fullmatch(value)


def _is_spoken(value: str) -> bool:
    return _is_no_word(value) and bool(_SPECIAL.search(value))


def _is_pair(value: str) -> bool:
    """Tell whether a run of base64 decodes to user:secret."""
    decoded = _decode(value)
    return decoded is not None and bool(_PAIR.fullmatch(decoded)) and b":" in decoded


def _is_pat(value: str) -> bool:
    """Tell whether a run of base64 decodes to digits, a colon and random bytes, as Data Center's tokens do."""
    decoded = _decode(value)
    return decoded is not None and bool(_PAT.fullmatch(decoded))


def _is_legacy(value: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    return all(any(is_kind(character) for character in value) for is_kind in kinds)


def _decode(value: str) -> bytes | None:
    if value.islower() or len(value) > _LONGEST_BASE64:
        return None
    bare = value.rstrip("=")
    try:
        return b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (Base64Error, ValueError):
        return None


_CHECKS: dict[Check, Callable[[str], bool]] = {
    Check.NONE: lambda _: True,
    Check.PAT: _is_pat,
    Check.BASIC_PAIR: _is_pair,
    Check.NO_WORD: _is_no_word,
    Check.GIVEN_VALUE: _is_given,
    Check.SPOKEN_VALUE: _is_spoken,
    Check.LEGACY: _is_legacy,
}

__all__ = ["Redacted", "Redactor", "SecretFound", "redact"]
