"""Visitors of pages that embed the widget: their tokens, made by the page's own server, and what those prove.

A token is a JWT (RFC 7519) with exactly these claims: `iss` (the embed's id), `aud` = "unlatch", `sub`, `iat`, `exp` at
most 15 minutes after it, `jti` (a session, which can be revoked), `email` with `email_verified: true`, and optionally
`account_id` and `username`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

AUDIENCE = "unlatch"
LONGEST_SECONDS = 15 * 60
SKEW_SECONDS = 60
_REQUIRED = ("iss", "aud", "sub", "iat", "exp", "jti", "email", "email_verified")
_CLAIMS = frozenset({*_REQUIRED, "account_id", "username", "nbf"})
_LONGEST_CLAIM = 320
_LONGEST_JTI = 200
_LONGEST_TOKEN = 8_192


class TokenRefused(Exception):  # noqa: N818 - it names what happened
    """A visitor token that proves nothing; the text says why and carries nothing of it."""


@dataclass(frozen=True, slots=True, repr=False)
class Embed:
    """A page that embeds the widget.

    Attributes:
        site: Id of the registered site that its visitors ask about.
        origins: The exact origins that may call from a browser.
        alg: The one algorithm that its tokens are signed with: EdDSA, ES256 or HS256.
        keys: One key, or two while they are changed.
    """

    id: str
    site: str
    origins: tuple[str, ...]
    alg: str
    keys: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a token proves the visitor to be."""

    embed: str
    site: str
    subject: str
    session: str
    email: str
    account_id: str = ""
    username: str = ""


def verify(token: str, embeds: Mapping[str, Embed], now: datetime) -> Visitor:
    """Check a token's signature and claims.

    Raises:
        TokenRefused: It is not signed by a key of its embed, its time is over, or its claims are not as they must be.
    """
    if len(token) > _LONGEST_TOKEN:
        raise TokenRefused("the token is longer than 8 KiB")
    embed = embeds.get(_issuer_named(token))
    if embed is None:
        raise TokenRefused("its iss is not the id of a configured embed")
    claims = _signed_claims(token, embed)
    _check_times(claims, now.timestamp())
    return _visitor(claims, embed)


def _issuer_named(token: str) -> str:
    """Read who it says made it, before anything is proven, to know which key must prove it."""
    try:
        named = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except jwt.InvalidTokenError:
        raise TokenRefused("it is no JSON Web Token") from None
    return named if isinstance(named, str) else ""


def _signed_claims(token: str, embed: Embed) -> dict[str, Any]:
    for key in embed.keys:
        try:
            # Times are checked below, with our clock and our skew.
            options: Any = {"require": list(_REQUIRED), "verify_exp": False, "verify_iat": False, "verify_nbf": False}
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=[embed.alg], audience=AUDIENCE, issuer=embed.id, options=options
            )
        except (jwt.InvalidSignatureError, jwt.InvalidKeyError):
            continue
        except jwt.MissingRequiredClaimError as fault:
            raise TokenRefused(f"it has no {fault.claim} claim") from None
        except jwt.InvalidAudienceError:
            raise TokenRefused(f'its aud is not "{AUDIENCE}"') from None
        except jwt.InvalidAlgorithmError:
            raise TokenRefused(f"it is not signed with {embed.alg}, the algorithm of its embed") from None
        except jwt.InvalidTokenError:
            raise TokenRefused("its claims are not as they must be") from None
        if claims["aud"] != AUDIENCE:
            raise TokenRefused(f'its aud is not exactly "{AUDIENCE}"')
        return claims
    raise TokenRefused("its signature is of no key of its embed")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    times = {name: claims[name] for name in ("iat", "exp", "nbf") if name in claims}
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in times.values()):
        raise TokenRefused("its iat, exp or nbf is no number")
    if not 0 < times["exp"] - times["iat"] <= LONGEST_SECONDS:
        raise TokenRefused("its exp must lie after its iat, by 15 minutes at most")
    if times["exp"] + SKEW_SECONDS <= now:
        raise TokenRefused("it has expired")
    if max(times["iat"], times.get("nbf", 0)) - SKEW_SECONDS > now:
        raise TokenRefused("it is not valid yet")


def _visitor(claims: Mapping[str, Any], embed: Embed) -> Visitor:
    unknown = sorted(set(claims) - _CLAIMS)
    if unknown:
        raise TokenRefused("it has claims that Unlatch does not know; docs/access.md lists those it takes")
    if claims["email_verified"] is not True:
        raise TokenRefused("its email_verified is not true")
    texts = {name: claims.get(name, "") for name in ("sub", "jti", "email", "account_id", "username")}
    longest = {"jti": _LONGEST_JTI}
    for name, value in texts.items():
        if not isinstance(value, str) or len(value) > longest.get(name, _LONGEST_CLAIM) or not value.isprintable():
            raise TokenRefused(f"its {name} is no text, or too long")
    if not (texts["sub"] and texts["jti"] and texts["email"]):
        raise TokenRefused("its sub, jti and email must not be empty")
    return Visitor(
        embed.id,
        embed.site,
        texts["sub"],
        texts["jti"],
        texts["email"],
        texts["account_id"],
        texts["username"],
    )
