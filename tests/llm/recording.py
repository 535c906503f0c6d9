"""A model that lets another one answer and keeps what it wrote, for replay in the ordinary tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.model.port import Heard, Meter, Model, ModelTrouble, Prompt


@dataclass(slots=True)
class RecordingModel:
    """Every answer is streamed, so that its text is heard even where it cannot be used."""

    inner: Model
    replies: list[dict[str, Any]] = field(default_factory=list)
    longest_prompt_chars: int = 0

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self.inner.name

    @property
    def place(self) -> str:
        """Return where text is sent."""
        return self.inner.place

    async def ask(
        self, prompt: Prompt, meter: Meter, *, seconds: float, heard: Heard | None = None
    ) -> Mapping[str, Any]:
        """Ask the model and keep its words."""
        self.longest_prompt_chars = max(self.longest_prompt_chars, sum(len(m.text) for m in prompt.messages))
        pieces: list[str] = []

        async def keep(piece: str) -> None:
            pieces.append(piece)
            if heard is not None:
                await heard(piece)

        trouble = ""
        try:
            return await self.inner.ask(prompt, meter, seconds=seconds, heard=keep)
        except ModelTrouble as fault:
            trouble = fault.kind.value
            raise
        finally:
            self.replies.append({"prompt": prompt.name, "text": "".join(pieces), "trouble": trouble})
