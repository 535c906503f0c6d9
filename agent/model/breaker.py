"""A circuit breaker: an endpoint that keeps failing is left alone for a while, then tried once."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from agent.model.port import ModelTrouble, Trouble

FAILURES, WITHIN_SECONDS, REST_SECONDS = 5, 30.0, 30.0


@dataclass(slots=True)
class Breaker:
    """Opens after five failures within 30 seconds; after 30 more seconds one call may try again."""

    clock: Callable[[], float] = monotonic
    _failed_at: deque[float] = field(default_factory=lambda: deque(maxlen=FAILURES))
    _rests_until: float = 0.0
    _trying: bool = False

    def check(self) -> None:
        """Let a call pass, or not.

        Raises:
            ModelTrouble: The endpoint rests.
        """
        if not self._rests_until:
            return
        if self._trying or self.clock() < self._rests_until:
            raise ModelTrouble(
                Trouble.RESTING,
                f"the model failed {FAILURES} times in a row and is left alone for {REST_SECONDS:.0f} s",
            )
        self._trying = True

    def succeeded(self) -> None:
        """Note that the endpoint answers."""
        self._failed_at.clear()
        self._rests_until, self._trying = 0.0, False

    def failed(self) -> None:
        """Note that the endpoint failed."""
        now = self.clock()
        self._failed_at.append(now)
        many = len(self._failed_at) == FAILURES and now - self._failed_at[0] <= WITHIN_SECONDS
        if many or self._trying:
            self._rests_until, self._trying = now + REST_SECONDS, False

    def left_open(self) -> None:
        """Note that a trial ended without telling anything about the endpoint."""
        self._trying = False
