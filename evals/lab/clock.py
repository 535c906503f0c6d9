"""The lab's clock: real time, or a time that only a test moves."""

from datetime import datetime, timedelta

from tools.clock import now_utc


class LabClock:
    """Says what the time is in the lab.

    Args:
        start: Where it begins. None follows real time; a moment stands still until `advance`.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start
        self._offset = timedelta(0)

    def __call__(self) -> datetime:
        """Return the time, aware and in UTC."""
        return (self._start or now_utc()) + self._offset

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting."""
        self._offset += timedelta(seconds=seconds)
