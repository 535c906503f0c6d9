"""What the model's answers look like: pydantic models for what comes back, JSON Schema for what is asked for.

The schemas keep to what strict mode, vLLM and llama.cpp all take: every field required, nothing else allowed, enums,
no patterns and no length limits.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.mind import wrong_shape


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Sentence(_Reply):
    """One sentence with the fact that it rests on and the evidence that shows the fact."""

    text: str
    fact: str
    evidence: list[str] = Field(max_length=20)


class Excluded(_Reply):
    """One cause that is ruled out, and by what."""

    code: str
    text: str
    evidence: list[str] = Field(max_length=20)


class Judgement(_Reply):
    """What the model makes of the evidence."""

    reporter: list[Sentence] = Field(min_length=1, max_length=10)
    claims: list[Sentence] = Field(max_length=12)
    ruled_out: list[Excluded] = Field(default_factory=list, max_length=12)
    cause: str = ""
    language: str = "en"


class Item(_Reply):
    """One statement of a ticket: its words, the same in English, and the fact it states."""

    quote: str
    english: str
    fact: str


class ReadTicket(_Reply):
    """What the model read in a ticket."""

    items: list[Item] = Field(max_length=40)
    language: str = ""
    tone: str = ""
    tried: list[str] = Field(default_factory=list, max_length=20)


class Choice(_Reply):
    """A name from the menu."""

    name: str


class Told(_Reply):
    """One sentence of an answer in conversation, with the ids that it rests on."""

    text: str
    sources: list[str] = Field(max_length=20)


class Answered(_Reply):
    """An answer in conversation."""

    sentences: list[Told] = Field(min_length=1, max_length=12)


R = TypeVar("R", bound=_Reply)


def taken(shape: type[R], raw: Mapping[str, Any]) -> R:
    """Return the answer in its shape.

    Raises:
        agent.model.port.ModelTrouble: It has another shape; the text says where.
    """
    try:
        return shape.model_validate(raw)
    except ValidationError as fault:
        told = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the object'}: {e['msg']}" for e in fault.errors()[:4])
        raise wrong_shape(told, str(dict(raw))) from None


def judgement_shape(
    facts: Sequence[str], ids: Sequence[str], codes: Sequence[str], out: Sequence[str]
) -> dict[str, Any]:
    """Return the schema of a judgement over what is offered."""
    sentence = _object(text=_TEXT, fact=_enum(facts), evidence=_list(_enum(ids)))
    excluded = _object(code=_enum(out or codes), text=_TEXT, evidence=_list(_enum(ids)))
    return _object(
        reporter=_list(sentence),
        claims=_list(sentence),
        ruled_out=_list(excluded),
        cause=_enum(codes),
        language=_TEXT,
    )


def ticket_shape() -> dict[str, Any]:
    """Return the schema of a read ticket. The names of facts stand in the prompt only, once: they are many."""
    item = _object(quote=_TEXT, english=_TEXT, fact=_TEXT)
    return _object(items=_list(item), language=_TEXT, tone=_enum(("calm", "worried", "upset")), tried=_list(_TEXT))


def choice_shape(names: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a choice."""
    return _object(name=_enum(names))


def answer_shape(ids: Sequence[str]) -> dict[str, Any]:
    """Return the schema of an answer in conversation."""
    return _object(sentences=_list(_object(text=_TEXT, sources=_list(_enum(ids)))))


_TEXT = {"type": "string"}


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _enum(values: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}
