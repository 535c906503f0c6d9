"""The credentials of a scenario, by role: what the affected person, the observer and the administrator hold."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evals.lab.data_center.build import SpecError
from evals.lab.wire import Headers
from tools.site import CredentialKind

Resolve = Callable[[str, str], str]
"""Turns a reference such as ("token", "t1") into the secret, or ("email_of", "ana") into an address."""

_REFERENCES = ("token", "access_token", "session", "refresh_token", "password_of")
_KEYS = frozenset({*_REFERENCES, "kind", "username", "email_of", "secret", "header", "prefix", "suffix", "cut"})


@dataclass(frozen=True, slots=True, repr=False)
class RoleCredential:
    """One credential in clear; the lab made it up. It has no repr, so that it shows in no test output."""

    kind: CredentialKind
    secret: str
    username: str = ""
    header: str = ""

    def headers(self) -> Headers:
        """Return the request headers that carry the credential."""
        if self.kind is CredentialKind.BASIC:
            pair = base64.b64encode(f"{self.username}:{self.secret}".encode()).decode()
            return (("Authorization", f"Basic {pair}"),)
        if self.kind is CredentialKind.BEARER:
            return (("Authorization", f"Bearer {self.secret}"),)
        name = "Cookie" if self.kind is CredentialKind.COOKIE else self.header or "Authorization"
        return ((name, self.secret),)


def read_roles(spec: Mapping[str, Any], resolve: Resolve) -> dict[str, RoleCredential]:
    """Read the credentials of a specification.

    Each role is a mapping: kind; the user as username or email_of (an account); the secret as it is, or as a
    reference (token, access_token, session, refresh_token, password_of); and what spoilt it on the way to the client:
    prefix, suffix, and cut (so many characters missing at the end).

    Raises:
        SpecError: A key is unknown or a reference points at nothing.
    """
    return {str(role): _read_role(one, resolve, f"credentials.{role}") for role, one in spec.items()}


def _read_role(spec: Mapping[str, Any], resolve: Resolve, where: str) -> RoleCredential:
    unknown = sorted(set(spec) - _KEYS)
    if unknown:
        raise SpecError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(_KEYS))}")
    try:
        kind = CredentialKind(spec.get("kind", "basic"))
        username = resolve("email_of", spec["email_of"]) if "email_of" in spec else str(spec.get("username", ""))
        secret = _secret(spec, resolve)
    except (ValueError, LookupError) as wrong:
        raise SpecError(f"{where}: {wrong}") from None
    return RoleCredential(kind, secret, username, str(spec.get("header", "")))


def _secret(spec: Mapping[str, Any], resolve: Resolve) -> str:
    reference = next((name for name in _REFERENCES if spec.get(name) is not None), None)
    secret = str(spec.get("secret", "")) if reference is None else resolve(reference, str(spec[reference]))
    cut = int(spec.get("cut", 0))
    return f"{spec.get('prefix', '')}{secret[:-cut] if cut else secret}{spec.get('suffix', '')}"
