"""What a module of this package hands on: a fact and the words that carry it."""

import re
from typing import NamedTuple

from tools.facts import Fact

LONGEST_QUOTE = 200
_SPACE = re.compile(r"\s+")


class Sign(NamedTuple):
    """One fact with the redacted words of the exchange that carry it."""

    fact: Fact
    quote: str


def sign(fact: Fact, quote: str) -> Sign:
    """Make a sign; the quote is put on one line and cut."""
    return Sign(fact, _SPACE.sub(" ", quote[: 2 * LONGEST_QUOTE]).strip()[:LONGEST_QUOTE])
