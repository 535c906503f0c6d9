"""Finds concepts in a row of words. A concept is a set of phrases that say the same thing.

How a phrase is written: ``log/logs/logged in/into`` stands for all combinations, ``expir*`` for every word that begins
so, ``(access) token`` for a word that may be missing, ``all+other/most`` for an alternative of two words. Articles and
small adverbs inside a phrase are skipped.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from tools.prose.tables import small_words

FILLERS = small_words("fillers")
_SKIP = 2
_KEPT_WORDS = 5000
_LONGEST_PREFIX = 16


Span = tuple[int, int]
"""A concept stands at words[start:end]."""


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
        self._openings: dict[str, tuple[tuple[str, ...], list[_Node]]] = {}
        for name, phrases in concepts.items():
            for phrase in phrases:
                self._add(name, phrase)

    def find(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Return every concept, with the longest of its phrases that begin at each word."""
        found: dict[str, list[Span]] = defaultdict(list)
        for start, word in enumerate(words):
            alone, longer = self._opening(word)
            best = dict.fromkeys(alone, start + 1)
            for branch in longer:
                self._walk(branch, words, start + 1, best, _SKIP)
            for name, end in best.items():
                found[name].append((start, end))
        return found

    def _opening(self, word: str) -> tuple[tuple[str, ...], list[_Node]]:
        """Return the concepts that a word names alone, and the phrases that it opens; kept, since words recur."""
        known = self._openings.get(word)
        if known is None:
            branches = self._branches(self._root, word)
            alone = dict.fromkeys(name for branch in branches for name in branch.concepts)
            known = tuple(alone), [branch for branch in branches if branch.words or branch.prefixes]
            if len(self._openings) < _KEPT_WORDS:
                self._openings[word] = known
        return known

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
        if skip and word in FILLERS:
            self._walk(node, words, at + 1, best, skip - 1)

    def _branches(self, node: _Node, word: str) -> list[_Node]:
        found = node.words.get(word, [])
        if node.prefixes:
            found = list(found)
            for size in range(2, min(len(word), _LONGEST_PREFIX) + 1):
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
        plain, special = alternatives(part)
        for node in ends:
            table = node.words
            for word in plain:
                if word in table:
                    table[word].append(after)
                else:
                    table[word] = [after]
        for alternative in special:
            *first, last = alternative.split("+")
            fronts = ends
            for word in first:
                between = _Node()
                _link(fronts, word, between)
                fronts = [between]
            _link(fronts, last, after)
        if len(ends) == 1:
            ends[0].children[part] = after
        return after


def _link(fronts: list[_Node], word: str, after: _Node) -> None:
    for node in fronts:
        table = node.prefixes if word.endswith("*") else node.words
        table.setdefault(word.rstrip("*"), []).append(after)


@lru_cache(maxsize=8192)
def alternatives(part: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that a part stands for: whole ones, and those with a star or a plus; "/x" is a path."""
    bare = part.strip("()")
    if bare.startswith(("/", "=")):
        return (bare.lstrip("="),), ()
    words = [word for word in bare.replace("|", "/").split("/") if word]
    if "*" not in bare and "+" not in bare:
        return tuple(words), ()
    special = tuple(word for word in words if word.endswith("*") or "+" in word)
    return tuple(word for word in words if word not in special), special
