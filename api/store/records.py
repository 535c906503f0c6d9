"""What the store gives back: plain records, free of SQLAlchemy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.evidence import Evidence


@dataclass(frozen=True, slots=True)
class StoredDiagnosis:
    """One row of diagnoses. `report` holds no pasted text and no secret; those became redacted evidence."""

    id: str
    created_at: str
    updated_at: str
    status: str
    owner: str
    site: str
    cause: str
    ticket_key: str
    report: Mapping[str, Any]
    progress: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    attempt: int = 0
    crashes: int = 0
    last_seq: int = 0


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event of a diagnosis; `seq` grows by one."""

    seq: int
    name: str
    at: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A credential as it is stored for another process: sealed, bound to its diagnosis, minutes to live."""

    sealed: bytes
    until: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a diagnosis is told when it comes to rest.

    Attributes:
        kind: "desk" for a ticket, "callback" for a registered target.
        target: Id of the desk or of the callback.
        ticket: The ticket's key at the desk; a desk has one open diagnosis for a ticket.
        reply_to: What posting needs beside the key.
    """

    kind: str
    target: str
    ticket: str = ""
    reply_to: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewDiagnosis:
    """What is stored in one transaction when a diagnosis is accepted."""

    id: str
    at: str
    owner: str
    site: str
    ticket_key: str
    report: Mapping[str, Any]
    evidence: tuple[Evidence, ...] = ()
    events: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    idempotency_key: str | None = None
    body_sha256: str = ""
    sealed: Sealed | None = None
    destination: Destination | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a diagnosis in one transaction; all of it or nothing.

    `attempt` names the run that writes: when another run has taken over, nothing is written. `only_from` names the
    states that the change may start from. `enlist` puts the diagnosis into the queue in the same transaction. With a
    status at which a diagnosis has ended, its sealed credential goes too.
    """

    at: str
    values: Mapping[str, Any] = field(default_factory=dict)
    evidence: Sequence[Evidence] = ()
    events: Sequence[tuple[str, Mapping[str, Any]]] = ()
    attempt: int | None = None
    only_from: frozenset[str] | None = None
    enlist: bool = False
    sealed: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A run's right to write to a diagnosis, until the next claim; `crashes` counts the runs lost just before it."""

    attempt: int
    crashes: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of diagnoses is narrowed by; empty means any.

    With an owner and sites, both must fit (without a site the owner is enough). `shares_sites`: what others started
    for these sites fits as well.
    """

    status: str = ""
    site: str = ""
    cause: str = ""
    ticket: str = ""
    owner: str | None = None
    sites: tuple[str, ...] | None = None
    shares_sites: bool = False
    after: tuple[str, str] | None = None
    limit: int = 50


class KeyReused(Exception):  # noqa: N818 - named after what the caller did
    """An idempotency key came with another body."""


class StoreUnavailable(Exception):  # noqa: N818 - it names the state
    """The database does not answer or cannot write now; nothing was written, and trying again later is right."""


class Overtaken(Exception):  # noqa: N818 - it names what happened
    """The diagnosis is not in the state, or not with the run, that the change was made for; nothing was written."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The diagnosis that a request led to, and whether it is new."""

    id: str
    is_new: bool
