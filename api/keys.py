"""API keys: made once, shown once, kept as a hash, bound to scopes and sites."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_FORM = re.compile(r"ulk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,58}")
_DESK_SCOPE = re.compile(r"hooks:[a-z0-9][a-z0-9_-]{0,60}")


class Scope(StrEnum):
    """What a key may do. `hooks:<desk>` comes on top, one for each desk."""

    WRITE = "diagnoses:write"
    READ = "diagnoses:read"
    READ_FULL = "diagnoses:read_full"
    ANY_SUBJECT = "subjects:any"
    OPS = "ops"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept: the hash, never the key.

    Attributes:
        name: Whose key it is. Keys of one name own the same diagnoses, so that a key can be rotated.
        sha256: Hash of the secret half; it has 256 random bits, so a fast hash is enough.
        sites: Ids of the sites it is bound to; None means every site.
    """

    id: str
    name: str
    sha256: str
    scopes: tuple[str, ...]
    sites: tuple[str, ...] | None
    created_at: str
    expires_at: str | None = None
    revoked_at: str | None = None

    def is_usable(self, now: datetime) -> bool:
        """Tell whether it is neither revoked nor expired."""
        expired = self.expires_at is not None and datetime.fromisoformat(self.expires_at) <= now
        return self.revoked_at is None and not expired

    def opens(self, secret: str) -> bool:
        """Tell whether the secret half is this key's, in constant time."""
        return hmac.compare_digest(self.sha256, _hashed(secret))


def mint(
    name: str, scopes: Iterable[str], sites: tuple[str, ...] | None, now: datetime, expires_at: datetime | None = None
) -> tuple[str, ApiKey]:
    """Make a key and return it in clear, for showing once, with what is kept of it.

    Raises:
        ValueError: The name or a scope cannot be used; the text says what can.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("A key's name has 1 to 59 letters, digits, spaces, dots, dashes or underscores.")
    wanted = tuple(dict.fromkeys(scopes))
    unknown = [scope for scope in wanted if scope not in set(Scope) and not _DESK_SCOPE.fullmatch(scope)]
    if unknown or not wanted:
        known = ", ".join([*Scope, "hooks:<desk>"])
        raise ValueError(f"Give at least one scope, each one of: {known}.")
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    expiry = expires_at.isoformat() if expires_at else None
    return f"ulk_{key_id}_{secret}", ApiKey(key_id, name, _hashed(secret), wanted, sites, now.isoformat(), expiry)


def parts_of(token: str) -> tuple[str, str] | None:
    """Split a key into its id and its secret half; None when it has not the form of a key."""
    found = _FORM.fullmatch(token)
    return (found[1], found[2]) if found else None


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
