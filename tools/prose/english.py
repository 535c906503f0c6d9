"""Tells whether a text is written in English, by its small words."""

import re

from tools.prose.tables import languages, small_words

_WORDS = re.compile(r"[^\W\d_]+")
_ENOUGH = 8
_SAMPLE_CHARS = 6000


def looks_english(text: str) -> bool:
    """Return False only when the words speak for another language or script."""
    words = [word.lower() for word in _WORDS.findall(text[:_SAMPLE_CHARS])]
    if not words:
        return True
    if sum(not word.isascii() for word in words) > len(words) * 0.3:
        return False
    english = sum(word in small_words("english") for word in words)
    other = max(sum(word in known for word in words) for known in languages().values())
    if other > english:
        return False
    return english >= len(words) * 0.06 or len(words) < _ENOUGH or other == 0
