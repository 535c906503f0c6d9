"""Finds scenarios that give their answer away: a code or its words in what the product gets to read."""

import re
from collections.abc import Iterator

from evals.scenarios.model import Scenario

_SMALL = frozenset({"not", "and", "vs", "or", "no", "on", "of", "to", "is", "as", "by", "in", "the", "with", "sent"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_STEM_LETTERS = 5


def leaks_of(scenario: Scenario) -> Iterator[str]:
    """Say where a scenario names its answer.

    No text or name may hold the code of a right cause in any spelling, and no sentence of the ticket and no file name
    may hold all of the code's telling words. In a paste the code itself is a leak, its words are not: servers do say
    "XSRF check failed".
    """
    for place, text in _texts(scenario):
        for code in scenario.expected.codes:
            spelled = code.replace("_", "[_]" if place == "paste" else r"[\s_-]*")
            if re.search(spelled, text, re.IGNORECASE):
                yield f"{scenario.id}: {place} spells {code}"
            said = [] if place == "paste" else _SENTENCE.split(text)
            if any(telling_words(code) <= _stems(one) for one in said):
                yield f"{scenario.id}: {place} has all words of {code}"


def telling_words(code: str) -> frozenset[str]:
    """Return the stems of a code's words without the small ones."""
    return frozenset(_stem(word) for word in code.split("_") if word not in _SMALL)


def _texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    ticket = scenario.ticket
    yield "ticket", ticket.text
    yield "id", scenario.id.replace("-", " ")
    for paste in (*ticket.attachments, *scenario.persona.brings):
        yield "file name", paste.name
        yield "paste", paste.content


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(_stem, re.findall(r"[a-z0-9]+", text.lower())))


def _stem(word: str) -> str:
    return word[:_STEM_LETTERS]
