"""What a reply's status and headers say: challenges, Seraph, edge, redirects, cookies."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from tools.challenge import Challenge, challenges_of
from tools.credential_form import SentScheme
from tools.evidence import Exchange
from tools.facts import Fact
from tools.wire.address import address_of
from tools.wire.sign import Sign, sign

_STATUS = {
    400: Fact.STATUS_400,
    401: Fact.STATUS_401,
    403: Fact.STATUS_403,
    404: Fact.STATUS_404,
    407: Fact.STATUS_407,
    410: Fact.STATUS_410,
    429: Fact.STATUS_429,
}
_SERAPH = {
    "OK": Fact.SERAPH_OK,
    "AUTHENTICATED_FAILED": Fact.SERAPH_FAILED,
    "AUTHENTICATION_DENIED": Fact.SERAPH_DENIED,
    "AUTHORISATION_FAILED": Fact.SERAPH_NOT_AUTHORISED,
    "AUTHORIZATION_FAILED": Fact.SERAPH_NOT_AUTHORISED,
    "OUT": Fact.SERAPH_OUT,
}
_FAILURE = {
    "FAILURE_CLIENT_SCOPE_CHECK": Fact.BODY_SCOPE_MISMATCH,
    "FAILURE_CLIENT_AUTH": Fact.BODY_GATEWAY_UNAUTHORIZED,
    "FAILURE_CLIENT_AUTH_MISMATCH": Fact.HEADER_AUTH_MISMATCH,
}
_OAUTH_PROBLEMS = {
    "timestamp_refused": Fact.OAUTH1_TIMESTAMP_REFUSED,
    "signature_invalid": Fact.OAUTH1_SIGNATURE_INVALID,
    "token_rejected": Fact.OAUTH1_TOKEN_REJECTED,
    "token_expired": Fact.OAUTH1_TOKEN_REJECTED,
    "token_revoked": Fact.OAUTH1_TOKEN_REJECTED,
    "consumer_key_unknown": Fact.OAUTH1_CONSUMER_UNKNOWN,
    "consumer_key_rejected": Fact.OAUTH1_CONSUMER_UNKNOWN,
    "nonce_used": Fact.OAUTH1_NONCE_USED,
    "permission_denied": Fact.OAUTH1_PERMISSION_DENIED,
    "user_refused": Fact.OAUTH1_PERMISSION_DENIED,
}
_LOGIN_ELSEWHERE = re.compile(
    r"log-?in|sign-?in|/sso|saml|oauth2?/|/auth(?:orize|enticate|/|\?|$)|adfs|openid|/cas/|okta|microsoftonline"
    r"|keycloak|shibboleth|wsfed|idp",
    re.IGNORECASE,
)
_OWN_LOGIN = re.compile(
    r"/(?:login\.action|dologin\.action|login\.jsp)|permissionViolation=|os_destination=", re.IGNORECASE
)
_WEBSUDO = re.compile(r"/authenticate\.action", re.IGNORECASE)
_MEDIA = re.compile(r"^(?:api\.media\.atlassian\.com|media-cdn\.atlassian\.com|.*\.amazonaws\.com)$")
_OK_RANGE, _REDIRECTS, _SERVER_ERRORS, _UNAUTHORIZED = range(200, 300), range(301, 309), range(500, 600), 401
_A_CAPTURE = 2
"""So many reply headers make it plain that an absent one was not sent, rather than left out of a summary."""


def signs_of_status(status: int | None) -> Iterator[Sign]:
    """Yield the fact of a status code."""
    if status is None:
        return
    fact = _STATUS.get(status)
    for codes, of_range in (
        (_OK_RANGE, Fact.STATUS_200),
        (_REDIRECTS, Fact.STATUS_REDIRECT),
        (_SERVER_ERRORS, Fact.STATUS_5XX),
    ):
        if status in codes:
            fact = of_range
    if fact:
        yield sign(fact, f"HTTP status {status}")


def signs_in_headers(exchange: Exchange, scheme: SentScheme | None) -> Iterator[Sign]:
    """Yield what the reply's headers say. `scheme` is how the request's credential was sent."""
    yield from _challenges(exchange)
    yield from _seraph(exchange, scheme)
    yield from _single_headers(exchange)
    yield from _redirect(exchange)
    for name, value in exchange.response_headers:
        if name.lower() == "set-cookie":
            yield from _set_cookie(exchange, value)


def all_headers(exchange: Exchange, name: str) -> list[str]:
    """Return every reply header of that name."""
    wanted = name.lower()
    return [value for key, value in exchange.response_headers if key.lower() == wanted]


def _challenges(exchange: Exchange) -> Iterator[Sign]:
    values = all_headers(exchange, "WWW-Authenticate")
    for challenge in challenges_of(values):
        quote = f"WWW-Authenticate: {', '.join(values)}"
        yield from (sign(fact, quote) for fact in _challenge_facts(challenge, exchange))
    for value in all_headers(exchange, "Proxy-Authenticate"):
        yield sign(Fact.CHALLENGE_PROXY, f"Proxy-Authenticate: {value}")


def _challenge_facts(challenge: Challenge, exchange: Exchange) -> Iterator[Fact]:
    problem = challenge.param("oauth_problem")
    if problem in _OAUTH_PROBLEMS:
        yield _OAUTH_PROBLEMS[problem]
    elif challenge.scheme == "oauth":
        yield Fact.CHALLENGE_OAUTH_REALM
        if _is_other_place(challenge.param("realm"), exchange.url):
            yield Fact.HEADER_REALM_IS_OTHER_HOST
    elif challenge.scheme in {"negotiate", "ntlm", "kerberos"}:
        yield Fact.CHALLENGE_NEGOTIATE
    elif challenge.scheme == "basic":
        yield Fact.CHALLENGE_FOREIGN_BASIC
    elif challenge.scheme == "bearer" and challenge.param("error") == "invalid_token":
        yield Fact.CHALLENGE_BEARER_INVALID


def _is_other_place(realm: str | None, url: str | None) -> bool:
    """Tell whether the realm, Confluence's own base URL, is not the address that was called."""
    own, called = address_of(realm), address_of(url)
    if own is None or called is None or called.is_gateway:
        return False
    return own.origin != called.origin or not called.path.startswith(own.path.rstrip("/"))


def _seraph(exchange: Exchange, scheme: SentScheme | None) -> Iterator[Sign]:
    address = address_of(exchange.url)
    if address is not None and address.is_cloud:
        return  # Confluence Cloud sends no such header; on a Cloud host it comes from Jira
    reasons = all_headers(exchange, "X-Seraph-LoginReason")
    for reason in ", ".join(reasons).upper().replace(" ", "").split(","):
        if reason in _SERAPH:
            yield sign(_SERAPH[reason], f"X-Seraph-LoginReason: {reason}")
    captured = len(exchange.response_headers) >= _A_CAPTURE
    if not reasons and captured and scheme is SentScheme.BEARER and exchange.status == _UNAUTHORIZED:
        yield sign(Fact.SERAPH_ABSENT_ON_BEARER_401, "401 to a Bearer request, no X-Seraph-LoginReason")


def _single_headers(exchange: Exchange) -> Iterator[Sign]:
    category = (exchange.response_header("X-Failure-Category") or "").strip().upper()
    if category in _FAILURE:
        yield sign(_FAILURE[category], f"X-Failure-Category: {category}")
    denied = exchange.response_header("X-Authentication-Denied-Reason") or ""
    if "CAPTCHA" in denied.upper():
        yield sign(Fact.HEADER_CAPTCHA_CHALLENGE, f"X-Authentication-Denied-Reason: {denied}")
    cache = exchange.response_header("X-Cache") or ""
    if "error from cloudfront" in cache.lower():
        yield sign(Fact.HEADER_EDGE_ERROR, f"X-Cache: {cache}")
    for name in ("Retry-After", "RateLimit-Reason", "X-RateLimit-NearLimit", "X-RateLimit-Remaining"):
        value = exchange.response_header(name)
        if value and (name != "X-RateLimit-Remaining" or value.strip() in {"0", "-1"}):
            yield sign(Fact.HEADER_RETRY_AFTER, f"{name}: {value}")
    user = exchange.response_header("X-AUSERNAME")
    if user:
        known = Fact.IDENTITY_ANONYMOUS if user.strip().lower() == "anonymous" else Fact.IDENTITY_KNOWN
        yield sign(known, f"X-AUSERNAME: {user}")


def _redirect(exchange: Exchange) -> Iterator[Sign]:
    location = exchange.response_header("Location")
    if not location or exchange.status not in _REDIRECTS:
        return
    target = urljoin(exchange.url or "", location) if len(location) < 4_000 else ""
    quote = f"Location: {location}"
    there, here = address_of(target), address_of(exchange.url)
    elsewhere = there is not None and (here is None or there.host != here.host)
    if there is not None and there.host == "id.atlassian.com":
        yield sign(Fact.REDIRECT_TO_ATLASSIAN_LOGIN, quote)
    elif _WEBSUDO.search(location):
        yield sign(Fact.BODY_WEBSUDO, quote)
    elif _OWN_LOGIN.search(location) and not (elsewhere and here is not None):
        yield sign(Fact.REDIRECT_TO_LOGIN_ACTION, quote)
    elif elsewhere and here is not None and _LOGIN_ELSEWHERE.search(target):
        yield sign(Fact.REDIRECT_TO_FOREIGN_LOGIN, quote)
    elif there and here and there.origin != here.origin and not _MEDIA.match(there.host):
        yield sign(Fact.REDIRECT_CHANGES_ORIGIN, quote)


def _set_cookie(exchange: Exchange, value: str) -> Iterator[Sign]:
    address = address_of(exchange.url)
    if address is None:
        return
    parts = [part.strip() for part in value.split(";")]
    attributes = {name.strip().lower(): rest.strip() for name, _, rest in (part.partition("=") for part in parts[1:])}
    quote = f"Set-Cookie: {value}"
    if "secure" in attributes and address.scheme == "http":
        yield sign(Fact.COOKIE_SECURE_OVER_HTTP, quote)
    path, domain = attributes.get("path", "/").strip('"') or "/", attributes.get("domain", "").lstrip(".").lower()
    misses_path = not (address.path or "/").startswith(path.rstrip("/"))
    misses_domain = bool(domain) and address.host != domain and not address.host.endswith("." + domain)
    if misses_path or misses_domain:
        yield sign(Fact.COOKIE_PATH_OR_DOMAIN_MISMATCH, quote)
    ended = attributes.get("max-age") == "0" or "1970" in attributes.get("expires", "")
    if ended and re.match(r"JSESSIONID|seraph\.|(?:cloud|tenant)\.session", parts[0], re.IGNORECASE):
        yield sign(Fact.COOKIE_SESSION_EXPIRED, quote)
