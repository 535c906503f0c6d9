"""Opens the model at its first use: the SDK is 500 modules and 20 MB, which an idle process need not carry."""

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agent.model.capabilities import Known
from agent.model.port import Heard, Meter, Prompt, Wanted

if TYPE_CHECKING:
    from agent.model.openai_door import OpenAiModel


class ModelWhenNeeded:
    """A model whose SDK is loaded, beside the event loop, when it is asked for the first time."""

    def __init__(self, wanted: Wanted, known: Known | None = None) -> None:
        self._wanted = wanted
        self._known = known
        self._opened: OpenAiModel | None = None
        self._opening = asyncio.Lock()

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._wanted.model

    @property
    def place(self) -> str:
        """Return the host that text is sent to."""
        return urlsplit(self._wanted.base_url).hostname or self._wanted.base_url

    async def ask(
        self, prompt: Prompt, meter: Meter, *, seconds: float, heard: Heard | None = None
    ) -> Mapping[str, Any]:
        """Open the door if that was not done yet, and ask.

        Raises:
            agent.model.port.ModelTrouble: There is no usable answer.
        """
        async with self._opening:
            if self._opened is None:
                door = await asyncio.to_thread(import_module, "agent.model.openai_door")
                self._opened = door.OpenAiModel(self._wanted, self._known)
            opened = self._opened
        return await opened.ask(prompt, meter, seconds=seconds, heard=heard)

    async def close(self) -> None:
        """Close the connections, where there are any."""
        if self._opened is not None:
            await self._opened.close()
