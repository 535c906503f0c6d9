"""Opens diagnoses, runs their line, takes messages in, and keeps the store true all along."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Any

from agent.case import Case, Deps
from agent.catalogue.load import Catalogue
from agent.domain import Status
from agent.graph import Graph, run_line
from agent.intake import answer_evidence, read_attachment, read_text
from agent.planner import Planner
from agent.ports import Event, EventName, Prober
from api.errors import Problem, not_found
from api.incident import numbered_evidence, put_away, report_from, report_from_stored, storable
from api.present import answer_of
from api.schemas import IncidentIn, MessageIn
from api.store.records import Accepted, NewDiagnosis, StoredDiagnosis
from api.store.store import Store
from tools.clock import now_utc
from tools.evidence import Evidence
from tools.facts import Fact
from tools.parsers import PasteError
from tools.site import Site
from tools.vault import Vault

logger = logging.getLogger(__name__)
_QUIET = frozenset({EventName.HYPOTHESES_RANKED, EventName.QUESTION_ASKED})
ProberFor = Callable[[Case], Prober]


@dataclass(slots=True)
class Desk:
    """Everything a diagnosis needs from the process it runs in."""

    store: Store
    vault: Vault
    catalogue: Catalogue
    sites: Mapping[str, Site]
    graph: Graph
    prober_for: ProberFor
    news: "News"
    planner: Planner
    clock: Callable[[], datetime] = now_utc


class News:
    """Wakes those who wait for a diagnosis in this process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}

    def tell(self, diagnosis_id: str) -> None:
        """Wake everybody who waits for this diagnosis."""
        for event in self._waiting.get(diagnosis_id, ()):
            event.set()

    async def wait(self, diagnosis_id: str, seconds: float) -> None:
        """Wait until something happens to the diagnosis, or the time is over."""
        event = asyncio.Event()
        waiting = self._waiting.setdefault(diagnosis_id, set())
        waiting.add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            waiting.discard(event)
            if not waiting:
                self._waiting.pop(diagnosis_id, None)


@dataclass(slots=True)
class StoreRecorder:
    """Writes evidence and events; what nobody waits for rides along with the next write."""

    desk: Desk
    held: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    async def record(self, diagnosis_id: str, evidence: Sequence[Evidence], events: Sequence[Event]) -> None:
        """Store new evidence and events."""
        self.held += [(event.name.value, event.fields) for event in events]
        if not evidence and all(event.name in _QUIET for event in events):
            return
        told, self.held = self.held, []
        await self.desk.store.record(diagnosis_id, self.desk.clock().isoformat(), evidence, told)
        self.desk.news.tell(diagnosis_id)


async def open_diagnosis(
    desk: Desk, body: IncidentIn, owner: str, site: Site | None, key: str | None, body_sha256: str
) -> tuple[Accepted, Case]:
    """Read the incident, store it redacted, and return the accepted diagnosis with its case.

    Raises:
        Problem: A paste cannot be read or is too large.
        api.store.records.KeyReused: The idempotency key was used with another body.
    """
    report = report_from(body)
    case = Case(f"dg_{secrets.token_hex(12)}", report, site)
    put_away(body.credential, site, case, desk.vault)
    now = desk.clock()
    case.evidence = await _off_loop_when_large(body, lambda: numbered_evidence(case, now))
    case.report = replace(report, text="", attachments=())
    new = NewDiagnosis(
        id=case.id,
        at=now.isoformat(),
        owner=owner,
        site=site.id if site else "",
        ticket_key=body.ticket.key,
        report={**storable(report, body), "subject": case.subject},
        evidence=tuple(case.evidence),
        events=((EventName.STARTED.value, {}), *((EventName.EVIDENCE_ADDED.value, _told(e)) for e in case.evidence)),
        idempotency_key=key,
        body_sha256=body_sha256,
    )
    return await desk.store.accept(new), case


async def run_diagnosis(desk: Desk, case: Case) -> None:
    """Run the line to a question or to its end, and store the answer. Never raises for what a site does."""
    started = monotonic()
    deps = Deps(case, desk.catalogue, StoreRecorder(desk), desk.prober_for(case), desk.clock, desk.planner)
    await _save(desk, case, Status.INVESTIGATING, {})
    ended = False
    try:
        async with asyncio.timeout(case.report.budget.seconds + 30):
            waiting = await run_line(desk.graph, deps)
        ended = True
    finally:
        if not ended:
            await _save(desk, case, Status.FAILED, {}, [(EventName.FAILED.value, {"error": "internal"})])
    case.usage.seconds += monotonic() - started
    status = Status.NEEDS_INPUT if waiting else Status.CONCLUDED
    await _finish(desk, case, deps, status)


async def take_message(desk: Desk, row: StoredDiagnosis, body: MessageIn) -> Case:
    """Store what a message brings as evidence and return the case, ready to run on.

    Raises:
        Problem: The question is not the open one, the option is none of its, or a paste cannot be read.
    """
    case = await load_case(desk, row)
    now = desk.clock()
    drafts: list[Evidence] = []
    if body.answer is not None:
        drafts.append(_answered(desk, row, body.answer.question, body.answer.option, now))
    try:
        if body.text.strip():
            drafts += read_text(body.text, case.deployment, now)
        for attachment in report_from(IncidentIn(text="-", attachments=body.attachments)).attachments:
            drafts += read_attachment(attachment, case.deployment, now)
    except PasteError as fault:
        raise Problem(422, "Attachment not readable", str(fault)) from None
    put_away(body.credential, case.site, case, desk.vault)
    if body.credential is not None:
        case.probes_run.clear()
    numbered = [replace(item, id=f"E{len(case.evidence) + index}") for index, item in enumerate(drafts, 1)]
    case.evidence += numbered
    told = [(EventName.EVIDENCE_ADDED.value, _told(e)) for e in numbered]
    at = now.isoformat()
    await desk.store.record(case.id, at, numbered, told)
    await desk.store.save_progress(case.id, at, {"status": Status.INVESTIGATING.value})
    desk.news.tell(case.id)
    return case


async def load_case(desk: Desk, row: StoredDiagnosis) -> Case:
    """Rebuild a case from the store."""
    progress = row.progress
    case = Case(row.id, report_from_stored(row.report), desk.sites.get(row.site))
    case.evidence = await desk.store.evidence_of(row.id)
    case.subject = progress.get("subject") or row.report.get("subject")
    case.asked = list(progress.get("asked", ()))
    case.probes_run = list(progress.get("probes_run", ()))
    case.learned = dict(progress.get("learned", {}))
    case.not_tried = list(progress.get("not_tried", ()))
    for name, value in progress.get("usage", {}).items():
        setattr(case.usage, name, value)
    return case


async def find_own(desk: Desk, diagnosis_id: str, may_see: Callable[[StoredDiagnosis], bool]) -> StoredDiagnosis:
    """Return a diagnosis that the caller may see.

    Raises:
        Problem: It does not exist, or it is not the caller's; the two are not told apart.
    """
    row = await desk.store.find(diagnosis_id)
    if row is None or not may_see(row):
        raise not_found("diagnosis")
    return row


async def _finish(desk: Desk, case: Case, deps: Deps, status: Status) -> None:
    conclusion = case.conclusion
    recorder = deps.recorder
    held = recorder.held if isinstance(recorder, StoreRecorder) else []
    told: list[tuple[str, Mapping[str, Any]]] = list(held)
    if conclusion is not None and status is Status.CONCLUDED:
        fields = {"verdict": conclusion.verdict.value, "code": conclusion.root_cause.code}
        told.append((EventName.CONCLUDED.value, fields))
    changed = {
        "answer": answer_of(case),
        "cause": conclusion.root_cause.code if conclusion else "",
    }
    await _save(desk, case, status, changed, told)


async def _save(
    desk: Desk,
    case: Case,
    status: Status,
    changed: Mapping[str, Any],
    told: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> None:
    progress = {
        "asked": case.asked,
        "probes_run": case.probes_run,
        "learned": case.learned,
        "not_tried": case.not_tried,
        "subject": case.subject,
        "usage": {name: getattr(case.usage, name) for name in case.usage.__slots__},
    }
    values = {"status": status.value, "progress": progress, **changed}
    await desk.store.save_progress(case.id, desk.clock().isoformat(), values, told)
    desk.news.tell(case.id)


def _answered(desk: Desk, row: StoredDiagnosis, question_id: str, option_id: str, now: datetime) -> Evidence:
    open_question = (row.answer or {}).get("question") or {}
    if row.status != Status.NEEDS_INPUT.value or open_question.get("id") != question_id:
        raise Problem(409, "Question not open", "This question is not the open one. Read the diagnosis again.")
    question = desk.catalogue.questions[question_id]
    option = next((o for o in question.options if o.id == option_id), None)
    if option is None:
        offered = ", ".join(o.id for o in question.options)
        raise Problem(422, "No such option", f"The question {question_id} has the options {offered}.")
    facts: tuple[Fact, ...] = option.facts
    return answer_evidence(f"{question.text} {option.label}", facts, now)


async def _off_loop_when_large(body: IncidentIn, read: Callable[[], list[Evidence]]) -> list[Evidence]:
    size = len(body.text) + sum(len(a.content) for a in body.attachments)
    if size <= 256 * 1024:
        return read()
    try:
        async with asyncio.timeout(5):
            return await asyncio.to_thread(read)
    except TimeoutError:
        raise Problem(
            413, "Too much to read", "Reading this took over 5 seconds. Send the failing request and its reply only."
        ) from None


def _told(item: Evidence) -> dict[str, Any]:
    return {"evidence": item.id, "kind": item.kind.value, "facts": [fact.value for fact in item.facts]}
