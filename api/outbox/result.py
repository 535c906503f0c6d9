"""How one try ended."""

from dataclasses import dataclass

from api.outbox.backoff import is_worth_trying_again
from tools.evidence import Exchange


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, or had arrived before."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Nothing was posted, on purpose: shadow mode, with what would have been said, or nothing to say."""

    content: str
    is_shadow: bool = True


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not arrive.

    Attributes:
        why: For the operator; never holds a secret.
        again: Whether a later try may go better.
        after_seconds: The pause that the other side asked for.
    """

    why: str
    again: bool
    after_seconds: float = 0


Result = Sent | Kept | Failed


def result_of(exchange: Exchange) -> Result:
    """Read the answer to a post: any 2xx is a success and nothing else is."""
    status = exchange.status
    if status is not None and 200 <= status < 300 and exchange.error is None:
        return Sent()
    why = f"answered {status}" if status is not None else exchange.error or "no answer"
    asked = exchange.response_header("Retry-After") or ""
    return Failed(why, is_worth_trying_again(status), float(asked) if asked.isdigit() else 0)
