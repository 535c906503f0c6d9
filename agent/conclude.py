"""From ranked hypotheses to a conclusion that can be checked sentence by sentence."""

from collections.abc import Sequence

from agent.case import Case, Deps
from agent.catalogue.entry import Basis, Cause, Strength
from agent.catalogue.load import Catalogue
from agent.diagnosis import Alternative, Conclusion, Contribution, RemedyFor, RootCause
from agent.domain import Claim, Group, Hypothesis, Question, Ranking, Verdict
from agent.inference import Seen
from agent.verdict import inseparable_group, judge
from agent.wording import clause_with_place, fill, sentence
from tools.evidence import EvidenceKind
from tools.facts import Fact

SHOWN_FROM = 0.02
_SHOWN_ALTERNATIVES = 6
UNREMARKABLE = "less of what was seen speaks for it"
_SHOWN_CLAIMS = 6
_CONTRIBUTES_FROM = 0.5


def conclude(deps: Deps, ranking: Ranking, question: Question | None) -> Conclusion:
    """Build the conclusion from the case as it stands."""
    case, catalogue = deps.case, deps.catalogue
    seen = case.seen
    verdict = judge(catalogue, ranking, seen)
    group = inseparable_group(catalogue, ranking, seen)
    cause = catalogue.cause(ranking.leader.code)
    return Conclusion(
        verdict=verdict,
        root_cause=RootCause(cause.code, cause.title, _stated(ranking.leader.probability), fill(cause.what, case)),
        contributing=contributions(catalogue, ranking, seen),
        alternatives=alternatives(catalogue, case, ranking, group),
        claims=claims(case, ranking.leader),
        remediation=remedies(cause, case),
        question=question,
        inseparable=group.codes if group else (),
        inseparable_says=group.says if group else "",
        not_tried=tuple(dict.fromkeys(case.not_tried)),
        cautions=cautions(case, cause, verdict),
        retry_after_seconds=case.retry_after_seconds,
        leading_facts=tuple(dict.fromkeys(fact for fact, _ in ranking.leader.supported_by)),
    )


def claims(case: Case, leader: Hypothesis) -> tuple[Claim, ...]:
    """State what speaks for the leading cause, one sentence per fact, each with its evidence."""
    by_fact: dict[Fact, list[str]] = {}
    for fact, evidence_id in leader.supported_by:
        by_fact.setdefault(fact, []).append(evidence_id)
    return tuple(
        Claim(sentence(clause_with_place(case, fact, ids[0])), tuple(ids), (fact,)) for fact, ids in by_fact.items()
    )[:_SHOWN_CLAIMS]


def alternatives(catalogue: Catalogue, case: Case, ranking: Ranking, group: Group | None) -> tuple[Alternative, ...]:
    """List the other causes that matter: the look-alikes, the group, and whatever is still probable."""
    leader = catalogue.cause(ranking.leader.code)
    wanted = {other.code for other in leader.look_alikes} | set(group.codes if group else ())
    chosen = [
        h
        for h in ranking.hypotheses[1:]
        if h.code != "unknown_cause" and _matters(h, wanted) and _fits(catalogue, ranking, h)
    ]
    return tuple(_alternative(catalogue, case, leader, h) for h in chosen[: _SHOWN_ALTERNATIVES + len(wanted)])


def contributions(catalogue: Catalogue, ranking: Ranking, seen: Sequence[Seen]) -> tuple[Contribution, ...]:
    """List second faults: causes with a decisive fact of their own, and states that mask the leader."""
    leader = ranking.leader
    leading_groups = {(fact, evidence_id) for fact, evidence_id in leader.decisive}
    rest = sum(h.probability for h in ranking.hypotheses[1:]) or 1.0
    found = []
    for hypothesis in ranking.hypotheses[1:]:
        cause = catalogue.cause(hypothesis.code)
        own = [pair for pair in hypothesis.decisive if pair not in leading_groups]
        if hypothesis.refuted_by or not (own or (cause.masking and _strongly_seen(cause, seen))):
            continue
        confidence = min(0.99, hypothesis.probability / rest)
        if cause.masking or confidence >= _CONTRIBUTES_FROM:
            found.append(Contribution(cause.code, cause.title, confidence))
    return tuple(found[:3])


def remedies(cause: Cause, case: Case) -> tuple[RemedyFor, ...]:
    """Return the remediation that fits the deployment, with the registered site's addresses filled in."""
    deployment = case.deployment
    return tuple(
        RemedyFor(item.who.value, tuple(fill(step, case) for step in item.steps), fill(item.check, case), cause.checked)
        for item in cause.remediation
        if item.deployment is None or deployment is None or item.deployment is deployment
    )


def cautions(case: Case, cause: Cause, verdict: Verdict) -> tuple[str, ...]:
    """Say plainly what limits the answer."""
    notes = []
    if cause.basis is Basis.INFERRED:
        notes.append(
            "What is known of this cause is inferred, not measured or documented, so the answer stays at likely."
        )
    if verdict is Verdict.CONFIRMED and not any(item.kind is EvidenceKind.PROBE for item in case.evidence):
        notes.append("This rests on the server's words as pasted; Unlatch itself asked no site.")
    return tuple(notes)


def _stated(probability: float) -> float:
    """No answer is stated as certain."""
    return min(probability, 0.99)


def _matters(hypothesis: Hypothesis, wanted: set[str]) -> bool:
    """What is improbable matters only where it was ruled out for a reason."""
    if hypothesis.probability >= SHOWN_FROM:
        return True
    return hypothesis.code in wanted and bool(hypothesis.refuted_by or hypothesis.contradicted_by)


def _strongly_seen(cause: Cause, seen: Sequence[Seen]) -> bool:
    strong = {Strength.STRONG, Strength.DECISIVE}
    return any((b := cause.bearings.get(item.fact)) is not None and b.strength in strong for item in seen)


def _fits(catalogue: Catalogue, ranking: Ranking, hypothesis: Hypothesis) -> bool:
    return ranking.deployment is None or ranking.deployment in catalogue.cause(hypothesis.code).deployments


def _alternative(catalogue: Catalogue, case: Case, leader: Cause, hypothesis: Hypothesis) -> Alternative:
    cause = catalogue.cause(hypothesis.code)
    against = hypothesis.refuted_by or hypothesis.contradicted_by
    if against:
        because = "; ".join(dict.fromkeys(clause_with_place(case, fact, eid) for fact, eid in against[:2]))
    else:
        how = next((other.how for other in leader.look_alikes if other.code == cause.code), "")
        because = how or UNREMARKABLE
    return Alternative(
        code=cause.code,
        title=cause.title,
        confidence=hypothesis.probability,
        ruled_out=bool(hypothesis.refuted_by),
        because=because,
        evidence=tuple(dict.fromkeys(eid for _, eid in against[:2])),
    )
