"""The REST contract's answers, for OpenAPI and the typed client. Codes are only ever added: clients accept others."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Probability = Annotated[float, Field(ge=0, le=1)]


def _codes(*known: str) -> Any:
    """Name the codes known today; a client must take others as well, so the schema does not close the set."""
    return Field(json_schema_extra={"x-extensible-enum": list(known)})


class _Answer(BaseModel):
    model_config = ConfigDict(extra="allow")


class Problem(_Answer):
    """What went wrong (RFC 9457): what happened, what it means, what to do next."""

    type: str
    title: str
    status: int
    detail: str
    errors: list["FieldError"] = Field(default_factory=list)


class FieldError(_Answer):
    """One field that is not as it must be."""

    where: str
    what: str


class RootCause(_Answer):
    """The leading cause; with an inconclusive verdict it is the best guess so far."""

    code: str
    title: str
    confidence: Probability
    summary: str


class Contributing(_Answer):
    """A second fault, or a state that masks the first."""

    code: str
    title: str
    confidence: Probability


class Alternative(_Answer):
    """Another cause that was weighed."""

    code: str
    title: str
    confidence: Probability
    ruled_out: bool
    because: str
    evidence: list[str]


class Claim(_Answer):
    """One sentence and the evidence that carries it."""

    text: str
    evidence: list[str]


class EvidenceRequest(_Answer):
    """What was asked."""

    method: str | None
    url: str | None


class Observed(_Answer):
    """What came back, redacted and cut."""

    status: int | None
    headers: dict[str, str]
    body_excerpt: str
    body_sha256: str | None


class Evidence(_Answer):
    """One piece of evidence."""

    id: str
    kind: Annotated[str, _codes("ticket", "attachment", "probe", "answer", "offline_look")]
    name: str
    probe: str | None
    identity: Annotated[str, _codes("none", "subject", "observer", "control")] | None
    request: EvidenceRequest | None
    observed: Observed | None
    facts: list[str]
    meanings: list[str]
    at: str


class Remediation(_Answer):
    """What one role does, and the check that proves it."""

    who: str
    steps: list[str]
    check: str
    as_of: str


class Option(_Answer):
    """One answer to a question."""

    id: str
    label: str


class Question(_Answer):
    """The open question."""

    id: str
    text: str
    kind: Annotated[str, _codes("choice", "text", "url", "paste")]
    options: list[Option]
    why: str


class Verification(_Answer):
    """What the repeated probes say of the fix."""

    state: Annotated[str, _codes("fixed", "not_yet", "unknown")]
    because: str
    evidence: list[str]
    retry_after_seconds: float
    at: str


class Usage(_Answer):
    """What it has cost."""

    seconds: float
    requests: int
    failed_logins: int
    refusals: int
    controls: int
    llm_calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None


class Reasoner(_Answer):
    """Who reasoned."""

    mode: Annotated[str, _codes("rules", "llm", "degraded")]
    model: str | None
    prompts_sha256: str | None
    catalogue_version: str


class Diagnosis(_Answer):
    """A diagnosis; what is not known yet is null."""

    id: str
    status: Annotated[str, _codes("queued", "investigating", "needs_input", "concluded", "failed", "cancelled")]
    created_at: str
    updated_at: str
    view: Annotated[str, _codes("full", "reporter")]
    site: str | None
    ticket: dict[str, str]
    reporter: dict[str, str]
    verdict: Annotated[str, _codes("confirmed", "likely", "inconclusive")] | None
    root_cause: RootCause | None
    contributing: list[Contributing]
    alternatives: list[Alternative]
    claims: list[Claim]
    evidence: list[Evidence]
    explanation: str | None
    remediation: list[Remediation]
    question: Question | None
    verification: Verification | None
    usage: Usage | None
    reasoner: Reasoner | None
    error: str | None
    secret: str | None = Field(
        default=None, description="Only in the reply to an anonymous visitor's POST: send it as a bearer token to read."
    )


class DiagnosisList(_Answer):
    """A page of diagnoses, newest first, without their evidence."""

    diagnoses: list[Diagnosis]
    next_cursor: str | None


class Receipt(_Answer):
    """Taken; read the diagnosis or follow its events."""

    id: str
    status: str


class FeedbackReceipt(_Answer):
    """What was noted."""

    id: str
    correct: bool
    actual_cause: str | None


class CauseLine(_Answer):
    """One cause in the list."""

    code: str
    family: str
    title: str
    deployments: list[Annotated[str, _codes("cloud", "data_center")]]


class CauseList(_Answer):
    """Every cause."""

    catalogue_version: str
    causes: list[CauseLine]


class CauseDetail(CauseLine):
    """One cause with what speaks for and against it."""

    what: str
    basis: Annotated[str, _codes("measured", "documented", "inferred")]
    references: list[str]
    checked: str


class AuditLine(_Answer):
    """One line of the audit log."""

    id: int
    at: str
    kind: Annotated[str, _codes("access", "outbound")]
    who: str
    what: str
    status: int | None
    about: str
    peer: str


class AuditPage(_Answer):
    """A page of the audit log, newest first."""

    lines: list[AuditLine]
    next_cursor: int | None


class Health(_Answer):
    """Alive, or ready."""

    status: str


class OpsOverview(_Answer):
    """How it goes, for whoever runs the service; docs/observing.md names every field."""

    at: str
    days: int
    total: int
    open: dict[str, Any]
    verdicts: dict[str, int]
    causes: dict[str, Any]
    alike: list[dict[str, Any]]
    reliability: dict[str, Any]
    inconclusive: dict[str, Any]
    deliveries: dict[str, Any]
