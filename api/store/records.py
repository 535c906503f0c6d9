"""What the store gives back: plain records, free of SQLAlchemy."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event of a diagnosis; `seq` grows by one."""

    seq: int
    name: str
    at: str
    fields: Mapping[str, Any]


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


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of diagnoses is narrowed by; empty means any."""

    status: str = ""
    site: str = ""
    cause: str = ""
    ticket: str = ""
    owner: str | None = None
    sites: tuple[str, ...] | None = None
    after: tuple[str, str] | None = None
    limit: int = 50


class KeyReused(Exception):  # noqa: N818 - named after what the caller did
    """An idempotency key came with another body."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The diagnosis that a request led to, and whether it is new."""

    id: str
    is_new: bool
