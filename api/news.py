"""Wakes those who wait for a diagnosis, whichever process changes it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

logger = logging.getLogger(__name__)
Mark = tuple[str, int]
Look = Callable[[Collection[str]], Awaitable[Mapping[str, Mark]]]
LOOK_SECONDS = 0.25


class Listener:
    """Waits for news of one diagnosis; news between two waits is kept."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def wake(self) -> None:
        """Wake the one who waits."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Wait until something happened since the last wait, or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()


class News:
    """Who waits for what in this process.

    With `look`, other processes may change diagnoses too: one query for all that are waited for finds that out.
    """

    def __init__(self, look: Look | None = None) -> None:
        self._waiting: dict[str, set[Listener]] = {}
        self._look = look
        self._known: dict[str, Mark] = {}
        self.closing = False

    @property
    def listeners(self) -> int:
        """How many wait in this process."""
        return sum(map(len, self._waiting.values()))

    @contextmanager
    def listen(self, diagnosis_id: str) -> Iterator[Listener]:
        """Listen for news of a diagnosis; begin before reading it, so that nothing is missed in between."""
        listener = Listener()
        waiting = self._waiting.setdefault(diagnosis_id, set())
        waiting.add(listener)
        try:
            yield listener
        finally:
            waiting.discard(listener)
            if not waiting and self._waiting.get(diagnosis_id) is waiting:
                del self._waiting[diagnosis_id]
                self._known.pop(diagnosis_id, None)

    def tell(self, diagnosis_id: str) -> None:
        """Wake everybody who waits for this diagnosis."""
        for listener in self._waiting.get(diagnosis_id, ()):
            listener.wake()

    async def wait(self, diagnosis_id: str, seconds: float) -> None:
        """Wait until something happens to the diagnosis, or the time is over."""
        with self.listen(diagnosis_id) as listener:
            await listener.wait(seconds)

    def close(self) -> None:
        """Wake everybody for good: the process is about to end."""
        self.closing = True
        for diagnosis_id in tuple(self._waiting):
            self.tell(diagnosis_id)

    async def watch(self) -> None:
        """Look for what other processes changed, for as long as this runs."""
        while self._look is not None:
            await asyncio.sleep(LOOK_SECONDS)
            if self._waiting:
                await self._look_once(self._look)

    async def _look_once(self, look: Look) -> None:
        asked = tuple(self._waiting)
        try:
            marks = await look(asked)
        except Exception:  # noqa: BLE001 - whatever the database has, the next look is a moment away
            logger.warning("could not look for news of other processes; looking again")
            return
        for diagnosis_id in asked:
            mark = marks.get(diagnosis_id, ("gone", 0))
            if self._known.get(diagnosis_id) != mark:
                self._known[diagnosis_id] = mark
                self.tell(diagnosis_id)
