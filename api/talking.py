"""Has a follow-up question answered, without running the diagnosis again."""

from typing import Any

from agent.case import Deps
from agent.domain import Claim, Status
from api.casework import Desk, progress_of
from api.present import usage_of

MAX_MESSAGES = 40


async def talked_change(desk: Desk, deps: Deps) -> dict[str, Any] | None:
    """Answer the question and return the columns that change; None when it re-opens the diagnosis."""
    from agent.talking import answer_question

    case = deps.case
    asked, case.asking = case.asking, ""
    row = await desk.store.find(case.id)
    answer = dict((row.answer if row else None) or {})
    told = tuple(Claim(one["text"], tuple(one["evidence"])) for one in answer.get("claims", ()))
    talked = await answer_question(deps, asked, told)
    if talked is None:
        return None
    at = desk.clock().isoformat()
    said = {
        "question": case.evidence_of(asked).text,
        "evidence": asked,
        "answer": talked.text,
        "by": talked.by,
        "at": at,
    }
    case.messages = [*case.messages, said][-MAX_MESSAGES:]
    answer |= {"messages": case.messages, "usage": usage_of(case)}
    return {"status": Status.CONCLUDED.value, "answer": answer, "progress": progress_of(case)}
