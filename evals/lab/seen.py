"""What the lab remembers of a request: enough to assert what was sent, never a secret in clear."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from evals.lab.wire import Request


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request that reached a listener.

    Attributes:
        listener: Name of the listener ("site", "gateway").
        scheme: Scheme of the Authorization header in lower case, "cookie" for cookies alone, "" for neither.
        username: User half of a Basic pair, "" otherwise.
        fingerprint: First 12 hex digits of the SHA-256 of Authorization and Cookie; "" when neither was sent.
        status: Status that was answered; 0 when the connection was dropped.
    """

    listener: str
    method: str
    host: str
    path: str
    query: str
    scheme: str
    username: str
    fingerprint: str
    user_agent: str
    status: int

    @property
    def target(self) -> str:
        """Path and query as sent."""
        return f"{self.path}?{self.query}" if self.query else self.path


def note(listener: str, request: Request, status: int) -> SeenRequest:
    """Describe a request without its secrets."""
    authorization, cookie = request.header("Authorization"), request.header("Cookie")
    sent = "\n".join(part for part in (authorization, cookie) if part is not None)
    return SeenRequest(
        listener=listener,
        method=request.method,
        host=request.host,
        path=request.path,
        query=request.query,
        scheme=_scheme(authorization, cookie),
        username=_username(authorization or ""),
        fingerprint=fingerprint(sent) if sent else "",
        user_agent=request.header("User-Agent") or "",
        status=status,
    )


def fingerprint(authorization: str) -> str:
    """Return the fingerprint that a request with this Authorization header and no cookie gets."""
    return hashlib.sha256(authorization.encode("latin-1", "replace")).hexdigest()[:12]


def _scheme(authorization: str | None, cookie: str | None) -> str:
    if authorization is not None:
        return authorization.partition(" ")[0].lower() if " " in authorization else "other"
    return "cookie" if cookie is not None else ""


def _username(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    user, colon, _ = decoded.partition(":")
    return user if colon else ""
