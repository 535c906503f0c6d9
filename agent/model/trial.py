"""Tries an endpoint out with two small requests: what it takes, and what it really enforces.

Most servers accept a schema with status 200 and some then pass it over. So the prompt asks for one word and the schema
allows only another: where the schema's word comes back, it is enforced.
"""

from dataclasses import dataclass
from time import monotonic

from agent.model.capabilities import Shape
from agent.model.openai_door import OpenAiModel
from agent.model.port import Message, Meter, ModelTrouble, Prompt

_ENFORCED, _ASKED_FOR = "seven-of-clubs", "banana"
_SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string", "enum": [_ENFORCED]}},
    "required": ["word"],
    "additionalProperties": False,
}
_PROMPT = Prompt(
    "trial",
    (
        Message("system", 'Answer with one JSON object and nothing else, of the form {"word": "..."}.'),
        Message("user", f"Put the word {_ASKED_FOR} into the object."),
    ),
    _SCHEMA,
    400,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """How an endpoint did.

    Attributes:
        trouble: Why there was no usable answer; None when there was one.
        shape: The strictest response_format that it takes.
        enforced: Whether the schema was kept to against the prompt.
        streams: Whether the streamed answer came in more than one piece.
        seconds: How long the first answer took.
    """

    trouble: ModelTrouble | None = None
    shape: Shape = Shape.PROMPT
    enforced: bool = False
    streams: bool = False
    seconds: float = 0.0


async def try_out(model: OpenAiModel, seconds: float = 60.0) -> Trial:
    """Send two small requests, one whole and one streamed. Never raises for what the endpoint does."""
    meter, pieces = Meter(), []
    started = monotonic()

    async def heard(piece: str) -> None:
        pieces.append(piece)

    try:
        answer = await model.ask(_PROMPT, meter, seconds=seconds)
        took = monotonic() - started
        await model.ask(_PROMPT, meter, seconds=max(1.0, seconds - took), heard=heard)
    except ModelTrouble as trouble:
        return Trial(trouble, model.profile.shape)
    enforced = str(answer.get("word", "")) == _ENFORCED
    return Trial(None, model.profile.shape, enforced, len(pieces) > 1, took)
