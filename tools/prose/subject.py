"""Tells whether a ticket, read as a whole, is about something other than getting into Confluence.

A helpdesk's queue mixes subjects. A ticket counts as one of the others when it names another product or thing and
Confluence nowhere, or when it asks for or complains of content and carries no sign of a refused access. A ticket that
names nothing is only thin: it may well be about access, and is left open. No list holds every other subject: a ticket
with some words that belong to neither is unfamiliar, which leads away from access but claims nothing.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from tools.prose.english import looks_english
from tools.prose.phrases import PhraseBook, Span
from tools.prose.tables import read_subjects, small_words
from tools.prose.text import sentences_of

_MOST_CHARS = 4000
_MOST_WORDS = 120
"""Longer texts describe something; what they are about is left to their facts."""

_MACHINE = re.compile(
    r"(?<![\w.])[345]\d\d(?![\w.]*\d)|https?://|\b(?:curl|bearer|basic auth|http|json|api|rest)\b", re.I
)


class Subject(StrEnum):
    """What a ticket as a whole is about."""

    OTHER_PRODUCT = "other_product"
    CONTENT = "content"
    UNFAMILIAR = "unfamiliar"
    OPEN = "open"


CLEARLY_OTHER = frozenset({Subject.OTHER_PRODUCT, Subject.CONTENT})


@lru_cache(maxsize=64)
def subject_of(text: str) -> Subject:
    """Return what a text is about; OPEN unless it clearly is about something other than access to Confluence."""
    if len(text) > _MOST_CHARS:
        return Subject.OPEN
    words = [word for sentence in sentences_of(text) for word in sentence.words]
    if not words or len(words) > _MOST_WORDS or _MACHINE.search(text) or not looks_english(text):
        return Subject.OPEN
    return _named_subject(words)


def _named_subject(words: Sequence[str]) -> Subject:
    found = _book().find(words)
    named = found.keys()
    if "neighbour" in named and not named & {"content", "access"} and not {"confluence", "wiki"} & set(words):
        return Subject.OTHER_PRODUCT
    if "other_thing" in named and "ours" not in named:
        return Subject.OTHER_PRODUCT
    if "access" in named:
        return Subject.OPEN
    if named & {"content", "request"} and ("ours" in named or "content" in named):
        return Subject.CONTENT
    is_english = not small_words("english").isdisjoint(words)
    if is_english and "ours" not in named and _telling(words, found.get("plain", ())) >= _ENOUGH_WORDS:
        return Subject.UNFAMILIAR
    return Subject.CONTENT if "request" in named else Subject.OPEN


def _telling(words: Sequence[str], plain: Sequence[Span]) -> int:
    """Count the different words that say something of their own."""
    known = {at for start, end in plain for at in range(start, end)}
    return len({word for at, word in enumerate(words) if at not in known and _LETTERS.fullmatch(word)})


_ENOUGH_WORDS = 3
_LETTERS = re.compile(r"[a-z-]{3,}")


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook(read_subjects())
