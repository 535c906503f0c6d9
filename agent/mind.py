"""The model's part in one turn of a diagnosis: what it may spend, what it has spent, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic
from typing import Any

import prompts
from agent.model.port import Heard, Message, Meter, Model, ModelTrouble, Prompt, Trouble
from agent.model.prices import Prices

CHARS_PER_TOKEN = 4


class Mode(StrEnum):
    """Who reasoned."""

    RULES = "rules"
    LLM = "llm"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Reasoner:
    """Who reasoned in the last turn, for the diagnosis; `trouble` names what the model failed with."""

    mode: Mode = Mode.RULES
    model: str | None = None
    prompts_sha256: str | None = None
    sent_to: str | None = None
    trouble: str | None = None


@dataclass(slots=True)
class Mind:
    """A model with the budget of one turn. Losing it never loses the diagnosis: troubles are noted, not raised.

    Attributes:
        until: Monotonic time at which the model's time is over.
        context_tokens: How long one prompt may be.
    """

    model: Model
    meter: Meter
    until: float
    prices: Prices = field(default_factory=dict)
    context_tokens: int = 3000
    answers: int = 0
    trouble: ModelTrouble | None = None
    settled: bool = False

    async def ask(self, prompt: Prompt, heard: Heard | None = None) -> Mapping[str, Any]:
        """Ask the model.

        Raises:
            ModelTrouble: There is no usable answer.
        """
        answer = await self.model.ask(prompt, self.meter, seconds=self.until - monotonic(), heard=heard)
        self.answers += 1
        return answer

    def note(self, trouble: ModelTrouble) -> None:
        """Keep the first trouble that cost the answer something."""
        self.trouble = self.trouble or trouble

    @property
    def may_ask(self) -> bool:
        """Tell whether another call is within the budget and worth trying."""
        left = self.meter.max_calls - self.meter.calls
        dead = self.trouble is not None and self.trouble.blames_endpoint
        return left > 0 and not dead and self.until > monotonic()

    @property
    def calls_left(self) -> int:
        """How many calls the turn still has."""
        return self.meter.max_calls - self.meter.calls

    @property
    def chars(self) -> int:
        """How many characters one prompt may have."""
        return self.context_tokens * CHARS_PER_TOKEN

    @property
    def reasoner(self) -> Reasoner:
        """Say who reasoned."""
        if self.trouble is None and not self.answers:
            return Reasoner()
        mode = Mode.DEGRADED if self.trouble else Mode.LLM
        trouble = self.trouble.kind.value if self.trouble else None
        return Reasoner(mode, self.model.name, prompts.sha256(), self.model.place, trouble)

    @property
    def cost_usd(self) -> float | None:
        """What the turn cost; None where the price is not known."""
        price = self.prices.get(self.model.name)
        return price.of(self.meter) if price else None


def prompt_of(name: str, parts: tuple[str, ...], shape: Mapping[str, Any], max_tokens: int) -> Prompt:
    """Build a prompt of a stable system part and a user part."""
    return Prompt(name, (Message("system", parts[0]), Message("user", parts[1])), shape, max_tokens)


def repaired(prompt: Prompt, said: str, complaints: list[str]) -> Prompt:
    """Build the repair turn: what the model said and exactly what is wrong with it."""
    listed = "\n".join(f"- {complaint}" for complaint in complaints[:8])
    told = prompts.fill("repair", complaints=listed)[0]
    turn = (Message("assistant", said[:6000] or "{}"), Message("user", told))
    return Prompt(prompt.name, (*prompt.messages, *turn), prompt.shape, prompt.max_tokens)


def wrong_shape(told: str, said: str) -> ModelTrouble:
    """Name an answer that is JSON but not what was asked for."""
    return ModelTrouble(Trouble.WRONG_SHAPE, told, said=said)
