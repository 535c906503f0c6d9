"""How a credential is put on the wire, and whether a refusal of it may count as somebody's failed login."""

import base64
import re
import secrets
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tools.client import Scheme, Withheld
from tools.credential_form import CredentialLook
from tools.site import CredentialKind, Deployment
from tools.vault import Secret, form_of

INVENTED = frozenset({Scheme.INVENTED_BASIC, Scheme.INVENTED_BEARER})
_TOKENS = frozenset(
    {
        CredentialLook.API_TOKEN,
        CredentialLook.SERVICE_KEY,
        CredentialLook.ORG_KEY,
        CredentialLook.CLIENT_SECRET,
        CredentialLook.PAT,
        CredentialLook.JWT,
    }
)
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_CARRIES_SECRET = re.compile(r"auth|token|key|secret|session|credential|client-id", re.IGNORECASE)
_CLAIMS_IDENTITY = re.compile(r"forward|remote|proxy|host|user|override|length|encoding", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class OnTheWire:
    """A credential as it leaves: its headers, and every piece that must not come back in an exchange."""

    authorization: str | None
    headers: tuple[tuple[str, str], ...]
    pieces: tuple[str, ...]


def present(secret: Secret, scheme: Scheme) -> Secret:
    """Return the credential as a scheme presents it; a header that is a known scheme becomes that scheme.

    Raises:
        Withheld: The scheme is one for invented credentials.
    """
    if scheme in INVENTED:
        raise Withheld("an invented identity is shown without any real credential")
    plain = _recognised(secret)
    if scheme is Scheme.BASIC:
        return replace(plain, kind=CredentialKind.BASIC)
    if scheme is Scheme.BEARER:
        return replace(plain, kind=CredentialKind.BEARER, secret=plain.secret.strip())
    if scheme is Scheme.STRIPPED:
        return replace(plain, secret=plain.secret.strip().strip("'\"").strip())
    return plain


def is_login_risk(deployment: Deployment, secret: Secret) -> bool:
    """Tell whether the server may count a refusal of this credential as a failed login of a person.

    On Data Center that is every Basic request, whatever its secret looks like, every replayed cookie, and every
    Authorization whose scheme we do not know; on Cloud a Basic secret that is no token for sure.
    Source: https://confluence.atlassian.com/doc/configuring-captcha-for-failed-logins-216432142.html
    """
    plain = _recognised(secret)
    unread = plain.kind is CredentialKind.HEADER and plain.header.strip().lower() == "authorization"
    if deployment is Deployment.CLOUD:
        basic = plain.kind is CredentialKind.BASIC and form_of(plain).kind not in _TOKENS
        return basic or (unread and plain.secret.strip().lower().startswith("basic"))
    return unread or plain.kind in {CredentialKind.BASIC, CredentialKind.COOKIE}


def put_on_the_wire(secret: Secret) -> OnTheWire:
    """Return the headers of a presented credential.

    Raises:
        Withheld: No client can send it, or its header is none that carries a credential.
    """
    pieces = tuple(_pieces(secret))
    if secret.kind is CredentialKind.BASIC:
        return OnTheWire(f"Basic {_pair(secret)}", (), (*pieces, _pair(secret)))
    value = _one_line(secret.secret)
    if secret.kind is CredentialKind.BEARER:
        return OnTheWire(f"Bearer {value}", (), pieces)
    if secret.kind is CredentialKind.COOKIE:
        return OnTheWire(None, (("Cookie", value),), pieces)
    if secret.header.strip().lower() == "authorization":
        return OnTheWire(value, (), pieces)
    return OnTheWire(None, ((_header_name(secret.header), value),), pieces)


def account_of(secret: Secret) -> str:
    """Return what one account is told apart by: the name before the @ or after the domain.

    "" when nobody says whose it is, as with a cookie; all of those count as one account, so that many cookies of one
    person cannot lock that person out.
    """
    name = secret.username.strip().casefold()
    return name.rpartition("\\")[2].partition("@")[0].strip()


def invented(scheme: Scheme) -> str:
    """Return the Authorization header of somebody who cannot exist."""
    name = f"unlatch-control-{secrets.token_hex(6)}"
    if scheme is Scheme.INVENTED_BEARER:
        return f"Bearer {name}"
    pair = base64.b64encode(f"{name}@invalid.invalid:{secrets.token_hex(12)}".encode()).decode("ascii")
    return f"Basic {pair}"


def _recognised(secret: Secret) -> Secret:
    """Return a credential that was given as a raw header as what it really is."""
    if secret.kind is not CredentialKind.HEADER:
        return secret
    name = secret.header.strip().lower()
    if name == "cookie":
        return replace(secret, kind=CredentialKind.COOKIE, header="")
    scheme, _, value = secret.secret.strip().partition(" ")
    if name == "authorization" and scheme.lower() == "bearer":
        return replace(secret, kind=CredentialKind.BEARER, secret=value.strip(), header="")
    if name == "authorization" and scheme.lower() == "basic":
        return _from_pair(secret, value)
    return secret


def _from_pair(secret: Secret, value: str) -> Secret:
    """Return user and secret of a Basic value; one that cannot be read stays the header it is."""
    try:
        pair = b64decode("".join(value.split()), validate=True).decode("utf-8")
    except (Base64Error, ValueError):
        return secret
    user, colon, password = pair.partition(":")
    return Secret(CredentialKind.BASIC, password, user) if colon else secret


def _pair(secret: Secret) -> str:
    return base64.b64encode(f"{secret.username}:{secret.secret}".encode("utf-8", "replace")).decode("ascii")


def _pieces(secret: Secret) -> Iterator[str]:
    yield secret.secret
    if secret.kind is CredentialKind.COOKIE:
        yield from (part.partition("=")[2].strip() for part in secret.secret.split(";"))
    elif secret.kind is CredentialKind.HEADER:
        yield secret.secret.strip().partition(" ")[2]


def _header_name(name: str) -> str:
    """Let only headers through that carry a credential; others could claim to be somebody or steer the way."""
    plain = name.strip()
    carries = _HEADER_NAME.fullmatch(plain) and _CARRIES_SECRET.search(plain)
    if not carries or _CLAIMS_IDENTITY.search(plain):
        raise Withheld("the header is none that carries a credential")
    return plain


def _one_line(value: str) -> str:
    """Refuse what would end the header; a stray newline at the end is what the sender's client strips too."""
    plain = value.strip()
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", plain):
        raise Withheld("the secret has a line break inside, so that no client can send it")
    return plain
