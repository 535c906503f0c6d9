"""A digest of a JWT's claims, read without checking the signature, and the query hash of Connect.

The hash: https://developer.atlassian.com/cloud/confluence/understanding-jwt (canonical request, SHA-256).
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote, urlsplit

CONTEXT_QSH = "context-qsh"
"""The fixed hash that Connect's own context tokens carry; it is that of no request."""

_LONGEST_CLAIM = 200
_MOST_ITEMS = 50


@dataclass(frozen=True, slots=True)
class JwtClaims:
    """What a JWT says about itself. `qsh` is the hash of a request; it is no part of the secret."""

    algorithm: str = ""
    issuer: str = ""
    audience: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    qsh: str | None = None

    @property
    def is_atlassian_oauth(self) -> bool:
        """Whether Atlassian's authorisation server issued it as an OAuth 2.0 access token."""
        places = (self.issuer, *self.audience)
        return self.qsh is None and any("atlassian.com" in place or place.startswith("atlassian") for place in places)


def read_claims(token: str) -> JwtClaims | None:
    """Read a JWT's claims without verifying anything; None when they cannot be read."""
    import jwt

    header_and_claims = ".".join(token.split(".")[:2]) + "."
    try:
        header = jwt.get_unverified_header(header_and_claims)
        claims = jwt.decode(header_and_claims, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    scopes = claims.get("scope", claims.get("scopes", ""))
    return JwtClaims(
        algorithm=_text(header.get("alg")),
        issuer=_text(claims.get("iss")),
        audience=_texts(claims.get("aud")),
        scopes=_texts(scopes.split() if isinstance(scopes, str) else scopes),
        issued_at=_moment(claims.get("iat")),
        expires_at=_moment(claims.get("exp")),
        qsh=_text(claims.get("qsh")) or None,
    )


def qsh_of(method: str, url: str, context_path: str = "") -> str:
    """Return the hash of a request as Connect wants it.

    Args:
        method: HTTP method.
        url: Absolute URL, or path and query.
        context_path: Leading part of the path that does not count, such as "/wiki".
    """
    parts = urlsplit(url)
    path = parts.path or "/"
    if context_path and path.startswith(context_path):
        path = path[len(context_path) :] or "/"
    path = "/" + path.strip("/").replace("&", "%26")
    grouped: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if name != "jwt":
            grouped.setdefault(_encode(name), []).append(_encode(value))
    query = "&".join(f"{name}={','.join(sorted(values))}" for name, values in sorted(grouped.items()))
    return hashlib.sha256(f"{method.upper()}&{path}&{query}".encode()).hexdigest()


def _encode(text: str) -> str:
    return quote(unquote(text), safe="~-._")


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _text(value: object) -> str:
    return value[:_LONGEST_CLAIM] if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(text for item in items[:_MOST_ITEMS] if (text := _text(item)))
