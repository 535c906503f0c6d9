"""The ports through which a diagnosis reaches the outside: a recorder, a prober and a clock."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from tools.evidence import Evidence
from tools.probes.spec import Probe, ProbeOutcome, Target


class EventName(StrEnum):
    """The events of a diagnosis, in the words of the contract."""

    STARTED = "diagnosis.started"
    EVIDENCE_ADDED = "evidence.added"
    PROBE_STARTED = "probe.started"
    PROBE_FINISHED = "probe.finished"
    HYPOTHESES_RANKED = "hypotheses.ranked"
    QUESTION_ASKED = "question.asked"
    MESSAGE_DELTA = "message.delta"
    MESSAGE_COMPLETED = "message.completed"
    CONCLUDED = "diagnosis.concluded"
    FAILED = "diagnosis.failed"
    CANCELLED = "diagnosis.cancelled"
    VERIFIED = "verification.completed"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a diagnosis; `fields` are JSON-plain."""

    name: EventName
    fields: Mapping[str, Any] = field(default_factory=dict)


class Recorder(Protocol):
    """Keeps what happened before it is used."""

    async def record(self, diagnosis_id: str, evidence: Sequence[Evidence], events: Sequence[Event]) -> None:
        """Store new evidence and events in one transaction."""
        ...


class Prober(Protocol):
    """Offers the probes that make sense for a site and runs them."""

    def menu(self, target: Target) -> Sequence[Probe]:
        """List the probes that could run now."""
        ...

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run one probe. Never raises for what a site does."""
        ...


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def __call__(self) -> datetime:
        """Return now."""
        ...


Watch = Callable[[str], AbstractContextManager[None]]
"""Watches a node of the graph, by its name, while it runs."""


def unwatched(_: str) -> AbstractContextManager[None]:
    """Watch nothing."""
    return nullcontext()


class NullRecorder:
    """Keeps nothing: for a diagnosis that lives in one process and one call."""

    async def record(self, diagnosis_id: str, evidence: Sequence[Evidence], events: Sequence[Event]) -> None:
        """Do nothing."""
