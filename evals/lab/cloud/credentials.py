"""Who is calling: what an Authorization header or a session cookie makes of a request, host by host."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evals.lab.cloud.connect import read_connect
from evals.lab.cloud.people import Account, ApiToken, TokenKind, over
from evals.lab.cloud.state import CloudState
from evals.lab.cloud.visit import Visit, cookie
from evals.lab.wire import Request

SESSION_COOKIE = "cloud.session.token"
_TOKEN_PREFIX = "AT"


class Reading(StrEnum):
    """What became of the credential.

    ABSENT: none was sent, or none that this host reads.
    UNREADABLE: a Basic value that is not one user, one colon, one secret.
    REFUSED: read, and nobody's.
    ACCEPTED: it is `account`.
    SCOPED: a valid scoped token at a host that does not take such tokens.
    BLOCKED: a valid token that a policy of the organisation shuts out.
    TURNED_AWAY: the gateway refuses the form outright.
    FOREIGN_BEARER: a Bearer value on the site host, where only Connect sessions use Bearer.
    CONNECT_REFUSED: a Connect JWT that does not verify; `words` say why.
    """

    ABSENT = "absent"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    SCOPED = "scoped"
    BLOCKED = "blocked"
    TURNED_AWAY = "turned_away"
    FOREIGN_BEARER = "foreign_bearer"
    CONNECT_REFUSED = "connect_refused"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a host takes the sender for.

    Attributes:
        account: None for nobody.
        scopes: Scopes of the credential; None when it carries no limits.
        names_somebody: A Basic value with a non-empty user before its first colon was sent.
        in_browser: The account comes from a session cookie.
        is_app: The caller is an app, or a person through an app.
    """

    reading: Reading
    account: Account | None = None
    scopes: frozenset[str] | None = None
    names_somebody: bool = False
    in_browser: bool = False
    is_app: bool = False
    words: str = ""


NOBODY = Caller(Reading.ABSENT)


def caller_at_site(visit: Visit) -> Caller:
    """Read the credential as a site's own host does."""
    authorization = (visit.request.header("Authorization") or "").strip()
    connect = read_connect(visit)
    if connect is not None:
        account, words = connect
        return Caller(Reading.ACCEPTED if account else Reading.CONNECT_REFUSED, account, is_app=True, words=words)
    if bearer_of(authorization):
        return Caller(Reading.FOREIGN_BEARER, words="jws" if looks_like_jws(bearer_of(authorization)) else "")
    basic = basic_value(authorization)
    if basic:
        return _basic_at_site(visit, basic)
    return _from_cookie(visit.state, visit.request, visit.now)


def caller_at_gateway(state: CloudState, request: Request, now: datetime, site: str) -> Caller:
    """Read the credential as api.atlassian.com/ex/... does, for a site of that name."""
    authorization = (request.header("Authorization") or "").strip()
    if bearer_of(authorization):
        return _bearer_at_gateway(state, bearer_of(authorization), now, site)
    basic = basic_value(authorization)
    if not basic:
        return NOBODY
    pair = basic_pair(basic)
    if pair is None or state.client(pair[0]) is not None:
        # Inferred: no public capture of an unreadable Basic value, or of a client id and secret, at the gateway.
        return Caller(Reading.TURNED_AWAY)
    return check_api_token(state, *pair, now)


def check_api_token(state: CloudState, email: str, secret: str, now: datetime) -> Caller:
    """Check an e-mail address with an API token. A secret that is no token counts as a failed password (inferred)."""
    token, owner = state.token(secret), state.account_by_email(email)
    if token is None:
        if owner is not None and not secret.startswith(_TOKEN_PREFIX):
            owner.failed_logins += 1
        return Caller(Reading.REFUSED, names_somebody=True)
    usable = token.kind is not TokenKind.ORG_KEY and token.usable_at(now)
    if not usable or owner is None or owner.id != token.account or not owner.active:
        return Caller(Reading.REFUSED, names_somebody=True)
    if _blocked(state, owner, token):
        return Caller(Reading.BLOCKED, names_somebody=True)
    return _accepted(token, owner)


def bearer_of(authorization: str) -> str:
    """Return a Bearer value. Only the exact spelling counts, with one space (measured); else ""."""
    value = authorization.removeprefix("Bearer ")
    return "" if value == authorization or value[:1].isspace() else value


def basic_value(authorization: str) -> str:
    """Return what follows the scheme Basic, whatever its case; "" when there is nothing to decode."""
    scheme, _, value = authorization.partition(" ")
    return value.strip() if scheme.lower() == "basic" else ""


def basic_pair(value: str) -> tuple[str, str] | None:
    """Decode a Basic value to user and secret; None unless both halves are there around exactly one colon."""
    try:
        text = base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
    user, _, secret = text.partition(":")
    return (user, secret) if user and secret and ":" not in secret else None


def looks_like_jws(value: str) -> bool:
    """Tell whether a token has the three dotted parts of a signed JWT."""
    return value.startswith("eyJ") and len(value.split(".")) == len(("header", "claims", "signature"))


def account_of_cookie(state: CloudState, request: Request, now: datetime) -> Account | None:
    """Return whose session the cookie is, None when there is none or it has ended."""
    return _from_cookie(state, request, now).account


def _basic_at_site(visit: Visit, basic: str) -> Caller:
    pair = basic_pair(basic)
    if pair is None:
        return Caller(Reading.UNREADABLE, names_somebody=_names_somebody(basic))
    found = check_api_token(visit.state, *pair, visit.now)
    if found.scopes is not None:
        return Caller(Reading.SCOPED, names_somebody=True)
    return found


def _names_somebody(basic: str) -> bool:
    try:
        text = base64.b64decode(basic).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return False
    user, colon, _ = text.partition(":")
    return bool(user and colon)


def _bearer_at_gateway(state: CloudState, value: str, now: datetime, site: str) -> Caller:
    token = state.token(value)
    if token is not None and token.kind is not TokenKind.ORG_KEY:
        return _api_token_as_bearer(state, token, now)
    access = state.access_token(value)
    if access is None or over(access.expires, now):
        return Caller(Reading.REFUSED)
    grant = state.grant(access.grant)
    owner = state.account(grant.account) if grant else None
    if grant is None or owner is None or grant.revoked or not owner.active:
        return Caller(Reading.REFUSED)
    if site not in grant.sites:
        # Inferred: a token whose grant leaves the site out is turned away by the gateway itself.
        return Caller(Reading.TURNED_AWAY)
    client = state.client(grant.client)
    if state.organisation.user_apps_blocked or (client is not None and client.blocked_by_admin):
        return Caller(Reading.BLOCKED, is_app=True)
    scopes = grant.scopes if access.scopes is None else access.scopes
    return Caller(Reading.ACCEPTED, owner, frozenset(scopes), is_app=True)


def _api_token_as_bearer(state: CloudState, token: ApiToken, now: datetime) -> Caller:
    """Service-account tokens work as Bearer; user tokens get a 401 whose body no report gives (inferred)."""
    owner = state.account(token.account)
    if not token.usable_at(now) or owner is None or not owner.active:
        return Caller(Reading.REFUSED)
    if token.kind is not TokenKind.SERVICE:
        return Caller(Reading.TURNED_AWAY)
    return _accepted(token, owner)


def _accepted(token: ApiToken, owner: Account) -> Caller:
    scopes = None if token.kind is TokenKind.CLASSIC else frozenset(token.scopes)
    return Caller(Reading.ACCEPTED, owner, scopes, names_somebody=True)


def _blocked(state: CloudState, owner: Account, token: ApiToken) -> bool:
    if token.kind is TokenKind.SERVICE:
        return False
    policy = state.organisation
    if state.is_external(owner):
        return not policy.external_tokens_allowed
    return not policy.user_tokens_allowed


def _from_cookie(state: CloudState, request: Request, now: datetime) -> Caller:
    session = state.session(cookie(request, SESSION_COOKIE) or "")
    if session is None or session.ended or over(session.expires, now):
        return NOBODY
    owner = state.account(session.account)
    if owner is None or not owner.active:
        return NOBODY
    return Caller(Reading.ACCEPTED, owner, in_browser=True)
