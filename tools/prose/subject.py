"""Tells whether a ticket, read as a whole, is about something other than getting into Confluence.

A helpdesk's queue mixes subjects. A ticket counts as one of the others when it names another product or thing and
Confluence nowhere, or when it asks for or complains of content and carries no sign of a refused access. A ticket that
names nothing is only thin: it may well be about access, and is left open.
"""

import re
from enum import StrEnum
from functools import lru_cache

from tools.prose.phrases import PhraseBook
from tools.prose.tables import read_subjects
from tools.prose.text import sentences_of

_MOST_WORDS = 120
"""Longer texts describe something; what they are about is left to their facts."""

_MACHINE = re.compile(r"(?<![\w.])[345]\d\d(?![\w.]*\d)|https?://|\b(?:curl|bearer|basic auth|http|json|api|rest)\b", re.I)


class Subject(StrEnum):
    """What a ticket as a whole is about."""

    OTHER_PRODUCT = "other_product"
    CONTENT = "content"
    OPEN = "open"


@lru_cache(maxsize=64)
def subject_of(text: str) -> Subject:
    """Return what a text is about; OPEN unless it clearly is about something other than access to Confluence."""
    words = [word for sentence in sentences_of(text) for word in sentence.words]
    if not words or len(words) > _MOST_WORDS or _MACHINE.search(text):
        return Subject.OPEN
    named = _book().find(words).keys()
    if "neighbour" in named and not named & {"content", "access"} and not {"confluence", "wiki"} & set(words):
        return Subject.OTHER_PRODUCT
    if "other_thing" in named and "ours" not in named:
        return Subject.OTHER_PRODUCT
    if "access" not in named and named & {"content", "request"}:
        return Subject.CONTENT
    return Subject.OPEN


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    return PhraseBook(read_subjects())
