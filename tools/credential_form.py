"""What can be said of a credential without keeping a character of it: kind, length, stray characters, JWT claims.

Forms: an API token of Cloud begins with ATATT3 and ends with "=" and eight hex digits; its length varies
(https://support.atlassian.com/user-management/docs/manage-api-tokens-for-service-accounts). A Data Center token is
base64 of digits, a colon and random bytes (https://github.com/trufflesecurity/trufflehog, confluencedatacenter).
"""

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tools.credential_claims import JwtClaims, read_claims
from tools.facts import Fact


class SentScheme(StrEnum):
    """How a credential goes on the wire."""

    BASIC = "basic"
    BEARER = "bearer"
    COOKIE = "cookie"
    OAUTH1 = "oauth1"
    CONNECT_JWT = "connect_jwt"
    NEGOTIATE = "negotiate"
    OTHER = "other"
    NOTHING = "nothing"


class CredentialLook(StrEnum):
    """What a secret looks like."""

    API_TOKEN = "api_token"
    SERVICE_KEY = "service_key"
    ORG_KEY = "org_key"
    CLIENT_SECRET = "client_secret"
    PAT = "pat"
    JWT = "jwt"
    OPAQUE = "opaque"
    PASSWORD_LIKE = "password_like"
    PLACEHOLDER = "placeholder"
    EMPTY = "empty"


class Stray(StrEnum):
    """Characters that do not belong to a secret of its kind."""

    LINE_BREAK = "line_break"
    SPACE = "space"
    QUOTES = "quotes"
    PERCENT_ENCODING = "percent_encoding"
    INVISIBLE = "invisible"
    COLON = "colon"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class CredentialForm:
    """The form of a credential.

    Attributes:
        scheme: How it is sent.
        exact_scheme: The scheme is spelt exactly Basic or Bearer; other spellings count as no credential on Cloud.
        kind: What the secret looks like.
        length: Characters of the secret as given, stray ones included.
        user_is_email: None when there is no user part.
        empty_user: The Basic pair's user is empty.
        empty_secret: The secret is empty.
        unreadable: The Basic value does not decode to user, colon, secret.
        stray: Characters that do not belong there.
        broken: It begins like its kind and does not end like it.
        truncated: It is far shorter than its kind ever is.
        pristine: It has the full form of its kind.
        claims: Digest of a JWT's claims; None for everything else.
    """

    scheme: SentScheme
    kind: CredentialLook
    length: int
    exact_scheme: bool = True
    user_is_email: bool | None = None
    empty_user: bool = False
    empty_secret: bool = False
    unreadable: bool = False
    stray: tuple[Stray, ...] = ()
    broken: bool = False
    truncated: bool = False
    pristine: bool = False
    claims: JwtClaims | None = None


def look_at_pair(user: str, secret: str) -> CredentialForm:
    """Look at a user name and secret that will be sent as Basic."""
    form = _look_at_secret(secret, SentScheme.BASIC)
    _, colon, last = secret.rpartition(":")
    if colon and form.kind not in _TOKENS and kind_of(last) in _TOKENS:
        form = _look_at_secret(last, SentScheme.BASIC)  # a whole pair was given as the secret
        form = replace(form, length=len(secret), stray=(*form.stray, Stray.COLON), pristine=False)
    extra_colon = Stray.COLON in form.stray and form.kind in _TOKENS
    return replace(
        form,
        user_is_email=bool(_EMAIL.fullmatch(user.strip())) if user.strip() else None,
        empty_user=not user.strip(),
        empty_secret=not secret.strip(),
        unreadable=extra_colon,
    )


def look_at_header(authorization_value: str) -> CredentialForm:
    """Look at the value of an Authorization header as it is, or at a cookie string."""
    scheme, _, value = authorization_value.lstrip().partition(" ")
    lowered = scheme.lower().rstrip(":\r\n")
    if lowered == "basic":
        return replace(_look_at_basic(value), exact_scheme=scheme == "Basic")
    if lowered == "bearer":
        form = _look_at_secret(value, SentScheme.BEARER)
        return replace(form, exact_scheme=scheme == "Bearer", empty_secret=not value.strip())
    if lowered == "oauth" and "oauth_" in value:
        return CredentialForm(SentScheme.OAUTH1, CredentialLook.OPAQUE, len(value))
    known = {"jwt": SentScheme.CONNECT_JWT, "negotiate": SentScheme.NEGOTIATE, "ntlm": SentScheme.NEGOTIATE}
    if lowered in known:
        return _look_at_secret(value, known[lowered])
    if _COOKIES.match(authorization_value):
        return CredentialForm(SentScheme.COOKIE, CredentialLook.OPAQUE, len(authorization_value))
    return _look_at_secret(value or authorization_value, SentScheme.OTHER)


def facts_of_form(form: CredentialForm, now: datetime) -> tuple[Fact, ...]:
    """Return what the form alone says. `now` is aware; it is the time the credential is or was used."""
    facts = [*_scheme_facts(form), *_secret_facts(form)]
    if form.claims is not None:
        facts += _claim_facts(form.claims, now)
    return tuple(dict.fromkeys(facts))


def kind_of(secret: str) -> CredentialLook:
    """Tell what a secret looks like; stray white space and quotes around it are looked past."""
    bare = secret.strip().strip("\"'`").strip()
    if not bare:
        return CredentialLook.EMPTY
    if _PLACEHOLDER.fullmatch(bare):
        return CredentialLook.PLACEHOLDER
    for prefix, kind in _PREFIXES.items():
        if bare.startswith(prefix):
            return kind
    if _JWT.match(bare):
        return CredentialLook.JWT
    if _is_pat(bare):
        return CredentialLook.PAT
    return CredentialLook.OPAQUE if _OPAQUE.fullmatch(bare) else CredentialLook.PASSWORD_LIKE


_PREFIXES = {
    "ATATT3": CredentialLook.API_TOKEN,
    "ATSTT3": CredentialLook.SERVICE_KEY,
    "ATCTT3": CredentialLook.ORG_KEY,
    "ATOA": CredentialLook.CLIENT_SECRET,
}
_TOKENS = frozenset({*_PREFIXES.values(), CredentialLook.PAT, CredentialLook.JWT})
_CHECKSUMMED = frozenset({CredentialLook.API_TOKEN, CredentialLook.SERVICE_KEY, CredentialLook.ORG_KEY})
_SHORTEST_TOKEN = 100
_MINUTES_OFF = timedelta(minutes=3)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PLACEHOLDER = re.compile(
    r"[xX*.\u2026?_-]+|<.*>|\[.*\]|\{\{.*\}\}|\$\{?[A-Z_][A-Z0-9_]*\}?|%[A-Z_]+%|[A-Z]+(?:_[A-Z]+)+|(?i:redacted|token|secret)"
)
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_WHOLE_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_OPAQUE = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9_.~+/=-]{24,}")
_COOKIES = re.compile(
    r"(?:[\w.-]+=[^;\s]*;\s*)*(?:JSESSIONID|seraph\.|crowd\.token|[\w.-]*session[\w.-]*)", re.IGNORECASE
)
_CHECKSUM_END = re.compile(r"=[0-9A-Fa-f]{8}\Z")
_PAT_BYTES = re.compile(rb"\d{4,20}:.{8,}", re.DOTALL)
_STRAY = {
    Stray.LINE_BREAK: re.compile(r"[\r\n]|\\[rn]\Z"),
    Stray.SPACE: re.compile(r"\A[ \t]|[ \t]\Z"),
    Stray.QUOTES: re.compile(r"\A\s*[\"'`\u201c\u201d\u2018\u2019]|[\"'`\u201c\u201d\u2018\u2019]\s*\Z"),
    Stray.INVISIBLE: re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00a0]"),
}
_STRAY_IN_TOKENS = {
    Stray.SPACE: re.compile(r"[ \t]"),
    Stray.QUOTES: re.compile(r"[\"'`\u201c\u201d\u2018\u2019]"),
    Stray.PERCENT_ENCODING: re.compile(r"%[0-9A-Fa-f]{2}"),
    Stray.COLON: re.compile(":"),
    Stray.FOREIGN: re.compile(
        r"[^\x21-\x7e\s\u00a0\u00ad\u200b-\u200f\u201c\u201d\u2018\u2019\u202a-\u202e\u2060-\u2069\ufeff]"
    ),
}


def _look_at_basic(value: str) -> CredentialForm:
    decoded = _decode_pair(value)
    if decoded is None:
        raw = value.strip()
        _, colon, secret = raw.rpartition(":")
        form = _look_at_secret(secret if colon else raw, SentScheme.BASIC)
        placeholder = form.kind is CredentialLook.PLACEHOLDER
        return replace(form, unreadable=bool(raw) and not placeholder, empty_secret=not raw)
    user, _, secret = decoded.partition(":")
    return look_at_pair(user, secret)


def _decode_pair(value: str) -> str | None:
    """Return user:secret, or None when the value is not base64 of such a pair."""
    try:
        decoded = b64decode(re.sub(r"\s", "", value), validate=True)
    except (Base64Error, ValueError):
        return None
    text = decoded.decode("utf-8", "replace")
    return text if ":" in text and "\ufffd" not in text else None


def _look_at_secret(secret: str, scheme: SentScheme) -> CredentialForm:
    kind = kind_of(secret)
    bare = secret.strip().strip("\"'`").strip()
    claims = read_claims(bare) if kind is CredentialLook.JWT else None
    broken = _is_broken(kind, bare, claims)
    stray = _stray_in(secret, kind)
    return CredentialForm(
        scheme=scheme,
        kind=kind,
        length=len(secret),
        empty_secret=kind is CredentialLook.EMPTY,
        stray=stray,
        broken=broken,
        truncated=broken and kind in _CHECKSUMMED and len(bare) < _SHORTEST_TOKEN,
        pristine=kind in _CHECKSUMMED | {CredentialLook.PAT} and not broken and not stray,
        claims=claims,
    )


def _is_broken(kind: CredentialLook, bare: str, claims: JwtClaims | None) -> bool:
    if kind in _CHECKSUMMED:
        return not _CHECKSUM_END.search(bare) or len(bare) < _SHORTEST_TOKEN
    return kind is CredentialLook.JWT and (claims is None or not _WHOLE_JWT.fullmatch(bare))


def _stray_in(secret: str, kind: CredentialLook) -> tuple[Stray, ...]:
    """Look for stray characters; inside a password nearly every character is allowed."""
    if kind in {CredentialLook.EMPTY, CredentialLook.PLACEHOLDER}:
        return ()
    found = [name for name, pattern in _STRAY.items() if pattern.search(secret)]
    if kind in _TOKENS:
        found += [name for name, pattern in _STRAY_IN_TOKENS.items() if pattern.search(secret)]
    return tuple(dict.fromkeys(found))


def _is_pat(bare: str) -> bool:
    if not re.fullmatch(r"[MNO][A-Za-z0-9+/]{30,70}={0,2}", bare):
        return False
    try:
        return bool(_PAT_BYTES.fullmatch(urlsafe_b64decode(bare.rstrip("=") + "=" * (-len(bare.rstrip("=")) % 4))))
    except (Base64Error, ValueError):
        return False


_SCHEME_FACTS = {
    SentScheme.BASIC: Fact.SENT_BASIC,
    SentScheme.BEARER: Fact.SENT_BEARER,
    SentScheme.COOKIE: Fact.SENT_COOKIE_ONLY,
    SentScheme.OAUTH1: Fact.SENT_OAUTH1,
    SentScheme.CONNECT_JWT: Fact.SENT_CONNECT_JWT,
    SentScheme.OTHER: Fact.SENT_UNKNOWN_SCHEME,
    SentScheme.NOTHING: Fact.SENT_NOTHING,
}
_LOOK_FACTS = {
    CredentialLook.API_TOKEN: Fact.SECRET_API_TOKEN,
    CredentialLook.SERVICE_KEY: Fact.SECRET_SERVICE_ACCOUNT_KEY,
    CredentialLook.ORG_KEY: Fact.SECRET_ORG_KEY,
    CredentialLook.CLIENT_SECRET: Fact.SECRET_CLIENT_SECRET,
    CredentialLook.PAT: Fact.SECRET_DC_PAT,
    CredentialLook.JWT: Fact.SECRET_JWT,
}


def scheme_facts(form: CredentialForm) -> tuple[Fact, ...]:
    """Return only what the form says about how the credential is sent."""
    return tuple(_scheme_facts(form))


def _scheme_facts(form: CredentialForm) -> list[Fact]:
    facts = [fact for scheme, fact in _SCHEME_FACTS.items() if form.scheme is scheme]
    basic = form.scheme is SentScheme.BASIC
    checks = (
        (not form.exact_scheme, Fact.SENT_SCHEME_MISSPELT),
        (basic and form.unreadable, Fact.SENT_BASIC_UNREADABLE),
        (basic and not form.unreadable and (form.empty_user or form.empty_secret), Fact.SENT_BASIC_EMPTY_HALF),
        (form.scheme is SentScheme.BEARER and form.empty_secret, Fact.SENT_BEARER_EMPTY),
        (form.claims is not None and form.claims.qsh is not None, Fact.SENT_CONNECT_JWT),
    )
    return facts + [fact for holds, fact in checks if holds]


def _secret_facts(form: CredentialForm) -> list[Fact]:
    password = form.kind is CredentialLook.PASSWORD_LIKE and form.scheme is SentScheme.BASIC and not form.unreadable
    checks = (
        (form.user_is_email is True, Fact.USER_IS_EMAIL),
        (form.user_is_email is False, Fact.USER_IS_NOT_EMAIL),
        (password, Fact.SECRET_PASSWORD),
        (bool(form.stray), Fact.SECRET_STRAY_CHARACTERS),
        (form.truncated, Fact.SECRET_TRUNCATED),
        (form.broken, Fact.SECRET_CHECKSUM_FORM_BROKEN),
        (form.pristine, Fact.SECRET_PRISTINE_FORM),
    )
    look = [_LOOK_FACTS[form.kind]] if form.kind in _LOOK_FACTS else []
    return look + [fact for holds, fact in checks if holds]


def _claim_facts(claims: JwtClaims, now: datetime) -> list[Fact]:
    facts = []
    if claims.expires_at is not None:
        facts.append(Fact.SECRET_JWT_EXPIRED if claims.expires_at <= now else Fact.SECRET_JWT_VALID_NOW)
    if claims.issued_at is not None and claims.issued_at - now > _MINUTES_OFF:
        facts.append(Fact.SECRET_JWT_IAT_OFF)
    if claims.is_atlassian_oauth:
        facts.append(Fact.SECRET_OAUTH2_TOKEN)
    return facts
