"""Reads what a person wrote in English and lists the facts that it states."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tools.evidence import Sighting, Source
from tools.facts import Fact
from tools.prose.artefacts import Message, artefact_facts, messages_in
from tools.prose.clauses import FAILS, WORKS, Clause, clauses_of, predicates_of
from tools.prose.english import looks_english
from tools.prose.kinds import OF_THE_FAILING_CALL, TAKEN_WHEN_SUPPOSED
from tools.prose.patterns import Findings, Frame, Row, RuleSet, match_row, may_fit
from tools.prose.phrases import PhraseBook, Span
from tools.prose.scope import hedged_places, negators_in, reach_of
from tools.prose.settle import settle
from tools.prose.tables import read_lexicon, read_rules
from tools.prose.text import Sentence, sentences_of


def read_prose(text: str) -> tuple[Sighting, ...]:
    """Return the facts that a text states, one group per sentence ("s1", "s2", ...), each fact once per sentence.

    A text that is not English yields only what does not depend on the language: status codes, header names, URLs and
    quoted server messages.
    """
    english = looks_english(text)
    telling = messages_in(text)
    found: list[Sighting] = []
    for number, sentence in enumerate(sentences_of(text), 1):
        readable = english and sentence.words
        facts = _facts_of(sentence, telling) if readable else artefact_facts(sentence.raw, telling)
        found += [Sighting(fact, f"s{number}", Source.PROSE, sentence.quote) for fact in dict.fromkeys(facts)]
    return settle(found)


@lru_cache(maxsize=1)
def _rules() -> tuple[RuleSet, PhraseBook]:
    concepts = read_lexicon()
    rules = RuleSet(concepts)
    rules.add(read_rules())
    return rules, PhraseBook({**concepts, **rules.literals})


def _facts_of(sentence: Sentence, telling: Sequence[Message]) -> list[Fact]:
    rules, book = _rules()
    words = sentence.words
    reached = {negator: reach_of(words, negator) for negator in negators_in(words)}
    concepts = book.find(words)
    predicates = predicates_of(words, concepts, reached)
    concepts[WORKS] = [(p.start, p.end) for p in predicates if p.outcome]
    concepts[FAILS] = [(p.start, p.end) for p in predicates if not p.outcome]
    concepts = {name: spans for name, spans in concepts.items() if spans}
    found = Findings(words, _places(words), concepts, frozenset(words), frozenset(concepts))
    hedged = hedged_places(words, is_question=sentence.is_question)
    framed = {name: found.concepts[name] for name in rules.frame_names & found.concepts.keys()}
    clauses = clauses_of(words, framed, predicates, reached)
    works_only = {clause.outcome for clause in clauses if clause.outcome is not None} == {True}
    facts = [f for f in artefact_facts(sentence.raw, telling) if not (works_only and f in OF_THE_FAILING_CALL)]
    facts += _row_facts(rules, found, hedged, reached, clauses)
    facts += _frame_facts(rules.frames, clauses, hedged)
    return facts


def _places(words: Sequence[str]) -> Mapping[str, Sequence[Span]]:
    places: dict[str, list[Span]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append((at, at + 1))
    return places


def _row_facts(
    rules: RuleSet,
    found: Findings,
    hedged: frozenset[int],
    reached: Mapping[int, range],
    clauses: Sequence[Clause],
) -> Iterator[Fact]:
    done: set[Fact] = set()
    working = {place for clause in clauses if clause.outcome for place in range(clause.start, clause.end)}
    for row in rules.rows_for(found):
        if row.fact in done or not may_fit(row, found):
            continue
        chains = match_row(row, found)
        if row.fact in OF_THE_FAILING_CALL:
            chains = [chain for chain in chains if chain[-1][0] not in working]
        if any(_holds(row, chain, hedged, reached) for chain in chains):
            done.add(row.fact)
            yield row.fact


def _holds(row: Row, chain: tuple[Span, ...], hedged: frozenset[int], reached: Mapping[int, range]) -> bool:
    """Tell whether a match is stated: not supposed, and denied exactly if the rule wants that."""
    start, end = chain[0][0], chain[-1][1]
    if not row.takes_supposed and not hedged.isdisjoint(at for at, _ in chain) and row.fact not in TAKEN_WHEN_SUPPOSED:
        return False
    if row.denied is None:
        return True
    covered = {place for span in chain for place in range(*span)}
    denied = any(
        negator not in covered and (start <= negator < end or (negator < start and start in reach))
        for negator, reach in reached.items()
    )
    return denied is row.denied


def _frame_facts(frames: Sequence[Frame], clauses: Sequence[Clause], hedged: frozenset[int]) -> Iterator[Fact]:
    for clause in clauses:
        supposed = clause.start in hedged and clause.end - 1 in hedged
        for frame in frames:
            if not _fits(frame, clause) or (supposed and frame.fact not in TAKEN_WHEN_SUPPOSED):
                continue
            if not (clause.outcome and frame.fact in OF_THE_FAILING_CALL):
                yield frame.fact


def _fits(frame: Frame, clause: Clause) -> bool:
    if frame.outcome is not None and frame.outcome is not clause.outcome:
        return False
    return (
        all(not clause.present.isdisjoint(names) for names in frame.present)
        and clause.present.isdisjoint(frame.absent)
        and all(not clause.denied.isdisjoint(names) for names in frame.denied)
    )
