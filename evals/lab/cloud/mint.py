"""Makes up what a specification leaves out: ids, secrets in their usual form, and points in time."""

import base64
import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

import jwt

from evals.lab.cloud.people import AccessToken, BrowserSession, TokenKind
from evals.lab.cloud.places import CloudSite
from evals.lab.cloud.state import CloudState, digest

SIGNING_KEY = "the lab signs its tokens with this, no real service does"
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_MOMENTS = ("created", "expires", "last_used", "issued", "password_changed", "until")
# ATATT is the public prefix of user API tokens. The prefixes of the other kinds are inferred.
_PREFIXES = {
    TokenKind.CLASSIC: "ATATT3xFfGF0",
    TokenKind.SCOPED: "ATATT3xFfGF0",
    TokenKind.SERVICE: "ATSTT3xFfGF0",
    TokenKind.ORG_KEY: "ATCTT3xFfGN0",
}
_BODY_LENGTH = 171


def finish(state: CloudState, start: datetime) -> None:
    """Anchor all distances at the lab's start and make up empty ids and secrets."""
    _anchor(state, start)
    for site in state.sites:
        _number(site)
    for token in state.tokens:
        token.secret = token.secret or api_token(token.id, token.kind)
    for refresh in state.refresh_tokens:
        refresh.secret = refresh.secret or opaque("refresh", refresh.id)
    for session in state.sessions:
        session.secret = session.secret or session_jwt(session)
    for access in state.access_tokens:
        access.secret = access.secret or access_jwt(state, access)


def api_token(seed: str, kind: TokenKind) -> str:
    """Make an API token of the usual form: prefix, 171 characters, an equals sign and eight hex digits."""
    noise = b"".join(hashlib.sha256(f"{seed}:{part}".encode()).digest() for part in range(5))
    body = base64.urlsafe_b64encode(noise).decode().replace("=", "A")[:_BODY_LENGTH]
    return f"{_PREFIXES[kind]}{body}={digest('check', seed)[:8].upper()}"


def opaque(purpose: str, seed: str) -> str:
    """Make an opaque secret of 64 characters."""
    return base64.urlsafe_b64encode(bytes.fromhex(digest(purpose, seed) * 2)).decode()[:64]


def access_jwt(state: CloudState, access: AccessToken) -> str:
    """Make the JWT of an access token from its grant. Claim names as Atlassian's tokens carry them (inferred)."""
    grant = state.grant(access.grant)
    if grant is None:
        raise LookupError(f"access token {access.id} has no grant")
    scopes = grant.scopes if access.scopes is None else access.scopes
    claims = {
        "jti": access.id,
        "iss": "https://auth.atlassian.com",
        "aud": grant.client,
        "sub": grant.account,
        "iat": _seconds(access.issued),
        "nbf": _seconds(access.issued),
        "exp": _seconds(access.expires),
        "scope": " ".join(scopes),
    }
    return jwt.encode(claims, SIGNING_KEY, algorithm="HS256")


def session_jwt(session: BrowserSession) -> str:
    """Make the value of the cookie cloud.session.token (a JWT; its claims are inferred)."""
    claims = {
        "sub": session.account,
        "iss": "session-service",
        "sessionId": session.id,
        "iat": _seconds(session.issued),
        "exp": _seconds(session.expires),
    }
    return jwt.encode(claims, SIGNING_KEY, algorithm="HS256")


def _seconds(moment: datetime | timedelta) -> int:
    if isinstance(moment, timedelta):
        raise TypeError("the state is not anchored yet")
    return int(moment.timestamp())


def _anchor(state: CloudState, start: datetime) -> None:
    dated: list[Any] = [*state.accounts, *state.tokens, *state.access_tokens, *state.refresh_tokens]
    dated += [*state.codes, *state.sessions]
    for site in state.sites:
        dated += [part for part in (site.edge_trouble, site.rate_limit) if part is not None]
    for one in dated:
        for name in _MOMENTS:
            moment = getattr(one, name, None)
            if isinstance(moment, timedelta):
                setattr(one, name, start + moment)


def _number(site: CloudSite) -> None:
    site.cloud_id = site.cloud_id or str(uuid.uuid5(_NAMESPACE, f"https://{site.name}.atlassian.net"))
    for place, space in enumerate(site.spaces):
        space.id = space.id or str(98305 + place)
        space.name = space.name or space.key
    for page in site.pages:
        for place, attachment in enumerate(page.attachments):
            attachment.id = attachment.id or f"att{page.id}{place}"
