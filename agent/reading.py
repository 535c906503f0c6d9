"""Reads a ticket with the model: what the rules' own reader cannot, in any language, and only as far as code can check.

The model copies the ticket's words and restates them in plain English. A fact counts when the words stand in the
ticket, letter by letter, and when the rules' own reader takes the same fact from the restatement. In English the
restatement must also keep to the quote's words. What is admitted is hearsay, as any ticket's word is: it can never
prove a cause.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import prompts
from agent.case import Deps, add_evidence
from agent.mind import Mind, prompt_of
from agent.model.port import ModelTrouble
from agent.replies import Item, ReadTicket, taken, ticket_shape
from agent.shown import plain
from tools.evidence import Evidence, EvidenceKind, Sighting, Source
from tools.facts import Fact
from tools.prose import looks_english, read_prose

READ_BY_MODEL = "as read by the model"
_ALREADY_READ = "read_by_model"
_MAX_TOKENS = 1000
_SHORTEST_QUOTE, _QUOTE_CHARS = 8, 200
_LEAST_SHARED = 0.5
_SHORTEST_TICKET, _AROUND_IT_CHARS = 1000, 2000
_WORD = re.compile(r"[^\W\d_]{4,}")
_OTHERS = frozenset({
    "deployment_cloud", "deployment_data_center", "channel_script", "channel_browser", "channel_app",
    "secret_api_token", "secret_dc_pat", "secret_password", "secret_oauth2_token", "sent_basic", "sent_bearer",
})  # fmt: skip
OFFERED = tuple(fact for fact in Fact if fact.value.startswith("told_") or fact.value in _OTHERS)
"""What a person can state. Words of servers are left to the rules, which read them in any language."""

_LIST_CHARS = sum(len(fact.value) + len(fact.meaning) + 3 for fact in OFFERED)


@dataclass(frozen=True, slots=True)
class Admitted:
    """One statement that passed: which evidence states it, in which words, and the fact."""

    evidence_id: str
    quote: str
    fact: Fact


def unread(deps: Deps, *, foreign_only: bool) -> list[Evidence]:
    """List the evidence in people's own words that the model has not read yet."""
    done = set(deps.case.learned.get(_ALREADY_READ, "").split())
    words = [item for item in deps.case.evidence if item.text.strip() and item.kind in _WORDS and item.id not in done]
    return [item for item in words if not (foreign_only and looks_english(item.text))]


_WORDS = frozenset({EvidenceKind.TICKET, EvidenceKind.ATTACHMENT})


async def read_with_model(deps: Deps, mind: Mind, items: Sequence[Evidence]) -> bool:
    """Let the model read, and keep as evidence what passes. Tells whether a new fact was found."""
    if _room(mind) < _SHORTEST_TICKET:
        return False  # the list of facts alone would fill the model's context
    learned = deps.case.learned
    learned[_ALREADY_READ] = " ".join([*learned.get(_ALREADY_READ, "").split(), *(item.id for item in items)])
    text = plain("\n\n".join(item.text for item in items))[: _room(mind)]
    parts = prompts.fill("read", facts="\n".join(f"{f.value}: {f.meaning}" for f in OFFERED), ticket=text)
    try:
        found = taken(ReadTicket, await mind.ask(prompt_of("read", parts, ticket_shape(), _MAX_TOKENS)))
    except ModelTrouble as trouble:
        mind.note(trouble)
        return False
    new = admitted(found.items, items, deps.case.facts)
    if new:
        await add_evidence(deps, [_evidence(deps, new)])
    return bool(new)


def admitted(found: Iterable[Item], items: Sequence[Evidence], known: Iterable[Fact]) -> list[Admitted]:
    """Keep the statements that code can check, each new fact once."""
    seen = set(known)
    kept = []
    for one in found:
        source = next((item for item in items if _quotes(item.text, one.quote)), None)
        fact = _OFFERED.get(one.fact)
        if source is None or fact is None or fact in seen or not _restates(one, fact):
            continue
        seen.add(fact)
        kept.append(Admitted(source.id, one.quote.strip()[:_QUOTE_CHARS], fact))
    return kept


_OFFERED = {fact.value: fact for fact in OFFERED}


def _restates(one: Item, fact: Fact) -> bool:
    """Tell whether the rules take the same fact from the restatement, and whether it keeps to the quote."""
    if len(one.english) > _QUOTE_CHARS or fact not in {s.fact for s in read_prose(one.english)}:
        return False
    if not looks_english(one.quote):
        return True
    said = {word[:4] for word in _WORD.findall(one.quote.lower())}
    again = {word[:4] for word in _WORD.findall(one.english.lower())}
    return bool(again) and len(said & again) / len(again) >= _LEAST_SHARED


def _quotes(text: str, quote: str) -> bool:
    wanted = " ".join(quote.split())
    return len(wanted) >= _SHORTEST_QUOTE and wanted in " ".join(text.split())


def _evidence(deps: Deps, new: Sequence[Admitted]) -> Evidence:
    sightings = tuple(Sighting(one.fact, f"m{number}", Source.PROSE, one.quote) for number, one in enumerate(new, 1))
    at = deps.clock().isoformat()
    return Evidence("", EvidenceKind.TICKET, at, sightings, name=READ_BY_MODEL)


def _room(mind: Mind) -> int:
    """Return the characters that are left for the ticket beside the list of facts."""
    return mind.chars - _LIST_CHARS - _AROUND_IT_CHARS
