"""One line of the audit log: who did what, when, about which diagnosis, and how it ended. Never what was said."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class AuditKind(StrEnum):
    """The two halves of the log."""

    ACCESS = "access"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line.

    Attributes:
        who: Whose key or token asked; of an outbound request, in whose name it was sent.
        what: Method and route, or method and address without its query.
        status: The HTTP status, None when there was none.
        about: Mark of the diagnosis (see `mark_of`), "" when it was about none.
        peer: Address that the request came from.
    """

    at: str
    kind: AuditKind
    who: str
    what: str
    status: int | None = None
    about: str = ""
    peer: str = ""


def mark_of(diagnosis_id: str) -> str:
    """Return a mark that finds a diagnosis' lines for those who know its id, and outlives its erasure without it."""
    return hashlib.sha256(diagnosis_id.encode()).hexdigest()[:16] if diagnosis_id else ""
