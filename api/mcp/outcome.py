"""What the tool gives back, as a model reads it and as a program does."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from api.answers import Diagnosis

AT_REST = frozenset({"concluded", "needs_input", "failed", "cancelled"})
MOST_OTHERS = 4


class Choice(BaseModel):
    """One answer that the question takes."""

    id: str
    label: str


class OpenQuestion(BaseModel):
    """The one question that would tell the causes apart; put it to the person."""

    id: str
    text: str
    why: str
    options: list[Choice]


class Other(BaseModel):
    """Another cause that is still possible."""

    code: str
    title: str
    confidence: float


class Steps(BaseModel):
    """What to do, by whom, and how to prove that it worked."""

    who: str
    steps: list[str]
    check: str


class Outcome(BaseModel):
    """The diagnosis as far as it has come. `verdict` is null until there is one."""

    diagnosis: str = Field(description="Id; give it back with `answer` to go on.")
    status: str = Field(description="queued, investigating, needs_input, concluded, failed or cancelled.")
    view: str = Field(description="reporter, or full when the operator allowed it.")
    verdict: str | None = Field(description="confirmed, likely or inconclusive.")
    cause: str | None = Field(description="Code of the leading cause; with inconclusive it is the best guess so far.")
    title: str | None
    confidence: float | None
    others: list[Other]
    what_to_do: list[Steps]
    question: OpenQuestion | None


def outcome_of(found: Diagnosis) -> Outcome:
    """Take from a diagnosis what the tool gives back."""
    told: dict[str, Any] = found.model_dump(mode="json")
    cause = told.get("root_cause") or {}
    return Outcome(
        diagnosis=told["id"],
        status=told["status"],
        view=told["view"],
        verdict=told.get("verdict"),
        cause=cause.get("code"),
        title=cause.get("title"),
        confidence=cause.get("confidence"),
        others=_others(told.get("alternatives") or ()),
        what_to_do=[Steps(**{name: one[name] for name in Steps.model_fields}) for one in told.get("remediation") or ()],
        question=_question(told),
    )


def words_of(outcome: Outcome, report: str) -> str:
    """Write what the model reads: the report, then what it should do next."""
    return "\n\n".join(part for part in (report.strip(), _next(outcome)) if part)


def _next(outcome: Outcome) -> str:
    go_on = f'call this tool again with diagnosis="{outcome.diagnosis}"'
    if outcome.status not in AT_REST:
        return f"The diagnosis is still under way. To see how it ends, {go_on}."
    if outcome.question is None:
        return f"If the person has more to show, {go_on} and the new text or attachments."
    options = "\n".join(f'- answer="{one.id}": {one.label}' for one in outcome.question.options)
    asks = f"Ask the person this, and do not answer it for them: {outcome.question.text}"
    return f"{asks}\nThen {go_on} and their answer{':' if options else ' in their words.'}\n{options}".rstrip()


def _others(alternatives: Sequence[dict[str, Any]]) -> list[Other]:
    possible = [one for one in alternatives if not one["ruled_out"]]
    return [Other(code=one["code"], title=one["title"], confidence=one["confidence"]) for one in possible[:MOST_OTHERS]]


def _question(told: dict[str, Any]) -> OpenQuestion | None:
    asked = told.get("question") if told["status"] == "needs_input" else None
    if not asked:
        return None
    options = [Choice(id=one["id"], label=one["label"]) for one in asked.get("options") or ()]
    return OpenQuestion(id=asked["id"], text=asked["text"], why=asked.get("why") or "", options=options)
