"""How often a caller may ask: counted per key, visitor, address and site, in this process.

The headers are those of https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from api.access import Caller, CallerKind
from api.errors import Problem

WINDOW_SECONDS = 60
READS_PER_WRITE = 10


@dataclass(frozen=True, slots=True)
class Rates:
    """Calls that change something, per minute; reads are allowed ten times as often."""

    key: int = 3000
    visitor: int = 60
    anonymous: int = 20
    site: int = 3000


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands within a limit."""

    policy: str
    quota: int
    left: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell it."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={WINDOW_SECONDS}',
            "RateLimit": f'"{self.policy}";r={self.left};t={self.reset_seconds}',
        }


class RateLimiter:
    """Counts calls over a sliding minute."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def take(self, caller: Caller, peer: str, *, writes: bool) -> Standing:
        """Count a call of a caller.

        Raises:
            Problem: 429, with the time to wait.
        """
        quota = self._quota(caller.kind) * (1 if writes else READS_PER_WRITE)
        whom = caller.owner or f"peer:{peer}"
        return await self._take("writes" if writes else "reads", quota, whom)

    async def take_site(self, site: str) -> Standing:
        """Count a diagnosis that asks a site.

        Raises:
            Problem: 429, with the time to wait.
        """
        return await self._take("site", self._rates.site, f"site:{site}")

    def _quota(self, kind: CallerKind) -> int:
        by_kind: Mapping[CallerKind, int] = {
            CallerKind.VISITOR: self._rates.visitor,
            CallerKind.ANONYMOUS: self._rates.anonymous,
        }
        return by_kind.get(kind, self._rates.key)

    async def _take(self, policy: str, quota: int, whom: str) -> Standing:
        item = RateLimitItemPerMinute(quota)
        let_in = await self._limiter.hit(item, policy, whom)
        stats = await self._limiter.get_window_stats(item, policy, whom)
        standing = Standing(policy, quota, max(0, int(stats.remaining)), max(1, ceil(stats.reset_time - time())))
        if not let_in:
            wait = str(min(standing.reset_seconds, WINDOW_SECONDS))
            raise Problem(
                429,
                "Too many calls",
                f"{quota} calls a minute are allowed here, and they are used up. Try again in {wait} seconds. "
                "Nothing was started.",
                {**standing.headers, "Retry-After": wait},
            )
        return standing
