"""The few marks that catalogue texts use: `code` between backticks and *stress* between asterisks."""

import re
from collections.abc import Iterator
from enum import StrEnum

_STRESS = re.compile(r"\*([^*\s][^*]*)\*")


class Style(StrEnum):
    """How a piece of text is shown."""

    PLAIN = "plain"
    CODE = "code"
    STRESS = "stress"


def pieces(text: str) -> Iterator[tuple[str, Style]]:
    """Split a catalogue text into pieces of one style each; none of them is empty."""
    for index, part in enumerate(clean(text).split("`")):
        if not part:
            continue
        if index % 2:
            yield part, Style.CODE
        else:
            yield from _stressed(part)


def clean(text: str) -> str:
    """Replace what could be a command or a direction for whatever shows the text; white space becomes a space."""
    return "".join(c if c.isprintable() else " " for c in text)


def _stressed(text: str) -> Iterator[tuple[str, Style]]:
    for index, part in enumerate(_STRESS.split(text)):
        if part:
            yield part, Style.STRESS if index % 2 else Style.PLAIN
