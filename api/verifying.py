"""Takes a wish to verify the fix in, and runs it as a short run of the same diagnosis."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agent.case import Case, Deps
from agent.ports import EventName
from agent.verification import Verification, verify_fix
from api.casework import TAKES_MESSAGES, Desk, load_case, progress_of, take_credential
from api.errors import Problem
from api.schemas import VerifyIn
from api.store.records import Change, Overtaken, StoredDiagnosis


async def start_verification(desk: Desk, row: StoredDiagnosis, body: VerifyIn) -> Case:
    """Queue a look at the fix and return the case, ready to run.

    Raises:
        Problem: 409 when the diagnosis has no answer yet, or goes on right now.
    """
    if row.status not in TAKES_MESSAGES or not row.answer:
        raise Problem(
            409, "Nothing to verify", f"The diagnosis is {row.status}. A fix can be looked at once it has an answer."
        )
    case = await load_case(desk, row)
    now = desk.clock()
    sealed = take_credential(desk, body.credential, case, now)
    case.verifying = row.status
    values = {"status": "queued", "progress": progress_of(case)}
    change = Change(now.isoformat(), values, only_from=TAKES_MESSAGES, enlist=True, sealed=sealed)
    try:
        await desk.store.change(case.id, change)
    except Overtaken:
        raise Problem(409, "Goes on already", "The diagnosis goes on meanwhile. Read it again, then try.") from None
    desk.news.tell(case.id)
    return case


async def verified_change(desk: Desk, deps: Deps) -> tuple[dict[str, Any], tuple[str, Mapping[str, Any]]]:
    """Look at the fix and return the columns that change and the event that tells it; the answer itself stays.

    The look has a number of its own in the ledger: asking again with the same credential is its very purpose, and
    the rules for logins count per account in any case.
    """
    case = deps.case
    row = await desk.store.find(case.id)
    answer = dict((row.answer if row else None) or {})
    apart = replace(case, id=f"{case.id}.{secrets.token_hex(3)}")
    found = await verify_fix(replace(deps, prober=desk.prober_for(apart)), answer)
    back_to, case.verifying = case.verifying, ""
    shown = _shown(found, desk.clock().isoformat())
    changed = {"status": back_to, "answer": {**answer, "verification": shown}}
    return changed, (EventName.VERIFIED.value, {"state": found.state.value, "evidence": list(found.evidence)})


def _shown(found: Verification, at: str) -> dict[str, Any]:
    return {
        "state": found.state.value,
        "because": found.because,
        "evidence": list(found.evidence),
        "retry_after_seconds": found.retry_after_seconds,
        "at": at,
    }
