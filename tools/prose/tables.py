"""Reads rules, phrases and messages: text files of sections "[name]", one entry a line; "#" begins a comment."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent


def read_rules() -> dict[str, list[str]]:
    """Return the lines of all rules by the fact's name."""
    return _read_folder("rules")


def read_lexicon() -> dict[str, list[str]]:
    """Return the phrases of all concepts by the concept's name."""
    lines = _read_folder("lexicon")
    return {name: [part.strip() for line in found for part in line.split(";")] for name, found in lines.items()}


def read_subjects() -> dict[str, list[str]]:
    """Return the phrases that tell what a ticket as a whole is about."""
    found = _merged([_HERE / "subjects.txt"])
    return {name: [part.strip() for line in lines for part in line.split(";")] for name, lines in found.items()}


def read_messages() -> dict[str, list[str]]:
    """Return the words of machines by the fact's name."""
    return _merged([_HERE / "messages.txt"])


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(" ".join(lines).split()) for name, lines in _merged([_HERE / "words.txt"]).items()}


def small_words(name: str) -> frozenset[str]:
    """Return a set of small words.

    Raises:
        KeyError: No such set.
    """
    return _words()[name]


def word_pairs(name: str) -> frozenset[tuple[str, ...]]:
    """Return a set of word pairs.

    Raises:
        KeyError: No such set.
    """
    return frozenset(tuple(entry.split("+")) for entry in _words()[name])


def languages() -> dict[str, frozenset[str]]:
    """Return the small words of each language other than English."""
    return {name: words for name, words in _words().items() if name.startswith("other_")}


def _read_folder(folder: str) -> dict[str, list[str]]:
    return _merged(sorted((_HERE / folder).glob("*.txt")))


def _merged(paths: list[Path]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for path in paths:
        for name, line in _entries(path):
            table.setdefault(name, []).append(line)
    return table


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
        elif line and not line.startswith("#"):
            yield name, line
