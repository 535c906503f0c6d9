"""What a request carries: credential, cookies, client, write or read."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tools.credential_claims import CONTEXT_QSH, qsh_of
from tools.credential_form import CredentialForm, SentScheme, look_at_header, scheme_facts
from tools.evidence import Exchange
from tools.facts import Fact
from tools.wire.address import address_of
from tools.wire.sign import Sign, sign

WRITES = frozenset({"POST", "PUT", "DELETE", "PATCH"})
_READING_POSTS = re.compile(
    r"/permission/check$|/graphql|/cgraphql|/oauth/token$|/search/jql|/rest/analytics|/contentbody/convert"
)
_BROWSER = re.compile(r"mozilla/|chrome/|safari/|firefox/", re.IGNORECASE)
_PROGRAM = re.compile(
    r"python|curl/|axios|node|undici|java|okhttp|apache-httpclient|go-http|golang|postman|insomnia|wget|powershell"
    r"|ruby|php|guzzle"
    r"|restsharp|libwww|perl|faraday|aiohttp|httpx|jersey|\bmark\b|confluence|publisher|builder|atlassian|bot\b"
    r"|httpie|dart",
    re.IGNORECASE,
)
_APP = re.compile(r"forge|connect-express|atlassian-connect", re.IGNORECASE)
_SESSION_COOKIES = ("jsessionid", "seraph.confluence", "crowd.token_key", "cloud.session.token", "tenant.session.token")
_UNREADABLE_ONLY = frozenset({Fact.SENT_BASIC_UNREADABLE, Fact.SENT_BASIC_EMPTY_HALF, Fact.SENT_BEARER_EMPTY})


def is_write(exchange: Exchange) -> bool:
    """Tell whether the call changes something in Confluence."""
    method = (exchange.method or "").upper()
    path = (exchange.url or "").partition("?")[0]
    return method in WRITES and not _READING_POSTS.search(path)


def is_by_browser(exchange: Exchange) -> bool:
    """Tell whether a person's browser makes the call."""
    agent = exchange.request_header("User-Agent") or ""
    return bool(_BROWSER.search(agent)) and exchange.request_header("Authorization") is None


def sent_scheme(exchange: Exchange, form: CredentialForm | None) -> SentScheme | None:
    """Return how the credential was sent, None when that is not known."""
    header = exchange.request_header("Authorization")
    if header is not None:
        return look_at_header(header).scheme
    return form.scheme if form else None


def signs_in_request(exchange: Exchange, form: CredentialForm | None, *, complete: bool) -> Iterator[Sign]:
    """Yield what the request says.

    Args:
        exchange: The exchange, redacted.
        form: Form of the credential that went with it, looked at before redaction.
        complete: All request headers are on record, so that an absent one was not sent.
    """
    yield from _credential(exchange, form, complete=complete)
    yield from _client(exchange)
    if is_write(exchange):
        quote = f"{exchange.method} {exchange.url or ''}"
        yield sign(Fact.CALL_IS_A_WRITE, quote)
        if complete and exchange.request_headers and _xsrf_header(exchange) != "no-check" and _is_refused(exchange):
            yield sign(Fact.WRITE_WITHOUT_XSRF_HEADER, quote)
    if form is not None and _is_qsh_wrong(exchange, form):
        yield sign(Fact.SECRET_JWT_QSH_WRONG, "qsh claim differs from the hash of the request")


def _is_scheme_alone(header: str) -> bool:
    """People leave the value out when they quote a header; a scheme alone tells of no empty pair."""
    return len(header.split()) == 1


def _credential(exchange: Exchange, form: CredentialForm | None, *, complete: bool) -> Iterator[Sign]:
    header = exchange.request_header("Authorization")
    cookie = exchange.request_header("Cookie")
    if header is not None:
        looked = form or look_at_header(header)
        redacted = (form is None and "[secret:" in header) or _is_scheme_alone(header)
        for fact in scheme_facts(looked):
            if not (redacted and fact in _UNREADABLE_ONLY):
                yield sign(fact, f"Authorization: {header}")
    elif form is not None:
        yield from (sign(fact, f"sent as {form.scheme.value}") for fact in scheme_facts(form))
    elif cookie is not None:
        yield sign(Fact.SENT_COOKIE_ONLY, f"Cookie: {cookie}")
    elif complete and exchange.request_headers:
        yield sign(Fact.SENT_NOTHING, "no Authorization and no Cookie header in the request")
    if cookie is not None and header is None:
        yield from _cookies(exchange, cookie)


def _cookies(exchange: Exchange, cookie: str) -> Iterator[Sign]:
    names = {part.partition("=")[0].strip().lower() for part in cookie.split(";")}
    sessions = [name for name in _SESSION_COOKIES if any(name in given for given in names)]
    if not sessions and _is_refused(exchange):
        yield sign(Fact.COOKIE_SESSION_ABSENT, f"Cookie: {cookie}")
    address = address_of(exchange.url)
    if sessions == ["jsessionid"] and not (address and address.is_cloud):
        yield sign(Fact.COOKIE_ONLY_JSESSIONID, f"Cookie: {cookie}")


def _client(exchange: Exchange) -> Iterator[Sign]:
    agent = exchange.request_header("User-Agent")
    if not agent:
        return
    quote = f"User-Agent: {agent}"
    if is_by_browser(exchange):
        yield sign(Fact.CHANNEL_BROWSER, quote)
    elif _APP.search(agent):
        yield sign(Fact.CHANNEL_APP, quote)
    elif _PROGRAM.search(agent) or exchange.request_header("Authorization"):
        yield sign(Fact.CHANNEL_SCRIPT, quote)


def _xsrf_header(exchange: Exchange) -> str:
    return (exchange.request_header("X-Atlassian-Token") or "").strip().lower()


def _is_refused(exchange: Exchange) -> bool:
    return exchange.status is None or exchange.status >= _REDIRECTS_FROM


_REDIRECTS_FROM = 300


def _is_qsh_wrong(exchange: Exchange, form: CredentialForm) -> bool:
    """Tell whether a Connect JWT was made for another request; with and without the context path is tried."""
    claims = form.claims
    if claims is None or not claims.qsh or claims.qsh == CONTEXT_QSH or not (exchange.method and exchange.url):
        return False
    first_part = "/" + urlsplit(exchange.url).path.strip("/").partition("/")[0]
    contexts = ("", "/wiki", first_part)
    return all(qsh_of(exchange.method, exchange.url, context) != claims.qsh for context in contexts)
