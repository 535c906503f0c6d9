"""Runs a diagnosis to a question or to its end, and keeps the store true all along, whatever happens to the process."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from agent.case import Case, Deps
from agent.domain import Status
from agent.graph import forget_thread, run_line
from agent.ports import Event, EventName
from agent.safe_commands import safe_commands
from api.casework import Desk, load_case, progress_of
from api.observing.watching import line_of
from api.present import answer_of
from api.store.records import Change, Claim, Overtaken, StoreUnavailable
from api.talking import talked_change
from api.verifying import verified_change
from tools.evidence import Evidence
from tools.vault import form_of

logger = logging.getLogger(__name__)
MAX_CRASHES = 5
CREDENTIAL_GONE = "the given credential is not kept any more; send it again in a message to go on with it"
_QUIET = frozenset({EventName.HYPOTHESES_RANKED, EventName.QUESTION_ASKED})


@dataclass(slots=True)
class StoreRecorder:
    """Writes evidence, progress and events for one run; what nobody waits for rides along with the next write."""

    desk: Desk
    case: Case
    attempt: int
    held: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    async def record(self, diagnosis_id: str, evidence: Sequence[Evidence], events: Sequence[Event]) -> None:
        """Store new evidence and events, and what was done for them, so that a lost run is not done twice."""
        self.held += [(event.name.value, event.fields) for event in events]
        if not evidence and all(event.name in _QUIET for event in events):
            return
        told, self.held = self.held, []
        changed = {"progress": progress_of(self.case)}
        change = Change(self.desk.clock().isoformat(), changed, evidence, told, attempt=self.attempt)
        await self.desk.store.change(diagnosis_id, change)
        self.desk.news.tell(diagnosis_id)


async def run_diagnosis(desk: Desk, case: Case) -> None:
    """Run a case that is at hand to a question or to its end. Never raises for what a site does."""
    claim = await desk.store.claim(case.id, desk.clock().isoformat())
    if claim is not None:
        await _run(desk, case, claim)


async def run_stored(desk: Desk, diagnosis_id: str) -> None:
    """Run a diagnosis from what is stored of it: in another process, or again after its run was lost."""
    claim = await desk.store.claim(diagnosis_id, desk.clock().isoformat())
    row = await desk.store.find(diagnosis_id) if claim is not None else None
    if claim is None or row is None:
        return
    case = await load_case(desk, row)
    await _recall_credential(desk, case)
    if case.subject is None and row.report.get("subject") and CREDENTIAL_GONE not in case.not_tried:
        case.not_tried.append(CREDENTIAL_GONE)
    try:
        await _run(desk, case, claim)
    finally:
        if desk.sealer is not None and case.subject is not None:
            desk.vault.forget(case.subject)


async def _run(desk: Desk, case: Case, claim: Claim) -> None:
    if claim.crashes >= MAX_CRASHES:
        logger.error("diagnosis %s was lost with its process %d times; it is not tried again", case.id, claim.crashes)
        await _fail(desk, case, claim)
        return
    try:
        with desk.watching.turn(case):
            await _run_line(desk, case, claim)
    except Overtaken:
        logger.info("diagnosis %s was cancelled, erased or taken over; this run ends", case.id)
        if await desk.store.find(case.id) is None:
            await forget_thread(desk.graph, case.id)
    except StoreUnavailable:
        raise
    except asyncio.CancelledError:
        await asyncio.shield(_give_back(desk, case, claim))
        raise
    except BaseException:
        await _fail(desk, case, claim)
        raise


async def _run_line(desk: Desk, case: Case, claim: Claim) -> None:
    started = monotonic()
    recorder = StoreRecorder(desk, case, claim.attempt)
    mind, stage = desk.mind_for(case), desk.watching.tracing.stage
    deps = Deps(case, desk.catalogue, recorder, desk.prober_for(case), desk.clock, desk.planner, mind, stage)
    if case.verifying:
        await _look_at_fix(desk, deps, recorder)
        return
    if case.asking and await _answered(desk, deps, recorder):
        return
    async with asyncio.timeout(case.report.budget.seconds + 30):
        waiting = await run_line(desk.graph, deps)
    case.usage.seconds += monotonic() - started
    await _finish(desk, case, recorder, Status.NEEDS_INPUT if waiting else Status.CONCLUDED)
    if not waiting:
        await forget_thread(desk.graph, case.id)


async def _answered(desk: Desk, deps: Deps, recorder: StoreRecorder) -> bool:
    """Answer a question about the answer; False when it brought something new, so that the line runs again."""
    case, started = deps.case, monotonic()
    async with asyncio.timeout(case.report.budget.seconds + 30):
        changed = await talked_change(desk, deps)
    case.usage.seconds += monotonic() - started
    if changed is None:
        return False
    change = Change(desk.clock().isoformat(), changed, events=recorder.held, attempt=recorder.attempt)
    await desk.store.change(case.id, change)
    desk.news.tell(case.id)
    return True


async def _look_at_fix(desk: Desk, deps: Deps, recorder: StoreRecorder) -> None:
    """Repeat what told the cause apart; the answer stays, and with it the state of before."""
    case, started = deps.case, monotonic()
    async with asyncio.timeout(case.report.budget.seconds + 30):
        changed, told = await verified_change(desk, deps)
    case.usage.seconds += monotonic() - started
    values = {**changed, "progress": progress_of(case)}
    change = Change(desk.clock().isoformat(), values, events=[*recorder.held, told], attempt=recorder.attempt)
    await desk.store.change(case.id, change)
    if case.subject is not None:
        desk.vault.forget(case.subject)
    desk.news.tell(case.id)


async def _finish(desk: Desk, case: Case, recorder: StoreRecorder, status: Status) -> None:
    conclusion = case.conclusion
    told = list(recorder.held)
    if conclusion is not None and status is Status.CONCLUDED:
        fields = {"verdict": conclusion.verdict.value, "code": conclusion.root_cause.code}
        told.append((EventName.CONCLUDED.value, fields))
    changed = {
        "status": status.value,
        "progress": progress_of(case),
        "answer": answer_of(case) | {"commands": safe_commands(case, desk.planner)},
        "cause": conclusion.root_cause.code if conclusion else "",
    }
    change = Change(desk.clock().isoformat(), changed, events=told, attempt=recorder.attempt)
    await desk.store.change(case.id, change)
    _tell_end(desk, case, changed)
    if status is Status.CONCLUDED and case.subject is not None:
        desk.vault.forget(case.subject)
    desk.news.tell(case.id)


def _tell_end(desk: Desk, case: Case, changed: Mapping[str, Any]) -> None:
    site, key = case.site.id if case.site else "", case.ticket_key
    usage = changed["progress"]["usage"]
    told = line_of(case.id, changed["status"], site=site, ticket=key, answer=changed.get("answer"), usage=usage)
    desk.watching.came_to_rest(told)


async def _fail(desk: Desk, case: Case, claim: Claim) -> None:
    changed = {"status": Status.FAILED.value, "progress": progress_of(case)}
    told = [(EventName.FAILED.value, {"error": "internal"})]
    change = Change(desk.clock().isoformat(), changed, events=told, attempt=claim.attempt)
    try:
        await desk.store.change(case.id, change)
    except Overtaken:
        return
    _tell_end(desk, case, changed)
    desk.news.tell(case.id)


async def _give_back(desk: Desk, case: Case, claim: Claim) -> None:
    """Put a run that is stopped in the middle back among those that wait, for the next process."""
    changed = {"status": Status.QUEUED.value, "progress": progress_of(case)}
    investigating = frozenset({Status.INVESTIGATING.value})
    change = Change(desk.clock().isoformat(), changed, attempt=claim.attempt, only_from=investigating)
    try:
        await desk.store.change(case.id, change)
    except (Overtaken, StoreUnavailable):
        return


async def _recall_credential(desk: Desk, case: Case) -> None:
    """Take the sealed credential of a diagnosis into this process, for its site's origins only."""
    if desk.sealer is None or case.site is None:
        return
    sealed = await desk.store.sealed_of(case.id, desk.clock().isoformat())
    secret = desk.sealer.unseal(sealed, case.id) if sealed is not None else None
    if sealed is None or secret is None:
        return
    left = datetime.fromisoformat(sealed.until) - desk.clock()
    case.subject = desk.vault.take_in(secret, case.site.origins, left.total_seconds())
    case.subject_form = form_of(secret)
