"""What a diagnosis says at its end: verdict, cause, claims, alternatives, remediation and the open question."""

from dataclasses import dataclass

from agent.domain import Claim, Question, Verdict
from tools.facts import Fact


@dataclass(frozen=True, slots=True)
class RootCause:
    """The leading cause; with an inconclusive verdict it is the best guess so far."""

    code: str
    title: str
    confidence: float
    summary: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another cause that was weighed, and why it fell behind or was ruled out."""

    code: str
    title: str
    confidence: float
    ruled_out: bool
    because: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A second fault, or a state that masks the first."""

    code: str
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RemedyFor:
    """What one role does, with the site's own addresses filled in."""

    who: str
    steps: tuple[str, ...]
    check: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The answer of the rules, ready for any audience."""

    verdict: Verdict
    root_cause: RootCause
    contributing: tuple[Contribution, ...]
    alternatives: tuple[Alternative, ...]
    claims: tuple[Claim, ...]
    remediation: tuple[RemedyFor, ...]
    question: Question | None
    inseparable: tuple[str, ...]
    inseparable_says: str
    not_tried: tuple[str, ...]
    cautions: tuple[str, ...]
    retry_after_seconds: float
    leading_facts: tuple[Fact, ...]
