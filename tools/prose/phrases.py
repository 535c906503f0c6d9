"""Finds concepts in a row of words. A concept is a set of phrases that say the same thing.

How a phrase is written: ``log/logs/logged in/into`` stands for all combinations, ``expir*`` for every word that begins
so, ``(access) token`` for a word that may be missing. Articles and small adverbs inside a phrase are skipped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    """A place in a phrase. Alternatives lead to one and the same next place, so nothing is multiplied out."""

    __slots__ = ("children", "concepts", "prefixes", "words")

    def __init__(self) -> None:
        self.words: dict[str, list[_Node]] = {}
        self.prefixes: dict[str, list[_Node]] = {}
        self.children: dict[str, _Node] = {}
        self.concepts: list[str] = []


class PhraseBook:
    """All phrases of all concepts as one net over words."""

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
            self._walk(self._root, words, start, best, _SKIP)
            hits += [Hit(name, start, end) for name, end in best.items()]
        return hits

    def _walk(self, node: _Node, words: Sequence[str], at: int, best: dict[str, int], skip: int) -> None:
        if at >= len(words):
            return
        word = words[at]
        for branch in self._branches(node, word):
            for name in branch.concepts:
                if best.get(name, 0) <= at:
                    best[name] = at + 1
            if branch.words or branch.prefixes:
                self._walk(branch, words, at + 1, best, skip)
        if node is not self._root and skip and word in FILLERS:
            self._walk(node, words, at + 1, best, skip - 1)

    def _branches(self, node: _Node, word: str) -> list[_Node]:
        found = node.words.get(word, [])
        if node.prefixes:
            found = list(found)
            for size in range(2, len(word) + 1):
                found += node.prefixes.get(word[:size], ())
        return found

    def _add(self, name: str, phrase: str) -> None:
        ends = [self._root]
        for part in phrase.split():
            after = self._step(ends, part)
            ends = [*ends, after] if part.startswith("(") else [after]
        for node in ends:
            if node is not self._root and name not in node.concepts:
                node.concepts.append(name)

    def _step(self, ends: list[_Node], part: str) -> _Node:
        if len(ends) == 1 and part in ends[0].children:
            return ends[0].children[part]
        after = _Node()
        for word in alternatives(part):
            table_key = word.rstrip("*")
            for node in ends:
                table = node.prefixes if word.endswith("*") else node.words
                table.setdefault(table_key, []).append(after)
        if len(ends) == 1:
            ends[0].children[part] = after
        return after


def alternatives(part: str) -> list[str]:
    """Return the words that a part of a phrase stands for; a part that begins with a slash is a path."""
    bare = part.strip("()")
    if bare.startswith("/") or bare.startswith("="):
        return [bare.lstrip("=")]
    return [word for word in bare.replace("|", "/").split("/") if word]
