"""How sure the diagnosis is: confirmed, likely or inconclusive, by rules that can be read in one screen."""

from collections.abc import Sequence

from agent.catalogue.entry import Basis, Cause, Strength
from agent.catalogue.load import Catalogue
from agent.domain import Group, Hypothesis, Ranking, Verdict
from agent.inference import OBSERVED, Seen
from tools.facts import Fact

CONFIRMED_FROM = 0.9
LIKELY_FROM = 0.6
GROUP_LIKELY_FROM = 0.8
STILL_POSSIBLE_FROM = 0.02
_NO_CAUSE = frozenset({"unknown_cause"})


def judge(catalogue: Catalogue, ranking: Ranking, seen: Sequence[Seen]) -> Verdict:
    """Return the verdict on the leading hypothesis."""
    leader = ranking.leader
    if leader.code in _NO_CAUSE:
        return Verdict.INCONCLUSIVE
    if is_confirmed(catalogue, ranking, seen):
        return Verdict.CONFIRMED
    group = inseparable_group(catalogue, ranking, seen)
    if leader.probability >= LIKELY_FROM:
        return Verdict.LIKELY
    if group and sum(h.probability for h in ranking.hypotheses if h.code in group.codes) >= GROUP_LIKELY_FROM:
        return Verdict.LIKELY
    return Verdict.INCONCLUSIVE


def is_confirmed(catalogue: Catalogue, ranking: Ranking, seen: Sequence[Seen]) -> bool:
    """Tell whether the leader is proven: by a decisive fact, with every look-alike excluded and nothing against it.

    The facts alone must lead there; what the wording leans towards proves nothing.
    """
    leader = ranking.leader
    cause = catalogue.cause(leader.code)
    return (
        min(leader.probability, leader.by_facts) >= CONFIRMED_FROM
        and cause.basis is not Basis.INFERRED
        and _has_decisive_fact(cause, seen)
        and not _contradicted(cause, seen)
        and all(_excluded(catalogue, ranking, other.code) for other in cause.look_alikes)
    )


def open_look_alikes(catalogue: Catalogue, ranking: Ranking) -> tuple[Hypothesis, ...]:
    """List the leader's look-alikes that nothing has excluded yet."""
    cause = catalogue.cause(ranking.leader.code)
    codes = [o.code for o in cause.look_alikes if not _excluded(catalogue, ranking, o.code)]
    return tuple(ranking.of(code) for code in codes if code in catalogue.causes)


def inseparable_group(catalogue: Catalogue, ranking: Ranking, seen: Sequence[Seen]) -> Group | None:
    """Return the declared group that the leader cannot be told apart from, given what was seen.

    A group holds while one of its `given` facts was seen, the leader is a member and at least one other member is
    still possible.
    """
    facts = {item.fact for item in seen}
    leader = ranking.leader.code
    known = catalogue.causes
    for group in catalogue.groups:
        if leader not in group.codes or not facts.intersection(group.given):
            continue
        others = [ranking.of(code) for code in group.codes if code != leader and code in known]
        if any(not other.refuted_by and other.probability >= STILL_POSSIBLE_FROM for other in others):
            return group
    return None


def _has_decisive_fact(cause: Cause, seen: Sequence[Seen]) -> bool:
    return any(item.source in OBSERVED and _bears(cause, item.fact, Strength.DECISIVE) for item in seen)


def _bears(cause: Cause, fact: Fact, strength: Strength) -> bool:
    bearing = cause.bearings.get(fact)
    return bearing is not None and bearing.strength is strength and bearing.basis is not Basis.INFERRED


def _contradicted(cause: Cause, seen: Sequence[Seen]) -> bool:
    against = {Strength.AGAINST_STRONG, Strength.REFUTES}
    return any((bearing := cause.bearings.get(item.fact)) is not None and bearing.strength in against for item in seen)


def _excluded(catalogue: Catalogue, ranking: Ranking, code: str) -> bool:
    cause = catalogue.causes.get(code)
    if cause is None:
        return True
    if ranking.deployment is not None and ranking.deployment not in cause.deployments:
        return True
    return bool(ranking.of(code).refuted_by)
