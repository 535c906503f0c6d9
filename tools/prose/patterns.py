"""The pattern language of the rules, and how a pattern is matched.

A rule is one line. In a *row* the items stand in order: ``{tok} .. {expired}``. ``{a|b}`` is any of several
concepts or words, a bare word is itself (``only/just`` either, ``chang*`` a beginning). Side by side means next to
each other; ``..`` leaves up to 5 words of one clause between, ``...`` up to 10 words and commas, ``||`` the whole
sentence. A *frame* begins with ``@works``, ``@fails`` or ``@any`` and lists what its clause holds in any order:
``@works {curl} -{script}``; ``-`` means absent, ``!`` denied. Before a row, ``!`` wants it denied, ``~`` takes it
denied or not, ``?`` takes it supposed or asked too. A row is parsed when a sentence first holds its anchor, which is
its rarest part.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tools.facts import Fact
from tools.prose.phrases import FILLERS, Span
from tools.prose.scope import COMMAS, STRONG
from tools.prose.tables import small_words

_GAPS = {"..": (5, False, False), "...": (10, True, False), "||": (60, True, True)}
_ADJACENT = (0, False, False)
_FLAGS = "!~?"
MOST_CHAINS = 4


class Item(NamedTuple):
    """One place of a row: any of some concepts or words, after a gap of (words, over commas, over clauses)."""

    concepts: frozenset[str]
    words: frozenset[str]
    prefixes: tuple[str, ...]
    gap: tuple[int, bool, bool]


class Row(NamedTuple):
    """Items in order. `denied` None: denied or not."""

    fact: Fact
    items: tuple[Item, ...]
    denied: bool | None
    takes_supposed: bool
    line: str


class Frame(NamedTuple):
    """What one clause holds: an outcome and concepts in any order."""

    fact: Fact
    outcome: bool | None
    present: tuple[tuple[str, ...], ...]
    absent: tuple[str, ...]
    denied: tuple[tuple[str, ...], ...]
    line: str


class Findings(NamedTuple):
    """What stands in a sentence: its words, where each word is, and where each concept is."""

    words: Sequence[str]
    places: Mapping[str, Sequence[Span]]
    concepts: Mapping[str, Sequence[Span]]
    word_set: frozenset[str]
    concept_set: frozenset[str]


class RuleSet:
    """All rules; rows wait as text under their anchors."""

    def __init__(self, known: Container[str]) -> None:
        self._known = known
        self._by_anchor: dict[str, list[tuple[Fact, str]]] = {}
        self._rows: dict[str, list[Row]] = {}
        self.frames: list[Frame] = []
        self.literals: dict[str, tuple[str, ...]] = {}
        self.frame_names: set[str] = {"works", "fails"}

    def add(self, table: Mapping[str, Sequence[str]]) -> None:
        """Add the lines of a table by the fact's name.

        Raises:
            ValueError: No fact has that name.
        """
        for name, lines in table.items():
            fact = Fact(name)
            for line in lines:
                if line.startswith("@"):
                    self._add_frame(fact, line)
                else:
                    for anchor in _anchors(line):
                        self._by_anchor.setdefault(anchor, []).append((fact, line))

    def rows_for(self, found: Findings) -> Iterator[Row]:
        """Yield the rows whose anchor stands in the sentence; the same row may come twice."""
        for names in (found.places, found.concepts):
            for name in names:
                if name in self._by_anchor:
                    yield from self._rows_of(name)

    def _rows_of(self, anchor: str) -> list[Row]:
        rows = self._rows.get(anchor)
        if rows is None:
            rows = self._rows[anchor] = [_row(fact, line, self._known) for fact, line in self._by_anchor[anchor]]
        return rows

    def _add_frame(self, fact: Fact, line: str) -> None:
        head, *parts = line.split()
        frame = Frame(
            fact,
            {"@works": True, "@fails": False, "@any": None}[head],
            tuple(self._names(part) for part in parts if part[0] not in "-!"),
            tuple(name for part in parts if part[0] == "-" for name in self._names(part[1:])),
            tuple(self._names(part[1:]) for part in parts if part[0] == "!"),
            line,
        )
        self.frames.append(frame)
        self.frame_names.update(frame.absent, *frame.present, *frame.denied)

    def _names(self, part: str) -> tuple[str, ...]:
        if part.startswith("{"):
            return tuple(name if name in self._known else self._literal(name) for name in part.strip("{}").split("|"))
        return (self._literal(part),)

    def _literal(self, words: str) -> str:
        name = "=" + words
        self.literals[name] = (words,)
        return name


def _row(fact: Fact, line: str, known: Container[str]) -> Row:
    flags = line[: len(line) - len(line.lstrip(_FLAGS))]
    items: list[Item] = []
    gap = _ADJACENT
    for part in line[len(flags) :].split():
        if part in _GAPS:
            gap = _GAPS[part]
        else:
            items.append(_item(part, gap, known))
            gap = _ADJACENT
    return Row(fact, tuple(items), None if "~" in flags else "!" in flags, "?" in flags, line)


def _item(part: str, gap: tuple[int, bool, bool], known: Container[str]) -> Item:
    names = part.strip("{}").split("|") if part.startswith("{") else _words_of(part)
    concepts = frozenset(name for name in names if part.startswith("{") and name in known)
    words = [name for name in names if name not in concepts]
    prefixes = tuple(word[:-1] for word in words if word.endswith("*"))
    return Item(concepts, frozenset(word for word in words if not word.endswith("*")), prefixes, gap)


def _words_of(part: str) -> list[str]:
    return [part] if part.startswith("/") else [word for word in part.split("/") if word]


def _anchors(line: str) -> list[str]:
    """Choose the part of a row that is met least often; a row hangs on each of its alternatives."""
    parts = [part for part in line.lstrip(_FLAGS).split() if part not in _GAPS]
    best = min(parts, key=_commonness)
    return best.strip("{}").split("|") if best.startswith("{") else _words_of(best)


@lru_cache(maxsize=8192)
def _commonness(part: str) -> float:
    if "*" in part:
        return 999.0  # a beginning cannot be looked up
    if part.startswith("{"):
        return sum(_FREQUENT_CONCEPTS.get(name, 2.0) for name in part.strip("{}").split("|"))
    return sum(4.0 if len(word) < _SHORT or word in _FREQUENT_WORDS else 0.5 for word in part.split("/"))


_SHORT = 4
_FREQUENT_CONCEPTS = {
    **dict.fromkeys(("works", "fails", "uses", "sends", "not"), 9.0),
    **{"tried": 8.0, "tok": 6.0, "script": 6.0, "read": 5.0},
}
_FREQUENT_WORDS = small_words("frequent")


def match_row(row: Row, found: Findings) -> list[tuple[Span, ...]]:
    """Return the ways in which a row fits, each as one span per item; at most 4."""
    chains: list[tuple[Span, ...]] = [(span,) for span in _spans(row.items[0], found)]
    for item in row.items[1:]:
        if not chains:
            return []
        nexts = _spans(item, found)
        chains = [
            (*chain, span) for chain in chains for span in nexts if _fits(chain[-1][1], span[0], item.gap, found.words)
        ]
    return chains[:MOST_CHAINS]


def may_fit(row: Row, found: Findings) -> bool:
    """Tell whether all that a row needs is there, whatever its order."""
    words, concepts = found.word_set, found.concept_set
    return not any(
        words.isdisjoint(item.words) and concepts.isdisjoint(item.concepts) and not item.prefixes for item in row.items
    )


def _spans(item: Item, found: Findings) -> list[Span]:
    spans = [span for name in item.concepts for span in found.concepts.get(name, ())]
    spans += [span for word in item.words for span in found.places.get(word, ())]
    if item.prefixes:
        spans += [(at, at + 1) for at, word in enumerate(found.words) if word.startswith(item.prefixes)]
    return spans


def _fits(end: int, start: int, gap: tuple[int, bool, bool], words: Sequence[str]) -> bool:
    if start < end:
        return False
    limit, commas, clauses = gap
    counted = 0
    for word in words[end:start]:
        if word in STRONG:
            if not clauses:
                return False
        elif word in COMMAS and word != ":":
            if not commas:
                return False
        elif word != ":" and word not in FILLERS:
            counted += 1
    return counted <= limit
