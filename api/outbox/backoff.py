"""When a delivery is tried again, and when no more: the schedule that Standard Webhooks proposes.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from datetime import datetime, timedelta

_PAUSES = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
_LONGEST_ASKED = 86_400.0
_WORTH_TRYING_AGAIN = frozenset({408, 409, 423, 425, 429})


def is_worth_trying_again(status: int | None) -> bool:
    """Tell whether a failed try may go better later: no answer, a busy or broken server, but no clear refusal."""
    return status is None or status >= 500 or status in _WORTH_TRYING_AGAIN or 300 <= status < 400


def next_try(attempts: int, now: datetime, asked_seconds: float = 0) -> datetime | None:
    """Return when to try again after so many tries; None when it was tried often enough.

    Args:
        attempts: Tries so far.
        now: The time.
        asked_seconds: What the other side's Retry-After asks for.
    """
    if attempts > len(_PAUSES):
        return None
    pause = max(_PAUSES[attempts - 1], min(asked_seconds, _LONGEST_ASKED))
    return now + timedelta(seconds=pause)
