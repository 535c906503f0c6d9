"""Who asks and what they may do: API keys, visitors, anonymous visitors, and open mode on loopback."""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fastapi import Request

from agent.domain import Rights
from api import open_mode
from api.errors import Problem
from api.keys import Scope, parts_of
from api.store.keys import KeyStore
from api.store.records import StoredDiagnosis
from api.visitors import Embed, TokenRefused, Visitor, verify
from tools.clock import now_utc

OPEN_OWNER = "open"
_ANONYMOUS_SECRET = re.compile(r"ula_[A-Za-z0-9_-]{43}")
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="unlatch"'}
_OPEN_SCOPES = frozenset(Scope)
_VISITOR_SCOPES = frozenset({Scope.WRITE, Scope.READ})


class View(StrEnum):
    """How much of a diagnosis a caller sees."""

    FULL = "full"
    REPORTER = "reporter"


class CallerKind(StrEnum):
    """How a caller proved who they are."""

    OPEN = "open"
    KEY = "key"
    VISITOR = "visitor"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, what they may do and what they may see.

    Attributes:
        owner: Name under which their diagnoses are kept; "" owns nothing.
        sites: Ids of the sites they are bound to; None means every site.
        rights: What may be looked up for them.
    """

    kind: CallerKind
    owner: str
    scopes: frozenset[str]
    sites: tuple[str, ...] | None = None
    visitor: Visitor | None = None
    rights: Rights = field(default_factory=Rights)

    @property
    def view(self) -> View:
        """How much they see."""
        return View.FULL if self.allows(Scope.READ_FULL) else View.REPORTER

    @property
    def is_visitor(self) -> bool:
        """Whether it is a person at the widget, known or not."""
        return self.kind in {CallerKind.VISITOR, CallerKind.ANONYMOUS}

    def allows(self, scope: str) -> bool:
        """Tell whether the caller has a scope. `admin` includes all of them but hooks, read_full includes read."""
        if scope in self.scopes or (scope == Scope.READ and Scope.READ_FULL in self.scopes):
            return True
        return Scope.ADMIN in self.scopes and not scope.startswith("hooks:")

    def may_see(self, row: StoredDiagnosis) -> bool:
        """Tell whether the diagnosis is this caller's: their own, or of a site that their key is bound to."""
        if self.owner and row.owner == self.owner:
            return self.may_use(row.site) if row.site else True
        return self.kind is CallerKind.KEY and self.may_use(row.site)

    def may_use(self, site: str) -> bool:
        """Tell whether the caller may ask about a site."""
        return self.sites is None or site in self.sites


@dataclass(slots=True)
class Access:
    """The door: finds out who asks.

    Attributes:
        may_be_open: The service listens on loopback only, so that it may serve without a key.
        open_with_observer: In open mode, look-ups with the service's own account are allowed as well.
    """

    keys: KeyStore
    embeds: Mapping[str, Embed] = field(default_factory=dict)
    may_be_open: bool = True
    open_with_observer: bool = False
    clock: Callable[[], datetime] = now_utc

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin of every embed."""
        return tuple(dict.fromkeys(origin for embed in self.embeds.values() for origin in embed.origins))

    async def caller_of(self, request: Request) -> Caller:
        """Return who asks.

        Raises:
            Problem: 401 when it is not proven who asks, 403 when an open service is asked from elsewhere.
        """
        given = request.headers.get("authorization")
        if given is None:
            return await self._without_proof(request)
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _not_proven("Send `Authorization: Bearer <API key or visitor token>`.")
        return await self._with_proof(request, token.strip())

    async def _with_proof(self, request: Request, token: str) -> Caller:
        if parts := parts_of(token):
            return await self._with_key(*parts)
        if _ANONYMOUS_SECRET.fullmatch(token) and self.embeds:
            return anonymous(token)
        if token.count(".") == 2:
            return await self._with_visitor_token(request, token)
        raise _not_proven("What was sent is neither an API key nor a visitor token. Check that it was copied whole.")

    async def _with_key(self, key_id: str, secret: str) -> Caller:
        key = await self.keys.find(key_id)
        if key is None or not key.opens(secret) or not key.is_usable(self.clock()):
            raise _not_proven(
                "This API key is not known, was revoked or has expired. `unlatch keys list` shows which are in use, "
                "`unlatch keys create` makes a new one."
            )
        scopes = frozenset(key.scopes)
        any_subject = bool({Scope.ANY_SUBJECT, Scope.ADMIN} & scopes)
        return Caller(CallerKind.KEY, f"key:{key.name}", scopes, key.sites, rights=Rights(person=any_subject))

    async def _with_visitor_token(self, request: Request, token: str) -> Caller:
        try:
            visitor = verify(token, self.embeds, self.clock())
        except TokenRefused as fault:
            raise _not_proven(f"The visitor token was not accepted: {fault}. The page must fetch a new one.") from None
        if await self.keys.is_revoked(visitor.embed, visitor.session):
            raise _not_proven("This visitor session was revoked. Sign in to the page again.")
        origin = request.headers.get("origin")
        if origin not in {None, own_origin(request), *self.embeds[visitor.embed].origins}:
            raise Problem(
                403,
                "Origin not registered",
                "The page that sent this is none of the origins that sites.toml lists for this embed.",
            )
        rights = Rights(verified_username=visitor.username)
        return Caller(CallerKind.VISITOR, _owner_of(visitor), _VISITOR_SCOPES, (visitor.site,), visitor, rights)

    async def _without_proof(self, request: Request) -> Caller:
        if self.may_be_open and not await self.keys.are_configured():
            return self._open(request)
        if self.embeds:
            return anonymous(None)
        raise _not_proven(
            "Send `Authorization: Bearer <API key>`. `unlatch keys create` makes one on the machine that serves."
        )

    def _open(self, request: Request) -> Caller:
        complaint = open_mode.complaint(request)
        if not complaint:
            return Caller(CallerKind.OPEN, OPEN_OWNER, _OPEN_SCOPES, rights=Rights(observer=self.open_with_observer))
        if request.headers.get("origin") in self.origins:
            return anonymous(None)
        raise Problem(
            403,
            "Open mode serves this machine only",
            f"No API key was made yet, so only local requests are served, and {complaint}. "
            "Call http://127.0.0.1 directly, or create a key with `unlatch keys create`.",
        )


def anonymous(secret: str | None) -> Caller:
    """Return a visitor without a token: nobody yet, or whoever holds the secret given at creation."""
    owner = f"anon:{hashlib.sha256(secret.encode()).hexdigest()}" if secret else ""
    scopes = _VISITOR_SCOPES if secret else frozenset({Scope.WRITE})
    return Caller(CallerKind.ANONYMOUS, owner, scopes, (), rights=Rights(observer=False, person=False))


def new_anonymous_secret() -> str:
    """Make the secret with which an anonymous visitor reads their one diagnosis; it is shown once and never stored."""
    return f"ula_{secrets.token_urlsafe(32)}"


def own_origin(request: Request) -> str:
    """Return the origin that the request was sent to, as its Host header has it."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def _owner_of(visitor: Visitor) -> str:
    """Name the visitor by a hash: an owner is no place for what a page calls its people."""
    named = f"{visitor.embed}\n{visitor.subject}"
    return f"visitor:{hashlib.sha256(named.encode()).hexdigest()}"


def _not_proven(detail: str) -> Problem:
    return Problem(401, "Who is asking is not proven", detail, _CHALLENGE)
