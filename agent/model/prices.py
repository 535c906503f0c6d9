"""What tokens cost, in US dollars per million, from the operator's price file."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.model.port import Meter

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars per million tokens; tokens that a provider's cache served may be cheaper."""

    prompt: float
    completion: float
    cached: float | None = None

    def of(self, meter: Meter) -> float:
        """Return what the metered tokens cost."""
        cached = min(meter.cached_tokens, meter.prompt_tokens)
        fresh = meter.prompt_tokens - cached
        for_cached = self.prompt if self.cached is None else self.cached
        return (fresh * self.prompt + cached * for_cached + meter.completion_tokens * self.completion) / _MILLION


Prices = Mapping[str, Price]
"""By model name, as UNLATCH_LLM_MODEL gives it."""
