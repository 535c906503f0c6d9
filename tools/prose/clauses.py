"""Cuts a sentence into clauses, each with an outcome (it works, it fails) and the concepts it speaks of."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from tools.prose.phrases import Span
from tools.prose.scope import COMMAS, JOINTS, NOUN_NEGATORS, STRONG

WORKS, FAILS = "works", "fails"


class Clause(NamedTuple):
    """One clause. `outcome` is True when it says that something works, False when it fails, None when neither."""

    start: int
    end: int
    outcome: bool | None
    present: frozenset[str]
    denied: frozenset[str]


class Predicate(NamedTuple):
    """Words that say that something works or fails; `start` is where the denial begins, if there is one."""

    start: int
    end: int
    outcome: bool


def clauses_of(
    words: Sequence[str],
    hits: Mapping[str, Sequence[Span]],
    predicates: Sequence[Predicate],
    reached: Mapping[int, range],
) -> list[Clause]:
    """Return the clauses of a sentence in order; `reached` says what each negator denies."""
    negators = list(reached)
    used = {n for p in predicates for n in negators if p.start <= n < p.end}
    clauses: list[Clause] = []
    for start, end in _spans(words, predicates):
        inside = [p for p in predicates if start <= p.start < end]
        outcome = inside[-1].outcome if inside else _inherited(words, start, end, clauses, negators)
        free = [n for n in negators if start <= n < end and n not in used]
        denied = {place for n in free for place in reached[n]}
        own = [(name, at) for name, spans in hits.items() for at, _ in spans if start <= at < end]
        present = frozenset(name for name, at in own if at not in denied)
        refused = frozenset(name for name, at in own if at in denied) - present
        clauses.append(Clause(start, end, outcome, present, refused))
    return _joined(clauses)


def predicates_of(
    words: Sequence[str], hits: Mapping[str, Sequence[Span]], reached: Mapping[int, range]
) -> list[Predicate]:
    """Find what works or fails, longest words first; a "not" before it turns it round and belongs to it."""
    found: list[Predicate] = []
    taken: set[int] = set()
    candidates = [(start, end, name == WORKS) for name in (WORKS, FAILS) for start, end in hits.get(name, ())]
    for start, end, outcome in sorted(candidates, key=lambda c: (c[0] - c[1], c[0])):
        if taken.intersection(range(start, end)):
            continue
        taken.update(range(start, end))
        denying = [n for n, reach in reached.items() if n < start in reach and words[n] not in NOUN_NEGATORS][:1]
        found.append(Predicate(min([start, *denying]), end, outcome is not bool(denying)))
    return sorted(found, key=lambda p: p.start)


def _spans(words: Sequence[str], predicates: Sequence[Predicate]) -> list[tuple[int, int]]:
    cuts = {index for index, word in enumerate(words) if word in STRONG}
    for left, right in pairwise(predicates):
        between = range(left.end, right.start)
        if cuts.intersection(between):
            continue
        joints = [i for i in between if words[i] in COMMAS or words[i] in JOINTS]
        if joints and (left.outcome != right.outcome or right.start - left.end > _NEAR):
            cuts.add(joints[0] if words[joints[0]] in COMMAS else joints[-1])
        elif left.outcome != right.outcome:
            cuts.add(right.start)
    edges = [0, *sorted(cuts), len(words)]
    return [(a, b) for a, b in pairwise(edges) if b > a]


_NEAR = 2


def _inherited(
    words: Sequence[str], start: int, end: int, before: Sequence[Clause], negators: Sequence[int]
) -> bool | None:
    """Turn the outcome of the clause before round ("..., but not in the browser")."""
    opening = set(range(start, min(start + 3, end)))
    if before and before[-1].outcome is not None and opening.intersection(n for n in negators if words[n] == "not"):
        return not before[-1].outcome
    return None


def _joined(clauses: Sequence[Clause]) -> list[Clause]:
    """Lend what a clause without outcome speaks of to the clause before, or to the next when it comes first."""
    out: list[Clause] = []
    held: Clause | None = None
    for clause in clauses:
        if clause.outcome is None and out:
            out[-1] = _merged(out[-1], clause, out[-1].outcome)
        elif clause.outcome is None and held is None:
            held = clause
        elif held is not None:
            out.append(_merged(held, clause, clause.outcome))
            held = None
        else:
            out.append(clause)
    return [*out, held] if held is not None else out


def _merged(first: Clause, second: Clause, outcome: bool | None) -> Clause:  # noqa: FBT001 - a tri-state value, no flag
    return Clause(
        first.start,
        second.end,
        outcome,
        first.present | second.present,
        (first.denied | second.denied) - first.present - second.present,
    )
