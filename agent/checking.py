"""Checks what a model wrote, sentence by sentence, before any of it ships.

A sentence must name a fact that its evidence shows and that the catalogue counts for the cause, and may bring in no
number, name, address or header value of its own (agent/grounding.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.case import Case
from agent.catalogue.load import Catalogue
from agent.claims import citation_complaints, complaints
from agent.diagnosis import Conclusion
from agent.domain import Claim
from agent.grounding import Ground, folded, ungrounded
from agent.replies import Excluded, Judgement, Sentence
from agent.shown import ground_of
from tools.facts import Fact

_FACTS = {fact.value: fact for fact in Fact}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a model's sentences about one conclusion are held against.

    Attributes:
        refuted: Facts and evidence that rule a cause out, by its code.
        hosts: Hosts that an address with a scheme may have.
    """

    catalogue: Catalogue
    case: Case
    conclusion: Conclusion
    refuted: Mapping[str, Sequence[tuple[Fact, str]]]
    hosts: frozenset[str]

    @property
    def code(self) -> str:
        """The leading cause's code."""
        return self.conclusion.root_cause.code


def judgement_complaints(frame: Frame, found: Judgement) -> list[str]:
    """Return everything that is wrong with a model's answer, each with its place in it; empty when all is sound."""
    english = found.language.lower().startswith("en")
    listed = [
        *((f"reporter {n}", sentence_complaints(frame, s, english=english)) for n, s in enumerate(found.reporter, 1)),
        *((f"claims {n}", sentence_complaints(frame, s, english=True)) for n, s in enumerate(found.claims, 1)),
        *((f"ruled_out {n}", excluded_complaints(frame, e)) for n, e in enumerate(found.ruled_out, 1)),
    ]
    told = [f"{place}: {complaint}" for place, wrong in listed for complaint in wrong]
    if against := frame.refuted.get(found.cause):
        fact, eid = against[0]
        told.append(f"cause: {found.cause} is ruled out, since {fact.meaning} ({eid})")
    return told


def sentence_complaints(frame: Frame, sentence: Sentence, *, english: bool) -> list[str]:
    """Return what is wrong with one sentence about the leading cause."""
    fact = _FACTS.get(sentence.fact)
    if fact is None:
        return [f"{sentence.fact!r} is no fact of the list"]
    claim = Claim(sentence.text, tuple(sentence.evidence), (fact,))
    found = complaints(frame.catalogue, frame.case, frame.conclusion, claim)
    ground = _ground(frame, sentence.evidence, frame.code, english=english)
    return found + ungrounded(sentence.text, ground)


def excluded_complaints(frame: Frame, excluded: Excluded) -> list[str]:
    """Return what is wrong with one sentence about a cause that is ruled out."""
    against = frame.refuted.get(excluded.code)
    if against is None:
        return [f"{excluded.code!r} is not ruled out by the evidence"]
    known = {item.id: item.facts for item in frame.case.evidence}
    found = citation_complaints(known, excluded.evidence)
    if not {eid for _, eid in against}.intersection(excluded.evidence):
        found.append(f"the cited evidence does not rule {excluded.code} out")
    ground = _ground(frame, excluded.evidence, excluded.code, english=True)
    return found + ungrounded(excluded.text, ground)


def _ground(frame: Frame, ids: Sequence[str], code: str, *, english: bool) -> Ground:
    cause = frame.catalogue.cause(code)
    about = f"{cause.title}\n{cause.what}"
    if code == frame.code:
        about += f"\n{frame.conclusion.root_cause.title}\n{frame.conclusion.root_cause.summary}"
    own: Collection[str] = {folded(code), folded(cause.title), folded(frame.conclusion.root_cause.title)}
    described = folded(about)
    others = [name for name in _names(frame.catalogue) if name not in own and name not in described]
    reporter = frame.case.report.reporter.email
    return Ground(f"{ground_of(frame.case, ids)}\n{about}\n{reporter}", set(ids), frame.hosts, others, english)


def _names(catalogue: Catalogue) -> tuple[str, ...]:
    return _names_of(tuple((cause.code, cause.title) for cause in catalogue.causes.values()))


@lru_cache(maxsize=2)
def _names_of(pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return codes of more than one word and titles; a one-word code may be an ordinary word."""
    return tuple(folded(name) for pair in pairs for name in pair if "_" in name or " " in name)
