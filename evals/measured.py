"""One figure of `make bench` with its bar."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure with its bar."""

    what: str
    value: float
    unit: str
    bar: float

    @property
    def holds(self) -> bool:
        """Whether the bar is kept."""
        return self.value <= self.bar
