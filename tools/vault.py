"""The only place where secrets live. Everybody else holds a handle and the secret's form."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from tools.credential_form import CredentialForm, look_at_header, look_at_pair
from tools.echo import spellings_of, without_spellings
from tools.guard.urls import check_url
from tools.site import CredentialKind, origin_of

SUBJECT_SECONDS = 900.0


class ForeignOrigin(Exception):  # noqa: N818 - it names what was attempted
    """A credential was about to leave for an origin that it is not bound to."""


class Forgotten(Exception):  # noqa: N818 - it names the state
    """The handle's secret is not kept any more."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A credential in clear. It has no repr on purpose."""

    kind: CredentialKind
    secret: str
    username: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class _Kept:
    secret: Secret
    origins: frozenset[str]
    until: float


class Vault:
    """Keeps secrets in memory under opaque handles, each bound to the origins of one site."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._spellings: tuple[tuple[str, ...], frozenset[str]] = ((), frozenset())

    def take_in(self, secret: Secret, origins: frozenset[str], seconds: float | None = SUBJECT_SECONDS) -> str:
        """Keep a secret for some seconds (None: until forgotten) and return its handle."""
        self._sweep()
        handle = f"cred:{secrets.token_hex(8)}"
        until = float("inf") if seconds is None else self._clock() + seconds
        self._kept[handle] = _Kept(secret, origins, until)
        return handle

    def form_of(self, handle: str) -> CredentialForm:
        """Return the secret's form, never its characters.

        Raises:
            Forgotten: The handle is unknown or its time is over.
        """
        return form_of(self._find(handle).secret)

    def open_for(self, handle: str, url: str) -> Secret:
        """Return the secret for a request to `url`.

        Raises:
            ForeignOrigin: The URL's origin is not one that the credential is bound to.
            Forgotten: The handle is unknown or its time is over.
        """
        kept = self._find(handle)
        if not _is_within(url, kept.origins):
            raise ForeignOrigin("this credential is bound to its own site and does not leave for another address")
        return kept.secret

    def scrub(self, text: str) -> str:
        """Take every secret that is kept out of a text, for logs and error messages; from any thread."""
        handles = tuple(self._kept)
        made_for, spellings = self._spellings
        if made_for != handles:
            kept = (self._kept.get(handle) for handle in handles)
            spellings = spellings_of([one.secret.secret for one in kept if one is not None])
            self._spellings = (handles, spellings)
        return without_spellings(text, spellings)

    def forget(self, handle: str) -> None:
        """Drop a secret; a handle that is unknown is fine."""
        self._kept.pop(handle, None)

    def _find(self, handle: str) -> _Kept:
        self._sweep()
        kept = self._kept.get(handle)
        if kept is None:
            raise Forgotten("the credential is not kept any more; give it again to go on with it")
        return kept

    def _sweep(self) -> None:
        """Drop all secrets whose time is over, asked for or not."""
        now = self._clock()
        for handle in [handle for handle, kept in list(self._kept.items()) if now >= kept.until]:
            self.forget(handle)


def _is_within(url: str, origins: frozenset[str]) -> bool:
    """Tell whether a URL, spelt so that every program reads the same host, is of one of the origins."""
    try:
        check_url(url)
        return origin_of(url) in origins
    except ValueError:
        return False


def form_of(secret: Secret) -> CredentialForm:
    """Look at the form of a credential as it would go on the wire."""
    if secret.kind is CredentialKind.BASIC:
        return look_at_pair(secret.username, secret.secret)
    if secret.kind is CredentialKind.BEARER:
        return look_at_header(f"Bearer {secret.secret}")
    return look_at_header(secret.secret)
