"""Opens diagnoses, runs their line, takes messages in, and keeps the store true all along."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from agent.case import Case
from agent.catalogue.load import Catalogue
from agent.domain import Rights, Status
from agent.graph import Graph
from agent.intake import answer_evidence, read_attachment, read_text
from agent.planner import Planner
from agent.ports import EventName, Prober
from api.errors import Problem, not_found
from api.incident import numbered_evidence, put_away, remarks_on, report_from, report_from_stored, storable
from api.mind import MindFor, no_mind
from api.news import News
from api.observing.watching import Watching
from api.outbox.callbacks import Callback
from api.questions import note_question
from api.schemas import CredentialIn, IncidentIn, MessageIn
from api.sealing import Sealer
from api.store.records import (
    Accepted,
    Change,
    Destination,
    NewDiagnosis,
    Overtaken,
    Sealed,
    StoredDiagnosis,
)
from api.store.store import Store
from tools.clock import now_utc
from tools.evidence import Evidence
from tools.facts import Fact
from tools.parsers import PasteError
from tools.site import Site
from tools.vault import Forgotten, Vault

logger = logging.getLogger(__name__)
ProberFor = Callable[[Case], Prober]
READ_ON_LOOP_CHARS = 16 * 1024
"""Reading more takes long enough to be felt by others, so it is done on a thread."""

TAKES_MESSAGES = frozenset({Status.NEEDS_INPUT.value, Status.CONCLUDED.value})


@dataclass(slots=True)
class Desk:
    """Everything a diagnosis needs from the process it runs in."""

    store: Store
    vault: Vault
    catalogue: Catalogue
    sites: Mapping[str, Site]
    graph: Graph
    prober_for: ProberFor
    news: News
    planner: Planner
    mind_for: MindFor = no_mind
    clock: Callable[[], datetime] = now_utc
    sealer: Sealer | None = None
    retention_days: int = 30
    callbacks: Mapping[str, Callback] = field(default_factory=dict)
    watching: Watching = field(default_factory=Watching)


async def open_diagnosis(
    desk: Desk,
    body: IncidentIn,
    owner: str,
    site: Site | None,
    key: str | None,
    body_sha256: str,
    rights: Rights = Rights(),  # noqa: B008 - immutable
    destination: Destination | None = None,
) -> tuple[Accepted, Case]:
    """Read the incident, store it redacted, and return the accepted diagnosis with its case.

    Raises:
        Problem: A paste cannot be read or is too large.
        api.store.records.KeyReused: The idempotency key was used with another body.
    """
    report = replace(report_from(body), rights=rights)
    case = Case(f"dg_{secrets.token_hex(12)}", report, site, body.ticket.key)
    now = desk.clock()
    sealed = take_credential(desk, body.credential, case, now)
    case.evidence = await _off_loop_when_large(body, lambda: numbered_evidence(case, now))
    case.report = replace(report, text="", attachments=())
    stored = {**storable(report, body), "subject": case.subject}
    case.not_tried = remarks_on(stored, site)
    new = NewDiagnosis(
        id=case.id,
        at=now.isoformat(),
        owner=owner,
        site=site.id if site else "",
        ticket_key=body.ticket.key,
        report=stored,
        evidence=tuple(case.evidence),
        events=((EventName.STARTED.value, {}), *((EventName.EVIDENCE_ADDED.value, _told(e)) for e in case.evidence)),
        idempotency_key=key,
        body_sha256=body_sha256,
        sealed=sealed,
        destination=destination,
    )
    return await desk.store.accept(new), case


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
    sealed = take_credential(desk, body.credential, case, now)
    if body.credential is not None:
        case.probes_run.clear()
    numbered = [replace(item, id=f"E{len(case.evidence) + index}") for index, item in enumerate(drafts, 1)]
    case.evidence += numbered
    note_question(case, row, body, numbered, has_model=desk.mind_for is not no_mind)
    told = [(EventName.EVIDENCE_ADDED.value, _told(e)) for e in numbered]
    changed: dict[str, Any] = {"status": Status.QUEUED.value, "progress": progress_of(case)}
    if body.consent.password_probe:
        case.report = replace(case.report, password_probe_consent=True)
        changed["report"] = {**row.report, "password_probe_consent": True}
    change = Change(now.isoformat(), changed, numbered, told, only_from=TAKES_MESSAGES, enlist=True, sealed=sealed)
    try:
        await desk.store.change(case.id, change)
    except Overtaken:
        raise Problem(409, "Not waiting", "The diagnosis went on meanwhile. Read it again before you answer.") from None
    desk.news.tell(case.id)
    return case


async def load_case(desk: Desk, row: StoredDiagnosis) -> Case:
    """Rebuild a case from the store."""
    progress = row.progress
    case = Case(row.id, report_from_stored(row.report), desk.sites.get(row.site), row.ticket_key)
    case.evidence = await desk.store.evidence_of(row.id)
    case.subject = progress.get("subject") or row.report.get("subject")
    case.asked = list(progress.get("asked", ()))
    case.probes_run = list(progress.get("probes_run", ()))
    case.learned = dict(progress.get("learned", {}))
    case.not_tried = list(progress.get("not_tried", ())) or remarks_on(row.report, case.site)
    case.verifying = progress.get("verifying", "")
    case.asking = progress.get("asking", "")
    case.messages = list(progress.get("messages", ()))
    for name, value in progress.get("usage", {}).items():
        setattr(case.usage, name, value)
    _recall_form(desk, case)
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


def progress_of(case: Case) -> dict[str, Any]:
    """Return what a repeated run must know besides the evidence."""
    return {
        "asked": list(case.asked),
        "probes_run": list(case.probes_run),
        "learned": dict(case.learned),
        "not_tried": list(case.not_tried),
        "subject": case.subject,
        "verifying": case.verifying,
        "asking": case.asking,
        "messages": case.messages,
        "usage": {name: getattr(case.usage, name) for name in case.usage.__slots__},
    }


def take_credential(desk: Desk, given: CredentialIn | None, case: Case, now: datetime) -> Sealed | None:
    """Keep the credential in this process, or, where another process will run the diagnosis, seal it only."""
    secret = put_away(given, case.site, case, desk.vault)
    if secret is None or desk.sealer is None or case.subject is None:
        return None
    desk.vault.forget(case.subject)
    return desk.sealer.seal(secret, case.id, now)


def _recall_form(desk: Desk, case: Case) -> None:
    if case.subject is None:
        return
    try:
        case.subject_form = desk.vault.form_of(case.subject)
    except Forgotten:
        case.subject = None


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
    if size <= READ_ON_LOOP_CHARS:
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
