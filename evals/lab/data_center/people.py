"""Who may log in to the lab's Data Center: directories, users, personal access tokens."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

Moment = datetime | timedelta
"""A point in time, or a distance from the moment the lab starts ("-3d" in a specification)."""


class DirectoryKind(StrEnum):
    """Where a directory keeps its users."""

    INTERNAL = "internal"
    LDAP = "ldap"
    CROWD = "crowd"


@dataclass(slots=True)
class Directory:
    """One user directory; the order in the list is the order in which Confluence asks them.

    Attributes:
        bind_subcode: Active Directory sub-code that the directory's own bind account gets, "" when it is fine.
        rejects_bind: The directory is reached but refuses the bind account for another reason.
    """

    name: str
    kind: DirectoryKind = DirectoryKind.INTERNAL
    active: bool = True
    reachable: bool = True
    bind_subcode: str = ""
    rejects_bind: bool = False
    number: int = 1

    @property
    def works(self) -> bool:
        """Tell whether Confluence can check passwords against this directory now."""
        return self.reachable and not self.bind_subcode and not self.rejects_bind


@dataclass(slots=True)
class User:
    """One user as one directory knows them.

    Attributes:
        mapped: Whether Confluence's own user mapping has a row for the name.
        failed_logins: Failed attempts since the last success; past the threshold a CAPTCHA is asked for.
        ldap_subcode: Active Directory sub-code that a log-in of this account gets (775 locked, 532 expired ...).
    """

    name: str
    password: str = ""
    email: str = ""
    full_name: str = ""
    directory: str = "internal"
    groups: list[str] = field(default_factory=lambda: ["confluence-users"])
    active: bool = True
    mapped: bool = True
    failed_logins: int = 0
    two_step_enrolled: bool = False
    ldap_subcode: str = ""

    @property
    def key(self) -> str:
        """Return a user key with the form that Confluence gives: 32 hex digits."""
        return hashlib.sha256(f"key:{self.name.lower()}".encode()).hexdigest()[:32]


@dataclass(slots=True)
class PersonalToken:
    """One personal access token. `token` is made up from owner and name when the specification gives none."""

    owner: str
    name: str = "token"
    token: str = ""
    created: Moment = field(default_factory=lambda: timedelta(days=-30))
    expires: Moment | None = None
    last_used: datetime | None = None
    revoked: bool = False

    def __post_init__(self) -> None:
        """Fill in a token text of the true form."""
        if not self.token:
            self.token = token_text(f"{self.owner}/{self.name}")

    def usable_at(self, now: datetime) -> bool:
        """Tell whether the token is neither revoked nor expired."""
        return not self.revoked and not (isinstance(self.expires, datetime) and self.expires <= now)


def token_text(seed: str) -> str:
    """Make a text of the form of a personal access token: 44 base64 characters that decode to digits, colon, bytes.

    The form is documented by the vendor's own token recogniser patterns and seen in public leak scanners' rules.
    """
    digest = hashlib.sha256(seed.encode()).digest()
    number = str(int.from_bytes(digest[:6], "big")).rjust(12, "1")[:12]
    return base64.b64encode(f"{number}:".encode() + digest[6:26]).decode()
