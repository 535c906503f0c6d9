"""Reads a diagnosis of the REST API back into what the catalogue can rank, for checks that trust no sentence."""

from collections.abc import Collection, Mapping, Sequence
from math import log2
from typing import Any

from agent.catalogue.load import Catalogue
from agent.derive import with_derived
from agent.domain import Attachment, IncidentReport, Ranking
from agent.inference import TEMPERATURE, Seen, channel_of, deployment_of, rank
from agent.resemblance import leanings
from evals.scenarios.model import Scenario
from tools.evidence import Source, group_within
from tools.facts import Fact

_SOURCES = {"probe": Source.PROBE, "answer": Source.ANSWER, "offline_look": Source.OFFLINE}


def seen_of(evidence: Sequence[Mapping[str, Any]], only: Collection[str] | None = None) -> tuple[Seen, ...]:
    """Return the sightings of a diagnosis' evidence, or of the named pieces only."""
    return tuple(
        Seen(Fact(name), item["id"], _group(item, Fact(name)), _source(item))
        for item in evidence
        if only is None or item["id"] in only
        for name in item["facts"]
    )


def rank_again(
    catalogue: Catalogue,
    scenario: Scenario,
    seen: Sequence[Seen],
    *,
    temperature: float = TEMPERATURE,
    facts_only: bool = False,
) -> Ranking:
    """Rank the causes by sightings that were read back.

    Args:
        catalogue: The causes.
        scenario: Where they were seen; tells the deployment of a registered site and the ticket's wording.
        seen: What was seen.
        temperature: Softmax temperature.
        facts_only: Leave out what the ticket's wording as a whole leans towards.
    """
    known = (scenario.site.deployment if scenario.site.registered else None) or deployment_of(seen)
    leans = None if facts_only else leanings(catalogue, _report_of(scenario))
    return rank(catalogue, with_derived(seen, known), known, channel_of(seen), temperature, leans)


def entropy(ranking: Ranking) -> float:
    """Return how open a ranking still is, in bits."""
    return -sum(h.probability * log2(h.probability) for h in ranking.hypotheses if h.probability > 0)


def _report_of(scenario: Scenario) -> IncidentReport:
    pasted = (Attachment(one.content, kind=one.kind, name=one.name) for one in scenario.ticket.attachments)
    return IncidentReport(text=scenario.ticket.text, attachments=tuple(pasted))


def _source(item: Mapping[str, Any]) -> Source:
    if item["kind"] in _SOURCES:
        return _SOURCES[item["kind"]]
    return Source.PARSED_EXCHANGE if item.get("request") else Source.PROSE


def _group(item: Mapping[str, Any], fact: Fact) -> str:
    """Facts of one exchange depend on each other; those of prose stand in sentences of their own."""
    if _source(item) is Source.PROSE:
        return f"{item['id']}/{fact.value}"
    return group_within(f"{item['id']}/x", fact)
