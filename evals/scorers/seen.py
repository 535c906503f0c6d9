"""Reads a diagnosis of the REST API back into what the catalogue can rank, for checks that trust no sentence."""

from collections.abc import Collection, Mapping, Sequence
from math import log2
from typing import Any

from agent.catalogue.load import Catalogue
from agent.derive import with_derived
from agent.domain import Ranking
from agent.inference import TEMPERATURE, Seen, channel_of, deployment_of, rank
from tools.evidence import Source, group_within
from tools.facts import Fact
from tools.site import Deployment

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
    seen: Sequence[Seen],
    deployment: Deployment | None,
    temperature: float = TEMPERATURE,
) -> Ranking:
    """Rank the causes by sightings that were read back.

    Args:
        catalogue: The causes.
        seen: What was seen.
        deployment: That of the registered site; None when none is registered.
        temperature: Softmax temperature.
    """
    known = deployment or deployment_of(seen)
    return rank(catalogue, with_derived(seen, known), known, channel_of(seen), temperature)


def entropy(ranking: Ranking) -> float:
    """Return how open a ranking still is, in bits."""
    return -sum(h.probability * log2(h.probability) for h in ranking.hypotheses if h.probability > 0)


def _source(item: Mapping[str, Any]) -> Source:
    if item["kind"] in _SOURCES:
        return _SOURCES[item["kind"]]
    return Source.PARSED_EXCHANGE if item.get("request") else Source.PROSE


def _group(item: Mapping[str, Any], fact: Fact) -> str:
    """Facts of one exchange depend on each other; those of prose stand in sentences of their own."""
    if _source(item) is Source.PROSE:
        return f"{item['id']}/{fact.value}"
    return group_within(f"{item['id']}/x", fact)
