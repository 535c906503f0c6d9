"""Checks claims: a sentence ships only when the evidence it cites carries it."""

from collections.abc import Mapping, Sequence

from agent.case import Case
from agent.catalogue.load import Catalogue
from agent.diagnosis import Conclusion
from agent.domain import Claim


def complaints(catalogue: Catalogue, case: Case, conclusion: Conclusion, claim: Claim) -> list[str]:
    """Return what is wrong with a claim about the root cause, in words; empty when it is sound."""
    known = {item.id: item.facts for item in case.evidence}
    found = citation_complaints(known, claim.evidence)
    cited = {fact for eid in claim.evidence if eid in known for fact in known[eid]}
    cited |= {item.fact for item in case.seen if item.evidence_id in claim.evidence}  # what follows from it counts too
    bearings = catalogue.cause(conclusion.root_cause.code).bearings
    for fact in claim.facts:
        if fact not in cited:
            found.append(f"none of the cited evidence shows that {fact.meaning}")
        elif fact not in bearings or bearings[fact].strength.log_odds <= 0:
            found.append(f"that {fact.meaning} does not speak for {conclusion.root_cause.code}")
    return found


def citation_complaints(known: Mapping[str, object], cited: Sequence[str]) -> list[str]:
    """Return what is wrong with the ids that a sentence cites, in words."""
    missing = [evidence_id for evidence_id in cited if evidence_id not in known]
    found = [] if cited else ["the claim cites no evidence"]
    return [*found, f"the claim cites {', '.join(missing)}, which does not exist"] if missing else found
