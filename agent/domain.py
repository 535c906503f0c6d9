"""The nouns of a diagnosis: hypothesis, verdict, claim, remediation, question, diagnosis."""

from dataclasses import dataclass, field
from enum import StrEnum

from tools.evidence import Evidence
from tools.facts import Fact
from tools.site import Deployment


class Verdict(StrEnum):
    """How sure the diagnosis is, by the rules of agent/verdict.py."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    INCONCLUSIVE = "inconclusive"


class Channel(StrEnum):
    """Who makes the failing calls; priors differ by it."""

    SCRIPT = "script"
    BROWSER = "browser"
    APP = "app"


class Status(StrEnum):
    """The life of a diagnosis."""

    QUEUED = "queued"
    INVESTIGATING = "investigating"
    NEEDS_INPUT = "needs_input"
    CONCLUDED = "concluded"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One cause with its probability and what speaks for and against it.

    Attributes:
        code: Cause code.
        probability: Between 0 and 1; all hypotheses add up to 1.
        supported_by: (fact, evidence id) that speak for it, strongest first.
        contradicted_by: (fact, evidence id) that speak against it, strongest first.
        refuted_by: (fact, evidence id) that rule it out; empty when it is not ruled out.
        decisive: (fact, evidence id) that speak for it and for nothing else.
        by_facts: The probability that the facts alone give, without what the ticket's wording leans towards.
    """

    code: str
    probability: float
    supported_by: tuple[tuple[Fact, str], ...] = ()
    contradicted_by: tuple[tuple[Fact, str], ...] = ()
    refuted_by: tuple[tuple[Fact, str], ...] = ()
    decisive: tuple[tuple[Fact, str], ...] = ()
    by_facts: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """All hypotheses, most probable first, with the frame they were judged in."""

    hypotheses: tuple[Hypothesis, ...]
    deployment: Deployment | None
    channel: Channel | None

    @property
    def leader(self) -> Hypothesis:
        """The most probable hypothesis."""
        return self.hypotheses[0]

    def of(self, code: str) -> Hypothesis:
        """Return the hypothesis of that code.

        Raises:
            KeyError: No such code.
        """
        for hypothesis in self.hypotheses:
            if hypothesis.code == code:
                return hypothesis
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence and the evidence that carries it."""

    text: str
    evidence: tuple[str, ...]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports the incident, as far as they said."""

    email: str = ""
    username: str = ""
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One paste: kind is auto, text, curl, har, headers, log or traceback."""

    content: str
    kind: str = "auto"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a diagnosis may spend."""

    seconds: float = 60.0
    probes: int = 12
    llm_tokens: int = 30000


@dataclass(frozen=True, slots=True)
class Rights:
    """What may be looked up for whoever asked.

    Attributes:
        observer: The service's own accounts may be used at all.
        person: They may look up the person whom the report names; the credential's own account is always known.
        verified_username: Whom a visitor's token proves them to be, "" when it names no user; None: no visitor asks.
    """

    observer: bool = True
    person: bool = True
    verified_username: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """What came in. It holds no secret: `credential_handle` points into the vault."""

    text: str = ""
    site_id: str | None = None
    site_url_given: str = ""
    reporter: Reporter = field(default_factory=Reporter)
    space_key: str = ""
    page_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    credential_handle: str | None = None
    password_probe_consent: bool = False
    language: str = "en"
    budget: Budget = field(default_factory=Budget)
    rights: Rights = field(default_factory=Rights)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, with the facts that it yields and how often it is given."""

    id: str
    label: str
    facts: tuple[Fact, ...]
    base: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a person that separates causes; data of the catalogue."""

    id: str
    text: str
    kind: str
    options: tuple[Option, ...]
    why: str
    deployments: tuple[Deployment, ...]
    asked_when: tuple[Fact, ...] = ()
    not_asked_when: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Causes that public facts cannot separate, given only certain evidence."""

    id: str
    codes: tuple[str, ...]
    given: tuple[Fact, ...]
    says: str
    question: str


__all__ = [
    "Attachment",
    "Budget",
    "Channel",
    "Claim",
    "Evidence",
    "Group",
    "Hypothesis",
    "IncidentReport",
    "Option",
    "Question",
    "Ranking",
    "Reporter",
    "Rights",
    "Status",
    "Verdict",
]
