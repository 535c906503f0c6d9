"""The working memory of one diagnosis: the report, the evidence so far and what was already done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.catalogue.load import Catalogue
from agent.derive import with_derived
from agent.diagnosis import Conclusion
from agent.domain import IncidentReport, Ranking
from agent.inference import Seen, channel_of, deployment_of, rank, seen_in
from agent.mind import Mind, Reasoner
from agent.planner import Planner
from agent.ports import Clock, Event, EventName, Prober, Recorder, Watch, unwatched
from agent.resemblance import leanings
from tools.credential_form import CredentialForm
from tools.evidence import Evidence, EvidenceKind
from tools.facts import Fact
from tools.probes.spec import Target
from tools.site import Deployment, Site

_WRITTEN = frozenset({EvidenceKind.TICKET, EvidenceKind.ATTACHMENT})
VERIFICATION = "verification"
"""Name of evidence that came after the answer, when the fix was looked at; it does not change the answer."""


@dataclass(slots=True)
class Usage:
    """What a diagnosis has cost so far."""

    seconds: float = 0.0
    requests: int = 0
    failed_logins: int = 0
    refusals: int = 0
    controls: int = 0
    logins_withheld: int = 0
    llm_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None


@dataclass(slots=True)
class Case:
    """Everything that a run of the graph works on; rebuilt from the store when a run is repeated.

    `verifying` is the status to return to while a fix is looked at, "" while the cause is looked for. `asking` is the
    evidence id of a question that waits for an answer; `messages` are the questions asked and answered so far.
    """

    id: str
    report: IncidentReport
    site: Site | None = None
    ticket_key: str = ""
    subject: str | None = None
    subject_form: CredentialForm | None = None
    evidence: list[Evidence] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    probes_run: list[str] = field(default_factory=list)
    learned: dict[str, str] = field(default_factory=dict)
    not_tried: list[str] = field(default_factory=list)
    retry_after_seconds: float = 0.0
    usage: Usage = field(default_factory=Usage)
    conclusion: Conclusion | None = None
    explanation: str = ""
    reasoner: Reasoner = field(default_factory=Reasoner)
    ranked: tuple[int, Ranking] | None = None
    sighted: tuple[tuple[int, Site | None], tuple[Seen, ...]] | None = None
    leanings: dict[str, float] | None = None
    verifying: str = ""
    asking: str = ""
    messages: list[dict[str, str]] = field(default_factory=list)

    @property
    def as_written(self) -> str:
        """What the person wrote and pasted, as it is kept: the report itself is gone once a run is repeated."""
        kept = (item for item in self.evidence if item.kind in _WRITTEN)
        return "\n".join(part for item in kept for part in _parts_of(item) if part)

    @property
    def facts(self) -> frozenset[Fact]:
        """Every fact seen so far."""
        return frozenset(fact for item in self.evidence for fact in item.facts)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Every sighting so far, with what follows from it; worked out once for the same evidence."""
        now = (len(self.evidence), self.site)
        if self.sighted is None or self.sighted[0] != now:
            plain = seen_in([item for item in self.evidence if item.name != VERIFICATION])
            derived = with_derived(plain, self.site.deployment if self.site else deployment_of(plain))
            self.sighted = (now, derived)
        return self.sighted[1]

    @property
    def deployment(self) -> Deployment | None:
        """The registered site's deployment, else what the evidence agrees on."""
        return self.site.deployment if self.site else deployment_of(seen_in(self.evidence))

    def evidence_of(self, evidence_id: str) -> Evidence:
        """Return the evidence of that id.

        Raises:
            KeyError: No such evidence.
        """
        for item in self.evidence:
            if item.id == evidence_id:
                return item
        raise KeyError(evidence_id)


@dataclass(frozen=True, slots=True)
class Deps:
    """What the nodes of the graph need besides the state."""

    case: Case
    catalogue: Catalogue
    recorder: Recorder
    prober: Prober
    clock: Clock
    planner: Planner
    mind: Mind | None = None
    watch: Watch = unwatched


async def add_evidence(deps: Deps, drafts: Sequence[Evidence], events: Sequence[Event] = ()) -> list[Evidence]:
    """Number new evidence, store it, then let the case use it."""
    case = deps.case
    numbered = [replace(item, id=f"E{len(case.evidence) + index}") for index, item in enumerate(drafts, 1)]
    news = [Event(EventName.EVIDENCE_ADDED, _told(item)) for item in numbered]
    await deps.recorder.record(case.id, numbered, [*events, *news])
    case.evidence.extend(numbered)
    return numbered


def rank_case(deps: Deps) -> Ranking:
    """Rank all causes by the case's evidence; the same evidence is ranked once."""
    case = deps.case
    if case.ranked is None or case.ranked[0] != len(case.evidence):
        seen = case.seen
        if case.leanings is None:
            case.leanings = leanings(deps.catalogue, IncidentReport(text=case.as_written))
        ranking = rank(deps.catalogue, seen, case.deployment, channel_of(seen), leanings=case.leanings)
        case.ranked = (len(case.evidence), ranking)
    return case.ranked[1]


def _parts_of(item: Evidence) -> tuple[str, ...]:
    exchange = item.exchange
    return (item.text, exchange.body, exchange.error or "") if exchange else (item.text,)


def target_of(deps: Deps) -> Target:
    """Describe for the probes what this diagnosis is about.

    Raises:
        ValueError: The case has no registered site; nothing may be asked then.
    """
    case = deps.case
    if case.site is None:
        raise ValueError("no registered site, so there is nothing to probe")
    reporter = case.report.reporter
    return Target(
        site=case.site,
        now=deps.clock(),
        known=case.facts,
        learned=dict(case.learned),
        space_key=case.report.space_key,
        page_id=case.report.page_id,
        person_account_id=reporter.account_id,
        person_username=reporter.username,
        person_email=reporter.email,
        subject=case.subject,
        subject_form=case.subject_form,
        password_probe_consent=case.report.password_probe_consent,
        failing_urls=tuple(url for item in case.evidence if (url := _pasted_url(item))),
    )


def _pasted_url(item: Evidence) -> str | None:
    if item.kind is EvidenceKind.PROBE or item.exchange is None:
        return None
    return item.exchange.url


def _told(item: Evidence) -> dict[str, object]:
    return {
        "evidence": item.id,
        "kind": item.kind.value,
        "probe": item.probe,
        "identity": item.identity.value if item.identity else None,
        "status": item.exchange.status if item.exchange else None,
        "facts": [fact.value for fact in item.facts],
    }
