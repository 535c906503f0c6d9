"""Reads what a person wrote in English and lists the facts that it states."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from tools.evidence import Sighting, Source
from tools.facts import Fact
from tools.prose import (
    rules_answers,
    rules_credentials,
    rules_people,
    rules_state,
    rules_surroundings,
    rules_where,
)
from tools.prose.artefacts import artefact_facts
from tools.prose.clauses import Clause, clauses_of
from tools.prose.english import looks_english
from tools.prose.kinds import OF_THE_FAILING_CALL, TAKEN_WHEN_SUPPOSED
from tools.prose.lexicon_events import EVENTS
from tools.prose.lexicon_things import THINGS
from tools.prose.patterns import Frame, Row, RuleSet, match_row
from tools.prose.phrases import Hit, PhraseBook
from tools.prose.scope import hedged_places, negators_in, reach_of
from tools.prose.settle import settle
from tools.prose.text import Sentence, sentences_of

_TABLES = (rules_where, rules_people, rules_credentials, rules_state, rules_surroundings, rules_answers)


def read_prose(text: str) -> tuple[Sighting, ...]:
    """Return the facts that a text states, one group per sentence ("s1", "s2", ...), each fact once per sentence.

    A text that is not English yields only what does not depend on the language: status codes, header names, URLs and
    quoted server messages.
    """
    sentences = sentences_of(text)
    english = looks_english(text)
    found: list[Sighting] = []
    for number, sentence in enumerate(sentences, 1):
        facts = _facts_of(sentence) if english and sentence.words else artefact_facts(sentence.raw)
        found += [Sighting(fact, f"s{number}", Source.PROSE, sentence.quote) for fact in dict.fromkeys(facts)]
    return settle(found)


@lru_cache(maxsize=1)
def _rules() -> tuple[RuleSet, PhraseBook]:
    rules = RuleSet()
    concepts = {
        name: [phrase for part in phrases.split(";") for phrase in part.splitlines() if phrase.strip()]
        for name, phrases in {**THINGS, **EVENTS}.items()
    }
    for table in _TABLES:
        rules.add(table.RULES, concepts)
    return rules, PhraseBook({**concepts, **rules.literals})


def _facts_of(sentence: Sentence) -> list[Fact]:
    rules, book = _rules()
    words = sentence.words
    hits = book.find(words)
    by_name: dict[str, list[Hit]] = {}
    for hit in hits:
        by_name.setdefault(hit.concept, []).append(hit)
    hedged = hedged_places(words, is_question=sentence.is_question)
    reached = {negator: reach_of(words, negator) for negator in negators_in(words)}
    clauses = clauses_of(words, hits)
    works_only = {clause.outcome for clause in clauses if clause.outcome is not None} == {True}
    facts = [f for f in artefact_facts(sentence.raw) if not (works_only and f in OF_THE_FAILING_CALL)]
    facts += _row_facts(rules, by_name, words, hedged, reached, clauses)
    facts += _frame_facts(rules.frames, clauses, hedged)
    return facts


def _row_facts(
    rules: RuleSet,
    by_name: dict[str, list[Hit]],
    words: Sequence[str],
    hedged: frozenset[int],
    reached: dict[int, range],
    clauses: Sequence[Clause],
) -> Iterator[Fact]:
    done: set[Fact] = set()
    working = {place for clause in clauses if clause.outcome for place in range(clause.start, clause.end)}
    for name in by_name:
        for row in rules.rows.get(name, ()):
            if row.fact in done or not all(any(n in by_name for n in item.concepts) for item in row.items):
                continue
            chains = match_row(row, by_name, words)
            if row.fact in OF_THE_FAILING_CALL:
                chains = [chain for chain in chains if chain[-1].start not in working]
            if any(_holds(row, chain, words, hedged, reached) for chain in chains):
                done.add(row.fact)
                yield row.fact


def _holds(
    row: Row, chain: tuple[Hit, ...], words: Sequence[str], hedged: frozenset[int], reached: dict[int, range]
) -> bool:
    """Tell whether a match is stated: not supposed, and denied exactly if the rule wants that."""
    start, end = chain[0].start, chain[-1].end
    if start in hedged and not row.takes_supposed and row.fact not in TAKEN_WHEN_SUPPOSED:
        return False
    if row.denied is None:
        return True
    covered = {place for hit in chain for place in range(hit.start, hit.end)}
    denied = any(
        negator not in covered and (start <= negator < end or (negator < start and start in reach))
        for negator, reach in reached.items()
    )
    return denied is row.denied


def _frame_facts(frames: Sequence[Frame], clauses: Sequence[Clause], hedged: frozenset[int]) -> Iterator[Fact]:
    for clause in clauses:
        for frame in frames:
            if frame.outcome is not None and frame.outcome is not clause.outcome:
                continue
            supposed = clause.start in hedged and clause.end - 1 in hedged
            if supposed and not frame.takes_supposed and frame.fact not in TAKEN_WHEN_SUPPOSED:
                continue
            if clause.outcome and frame.fact in OF_THE_FAILING_CALL:
                continue
            if _fits(frame, clause):
                yield frame.fact


def _fits(frame: Frame, clause: Clause) -> bool:
    return (
        all(any(name in clause.present for name in names) for names in frame.present)
        and not any(name in clause.present for name in frame.absent)
        and all(any(name in clause.denied for name in names) for names in frame.denied)
    )
