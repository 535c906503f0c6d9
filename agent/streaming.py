"""Takes whole objects out of a JSON answer while it is still being written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DECODER = json.JSONDecoder()


@dataclass(slots=True)
class ListOf:
    """The objects of one named list, as they become complete.

    Attributes:
        name: The list's key.
    """

    name: str
    _text: str = ""
    _at: int = -1
    _over: bool = False

    def feed(self, piece: str) -> Iterator[dict[str, Any]]:
        """Take a piece of the answer and yield the objects that it completes."""
        self._text += piece
        if self._over or ("}" not in piece and "]" not in piece and self._at >= 0):
            return
        if self._at < 0 and not self._opened():
            return
        while (found := self._next()) is not None:
            yield found

    def _opened(self) -> bool:
        key = self._text.find(f'"{self.name}"')
        start = self._text.find("[", key) if key >= 0 else -1
        self._at = start + 1 if start >= 0 else -1
        return self._at >= 0

    def _next(self) -> dict[str, Any] | None:
        at = self._at
        while at < len(self._text) and self._text[at] in " \t\r\n,":
            at += 1
        if at >= len(self._text):
            return None
        if self._text[at] != "{":
            self._over = True
            return None
        try:
            found, self._at = _DECODER.raw_decode(self._text, at)
        except ValueError:
            return None
        return dict(found)
