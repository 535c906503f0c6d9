"""Tells a follow-up question from new evidence."""

from collections.abc import Sequence

from agent.case import Case
from agent.domain import Status
from api.schemas import MessageIn
from api.store.records import StoredDiagnosis
from tools.evidence import Evidence


def note_question(
    case: Case, row: StoredDiagnosis, body: MessageIn, new: Sequence[Evidence], *, has_model: bool
) -> None:
    """Mark the message as a question when a model can answer it and it brings no fact to go on with."""
    only_words = bool(body.text.strip()) and not (body.attachments or body.answer or body.credential)
    if not has_model or row.status != Status.CONCLUDED.value or not only_words or len(new) != 1:
        return
    before = {fact for item in case.evidence for fact in item.facts if item.id != new[0].id}
    if before.issuperset(new[0].facts):
        case.asking = new[0].id
