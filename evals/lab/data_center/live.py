"""What comes and goes while the lab runs: sessions and buckets."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(slots=True)
class Session:
    """One HTTP session of a logged-in person; it lives on one node."""

    id: str
    user: str
    node: str
    last_used: datetime
    websudo_until: datetime | None = None

    def alive_at(self, now: datetime, minutes: int) -> bool:
        """Tell whether the idle time-out has not passed."""
        return now - self.last_used <= timedelta(minutes=minutes)


@dataclass(slots=True)
class Bucket:
    """What is left of a caller's calls, and since when it refills."""

    left: float
    at: datetime
