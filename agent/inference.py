"""Facts in, ranked hypotheses out: naive Bayes over the catalogue's named strengths.

Facts of one exchange or sentence are not independent. Per cause only the strongest fact of such a group counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log

from agent.catalogue.entry import Cause, Strength
from agent.catalogue.load import Catalogue
from agent.domain import Channel, Hypothesis, Ranking
from tools.evidence import Evidence, Sighting, Source
from tools.facts import Fact
from tools.site import Deployment

TEMPERATURE = 1.0
"""Log odds are divided by it; above 1 it makes every answer less sure. Fitted by the evals."""

CHANNEL_DOUBT = 0.1
"""How often it is not known rightly who makes the failing calls: a ticket about a browser may mention a script."""

WRONG_DEPLOYMENT = log(0.0005)
_ODDS = {strength: strength.log_odds for strength in Strength}
_TOLD_ODDS = {**_ODDS, Strength.DECISIVE: log(60), Strength.REFUTES: log(0.03)}
"""People can be mistaken: what somebody says neither proves nor rules out alone."""

OBSERVED = frozenset({Source.PROBE, Source.PARSED_EXCHANGE, Source.OFFLINE})
"""What a machine saw, as against what somebody wrote."""

_WHEN_OBSERVED = 0.5
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """One fact with the evidence and group it was seen in."""

    fact: Fact
    evidence_id: str
    group: str
    source: Source


def seen_in(evidence: Iterable[Evidence]) -> tuple[Seen, ...]:
    """List every sighting of all evidence, groups made unique over the whole diagnosis."""
    return tuple(
        Seen(sighting.fact, item.id, f"{item.id}/{_group_of(sighting)}", sighting.source)
        for item in evidence
        for sighting in item.sightings
    )


def _group_of(sighting: Sighting) -> str:
    """What was sent, what came back and what people saw are independent of each other, even in one sentence."""
    if sighting.source is not Source.PROSE:
        return sighting.group
    return f"{sighting.group}/{sighting.fact.value.partition('_')[0]}"


def rank(
    catalogue: Catalogue,
    seen: Sequence[Seen],
    deployment: Deployment | None,
    channel: Channel | None,
    temperature: float = TEMPERATURE,
    leanings: Mapping[str, float] | None = None,
) -> Ranking:
    """Rank all causes by what was seen and by what the ticket's wording leans towards.

    Args:
        catalogue: The causes with their bearings.
        seen: Every sighting of the diagnosis.
        deployment: Known deployment; causes of the other one are all but ruled out. None leaves it open.
        channel: Who makes the calls; chooses the priors. None takes their mean.
        temperature: Softmax temperature.
        leanings: Log odds by cause code from the wording as a whole; halved once something was observed.
    """
    found = _drafts(catalogue, seen)
    drafts = [(found[cause.code], _log_prior(cause, deployment, channel)) for cause in catalogue.causes.values()]
    scores = [(sum(draft.best.values()) + prior) / temperature for draft, prior in drafts]
    by_facts = _shares(scores)
    if leanings:
        share = _WHEN_OBSERVED if any(item.source in OBSERVED for item in seen) else 1.0
        scores = [s + share * leanings.get(draft.code, 0.0) for s, (draft, _) in zip(scores, drafts, strict=True)]
    rows = zip(drafts, _shares(scores), by_facts, strict=True)
    hypotheses = [draft.finish(probability, alone) for (draft, _), probability, alone in rows]
    hypotheses.sort(key=lambda h: (-h.probability, h.code))
    return Ranking(tuple(hypotheses), deployment, channel)


def _shares(scores: Sequence[float]) -> list[float]:
    """Turn log odds into probabilities that add up to 1."""
    top = max(scores)
    weights = [exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def likelihood(cause: Cause, facts: Iterable[Fact]) -> float:
    """Return how much more often the facts of one answer are seen under the cause than on average."""
    strongest = 0.0
    for fact in facts:
        bearing = cause.bearings.get(fact)
        if bearing and abs(bearing.strength.log_odds) > abs(strongest):
            strongest = bearing.strength.log_odds
    return exp(strongest)


_Hit = tuple[float, Seen, Strength]
"""Log odds, and what gave them how much strength."""


@dataclass(slots=True)
class _Draft:
    code: str
    best: dict[str, float] = field(default_factory=dict)
    hits: list[_Hit] = field(default_factory=list)

    def finish(self, probability: float, by_facts: float) -> Hypothesis:
        if not self.hits:
            return Hypothesis(self.code, probability, by_facts=by_facts)
        supported: dict[tuple[Fact, str], None] = {}  # dicts, since a pair is named once and the order counts
        contradicted: dict[tuple[Fact, str], None] = {}
        proven: dict[Strength, dict[tuple[Fact, str], None]] = {Strength.REFUTES: {}, Strength.DECISIVE: {}}
        for odds, sighting, strength in sorted(self.hits, key=_least_telling):
            pair = (sighting.fact, sighting.evidence_id)
            (supported if odds > 0 else contradicted)[pair] = None
            if strength in proven and sighting.source is not Source.PROSE:
                proven[strength][pair] = None
        return Hypothesis(
            code=self.code,
            probability=probability,
            supported_by=tuple(supported)[:_SHOWN],
            contradicted_by=tuple(contradicted)[:_SHOWN],
            refuted_by=tuple(proven[Strength.REFUTES]),
            decisive=tuple(proven[Strength.DECISIVE]),
            by_facts=by_facts,
        )


def _least_telling(hit: _Hit) -> float:
    return -abs(hit[0])


def _drafts(catalogue: Catalogue, seen: Sequence[Seen]) -> dict[str, _Draft]:
    """Go through what was seen once, and from each fact to the causes that it bears on."""
    drafts = {code: _Draft(code) for code in catalogue.causes}
    counted: set[Fact] = set()
    for sighting in seen:
        is_new = sighting.fact not in counted  # saying the same thing twice makes it no truer
        counted.add(sighting.fact)
        odds_of = _TOLD_ODDS if sighting.source is Source.PROSE else _ODDS
        for code, strength in catalogue.bearing_on.get(sighting.fact, ()):
            draft, odds = drafts[code], odds_of[strength]
            draft.hits.append((odds, sighting, strength))
            if is_new and abs(odds) > abs(draft.best.get(sighting.group, 0.0)):
                draft.best[sighting.group] = odds
    return drafts


def _log_prior(cause: Cause, deployment: Deployment | None, channel: Channel | None) -> float:
    weights = [prior.weight for prior in cause.priors.values()]
    mean = sum(weights) / len(weights)
    prior = log(max(cause.priors[channel].weight, CHANNEL_DOUBT * mean) if channel else mean)
    if deployment is not None and deployment not in cause.deployments:
        return prior + WRONG_DEPLOYMENT
    return prior


def deployment_of(seen: Sequence[Seen]) -> Deployment | None:
    """Return the deployment that the facts agree on, or None while they are silent or disagree."""
    facts = {item.fact for item in seen}
    cloud, data_center = facts & _CLOUD_SIGNS, facts & _DATA_CENTER_SIGNS
    if bool(cloud) == bool(data_center):
        return None
    return Deployment.CLOUD if cloud else Deployment.DATA_CENTER


def channel_of(seen: Sequence[Seen]) -> Channel | None:
    """Return who makes the failing calls, by the most sightings; None while nothing tells."""
    counts = {channel: sum(item.fact is fact for item in seen) for channel, fact in _CHANNEL_FACTS.items()}
    if counts[Channel.APP]:
        counts[Channel.APP] += counts[Channel.SCRIPT]  # an app calls as a script does, so what shows a script fits it
    best = max(counts.values())
    return next((channel for channel, count in counts.items() if count == best), None) if best else None


_CLOUD_SIGNS = frozenset({Fact.DEPLOYMENT_CLOUD, Fact.SITE_IS_CLOUD})
_DATA_CENTER_SIGNS = frozenset({Fact.DEPLOYMENT_DATA_CENTER})
_CHANNEL_FACTS = {
    Channel.APP: Fact.CHANNEL_APP,
    Channel.SCRIPT: Fact.CHANNEL_SCRIPT,
    Channel.BROWSER: Fact.CHANNEL_BROWSER,
}
