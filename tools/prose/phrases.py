"""Finds concepts in a row of words. A concept is a set of phrases that say the same thing.

How a phrase is written: ``log/logs/logged in/into`` stands for all combinations, ``expir*`` for every word that begins
so, ``(access) token`` for a word that may be missing. Articles and small adverbs inside a phrase are skipped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

FILLERS = frozenset(
    "a an the my our your his her their its this that these those just still also really very even same exact exactly "
    "actually quite currently always simply again already both of own totally completely perfectly".split()
)
_SKIP = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept at words[start:end]."""

    concept: str
    start: int
    end: int


class _Node:
    __slots__ = ("concepts", "prefixes", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.prefixes: dict[str, _Node] = {}
        self.concepts: list[str] = []


class PhraseBook:
    """All phrases of all concepts as one tree over words."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        for name, phrases in concepts.items():
            for phrase in phrases:
                self._add(name, phrase)

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Return every concept with the longest phrase that begins at each word."""
        hits: list[Hit] = []
        for start in range(len(words)):
            best: dict[str, int] = {}
            self._walk(self._root, words, start, best)
            hits += [Hit(name, start, end) for name, end in best.items()]
        return hits

    def _walk(self, node: _Node, words: Sequence[str], at: int, best: dict[str, int], skipped: int = 0) -> None:
        if at >= len(words):
            return
        word = words[at]
        for branch in self._branches(node, word):
            for name in branch.concepts:
                best[name] = max(best.get(name, 0), at + 1)
            if branch.words or branch.prefixes:
                self._walk(branch, words, at + 1, best)
        if node is not self._root and skipped < _SKIP and word in FILLERS:
            self._walk(node, words, at + 1, best, skipped + 1)

    def _branches(self, node: _Node, word: str) -> list[_Node]:
        exact = node.words.get(word)
        found = [exact] if exact else []
        if node.prefixes:
            for size in range(2, len(word) + 1):
                branch = node.prefixes.get(word[:size])
                if branch:
                    found.append(branch)
        return found

    def _add(self, name: str, phrase: str) -> None:
        for words in expand(phrase):
            node = self._root
            for word in words:
                table = node.prefixes if word.endswith("*") else node.words
                node = table.setdefault(word.rstrip("*"), _Node())
            if name not in node.concepts:
                node.concepts.append(name)


def expand(phrase: str) -> list[tuple[str, ...]]:
    """Spell out all combinations of a phrase."""
    choices: list[list[str]] = []
    for part in phrase.split():
        optional = part.startswith("(")
        words = part.strip("()").split("|" if "|" in part else "/") if not part.startswith("=") else [part[1:]]
        choices.append([*words, ""] if optional else words)
    return [tuple(word for word in combination if word) for combination in product(*choices)]
