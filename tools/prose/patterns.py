"""The pattern language of the rules, and how a pattern is matched.

A rule is one line. In a *row* the items stand in order: ``{token} .. {expired}``. ``{a|b}`` is any of several concepts
or words, a bare word is itself (``only/just`` either). Side by side means next to each other; ``..`` leaves up to 5 words of one
clause between, ``...`` up to 10 words and commas, ``||`` the whole sentence. A *frame* begins with ``@works``, ``@fails``
or ``@any`` and lists what its clause holds in any order: ``@works {curl} -{script}``; ``-`` means absent, ``!`` denied.
Before a row, ``!`` wants it denied, ``~`` takes it denied or not, ``?`` takes it supposed or asked too.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from tools.facts import Fact
from tools.prose.phrases import FILLERS, Hit
from tools.prose.scope import COMMAS, STRONG

_GAPS = {"..": (5, False, False), "...": (10, True, False), "||": (60, True, True)}
_ADJACENT = (0, False, False)


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a row: any of some concepts, after a gap of (words, over commas, over clauses)."""

    concepts: tuple[str, ...]
    gap: tuple[int, bool, bool]


@dataclass(frozen=True, slots=True)
class Row:
    """Items in order."""

    fact: Fact
    items: tuple[Item, ...]
    denied: bool | None = False
    takes_supposed: bool = False
    line: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What one clause holds: an outcome and concepts in any order."""

    fact: Fact
    outcome: bool | None
    present: tuple[tuple[str, ...], ...] = ()
    absent: tuple[str, ...] = ()
    denied: tuple[tuple[str, ...], ...] = ()
    takes_supposed: bool = False
    line: str = ""


@dataclass(slots=True)
class RuleSet:
    """Rules by a concept that each of them needs, and the bare words they use."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    literals: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, tables: Mapping[Fact, str], known: Container[str]) -> None:
        """Add the lines of a table; what is not a known concept is a bare word."""
        for fact, lines in tables.items():
            for line in lines.splitlines():
                if line.strip():
                    self._add_line(fact, line.strip(), known)

    def _add_line(self, fact: Fact, line: str, known: Container[str]) -> None:
        flags = line[: len(line) - len(line.lstrip("!~?"))]
        parts = line[len(flags) :].split()
        if parts[0].startswith("@"):
            self.frames.append(self._frame(fact, parts, known, takes_supposed="?" in flags))
            return
        row = Row(fact, self._items(parts, known), None if "~" in flags else "!" in flags, "?" in flags, line)
        anchors = max((item.concepts for item in row.items), key=lambda names: (names[0].startswith("="), -len(names)))
        for name in anchors:
            self.rows.setdefault(name, []).append(row)

    def _items(self, parts: Sequence[str], known: Container[str]) -> tuple[Item, ...]:
        items: list[Item] = []
        gap = _ADJACENT
        for part in parts:
            if part in _GAPS:
                gap = _GAPS[part]
                continue
            items.append(Item(self._names(part, known), gap))
            gap = _ADJACENT
        return tuple(items)

    def _frame(self, fact: Fact, parts: Sequence[str], known: Container[str], *, takes_supposed: bool) -> Frame:
        outcome = {"@works": True, "@fails": False, "@any": None}[parts[0]]
        present = tuple(self._names(part, known) for part in parts[1:] if part[0] not in "-!")
        denied = tuple(self._names(part[1:], known) for part in parts[1:] if part[0] == "!")
        absent = tuple(name for part in parts[1:] if part[0] == "-" for name in self._names(part[1:], known))
        return Frame(fact, outcome, present, absent, denied, takes_supposed, " ".join(parts))

    def _names(self, part: str, known: Container[str]) -> tuple[str, ...]:
        if not part.startswith("{"):
            return (self._literal(part),)
        names = part.strip("{}").split("|")
        return tuple(name if name in known else self._literal(name) for name in names)

    def _literal(self, words: str) -> str:
        name = "=" + words
        self.literals.setdefault(name, (words,))
        return name


def match_row(row: Row, hits: Mapping[str, Sequence[Hit]], words: Sequence[str]) -> list[tuple[Hit, ...]]:
    """Return the ways in which a row fits, each as one hit per item; at most 4."""
    chains: list[tuple[Hit, ...]] = [(hit,) for name in row.items[0].concepts for hit in hits.get(name, ())]
    for item in row.items[1:]:
        nexts = [hit for name in item.concepts for hit in hits.get(name, ())]
        chains = [(*chain, hit) for chain in chains for hit in nexts if _fits(chain[-1].end, hit.start, item.gap, words)]
        if not chains:
            return []
    return chains[:4]


def _fits(end: int, start: int, gap: tuple[int, bool, bool], words: Sequence[str]) -> bool:
    if start < end:
        return False
    limit, commas, clauses = gap
    counted = 0
    for word in words[end:start]:
        if word in STRONG:
            if not clauses:
                return False
        elif word in COMMAS:
            if not commas:
                return False
        elif word not in FILLERS:
            counted += 1
    return counted <= limit
