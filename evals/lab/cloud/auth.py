"""auth.atlassian.com: the authorisation page and the token endpoint of OAuth 2.0 (3LO).

Source: https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/ . Error words are from public reports where
marked so; the rest follows RFC 6749.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from evals.lab.cloud import replies
from evals.lab.cloud.credentials import account_of_cookie
from evals.lab.cloud.marks import Basis, shape
from evals.lab.cloud.mint import access_jwt, opaque
from evals.lab.cloud.people import AccessToken, Account, Code, Grant, OAuthClient, RefreshToken, over
from evals.lab.cloud.state import CloudState, digest
from evals.lab.cloud.visit import json_body
from evals.lab.wire import Handler, Reply, Request

AUDIENCE = "api.atlassian.com"
LIFETIME = timedelta(hours=1)


def auth_handler(state: CloudState, clock: Callable[[], datetime]) -> Handler:
    """Build the handler of auth.atlassian.com."""

    def answer(request: Request) -> Reply:
        reply = _answer(state, request, clock())
        return replies.with_headers(reply, *replies.edge_headers(state, clock()))

    return answer


def _answer(state: CloudState, request: Request, now: datetime) -> Reply:
    if request.path == "/authorize" and request.method == "GET":
        return authorize(state, request, now)
    if request.path == "/oauth/token" and request.method == "POST":
        return token(state, request, now)
    return replies.html_reply(404, "Not Found")


def authorize(state: CloudState, request: Request, now: datetime) -> Reply:
    """Check an authorisation request; a person who is logged in is taken to consent."""
    query = dict(parse_qsl(request.query))
    client = state.client(query.get("client_id", ""))
    wrong = _wrong_in_request(client, query)
    if client is None or wrong:
        return authorize_error(wrong)
    account = account_of_cookie(state, request, now)
    if account is None:
        here = f"{request.scheme}://{request.host}{request.path}?{request.query}"
        return Reply(302, (("Location", f"{state.urls['identity']}/login?continue={quote(here, safe='')}"),))
    code = _consent(state, client, account, query, now)
    back = urlencode({"code": code.id, "state": query.get("state", "")})
    return Reply(302, (("Location", f"{query['redirect_uri']}?{back}"),))


def token(state: CloudState, request: Request, now: datetime) -> Reply:
    """Exchange a code, a refresh token or client credentials for an access token."""
    asked = _token_request(request)
    client = state.client(asked.get("client_id", ""))
    if client is None or client.secret != asked.get("client_secret"):
        return invalid_client()
    exchange = _EXCHANGES.get(asked.get("grant_type", ""))
    if exchange is None:
        return _oauth_error(400, "unsupported_grant_type", "The grant type is not supported")
    return exchange(state, client, asked, now)


@shape(Basis.REPORTED, "https://github.com/ParabolInc/parabol/issues/11849")
def refresh_refused() -> Reply:
    """A refresh token that is unknown, used up or too old."""
    return _oauth_error(403, "unauthorized_client", "refresh_token is invalid")


@shape(Basis.REPORTED, "https://github.com/ParabolInc/parabol/issues/5690")
def refresh_unknown() -> Reply:
    """A refresh token that the endpoint has never given out."""
    return _oauth_error(403, "invalid_grant", "Unknown or invalid refresh token.")


@shape(Basis.REPORTED, "https://community.developer.atlassian.com/t/66643")
def code_refused() -> Reply:
    """An authorisation code that is unknown, used, or older than about ten minutes. The error name is inferred."""
    return _oauth_error(400, "invalid_grant", "authorization_code is invalid")


@shape(Basis.INFERRED, "RFC 6749 section 5.2; the vendor's own words are not public")
def invalid_client() -> Reply:
    """A client id or secret that is not known."""
    return _oauth_error(401, "invalid_client", "The client id or secret is invalid")


@shape(Basis.INFERRED, "reports name the missing parameter, not the page")
def authorize_error(words: str) -> Reply:
    """The page for an authorisation request that is put together wrongly."""
    return replies.html_reply(
        400, f"<!DOCTYPE html><html><body><h1>Something went wrong</h1><p>{words}</p></body></html>"
    )


def _wrong_in_request(client: OAuthClient | None, query: dict[str, str]) -> str:
    if client is None:
        return "client_id is unknown"
    if query.get("audience") != AUDIENCE:
        return f"audience must be {AUDIENCE}"
    if query.get("redirect_uri") not in client.redirect_uris:
        return "redirect_uri is not registered for this app"
    if query.get("response_type") != "code":
        return "response_type must be code"
    unknown = set(query.get("scope", "").split()) - {*client.scopes, "offline_access"}
    return f"scope is not allowed for this app: {' '.join(sorted(unknown))}" if unknown else ""


def _consent(state: CloudState, client: OAuthClient, account: Account, query: dict[str, str], now: datetime) -> Code:
    scopes = query.get("scope", "").split()
    sites = [site.name for site in state.sites if account.may_use("confluence", site.name)]
    seed = state.next_text("consent")
    grant = Grant(f"grant-{seed}", account.id, client.id, sites, scopes)
    code = Code(opaque("code", seed), grant.id, query["redirect_uri"], offline="offline_access" in scopes)
    code.issued, code.expires = now, now + timedelta(minutes=10)
    state.grants.append(grant)
    state.codes.append(code)
    return code


def _from_code(state: CloudState, client: OAuthClient, asked: dict[str, str], now: datetime) -> Reply:
    code = next((one for one in state.codes if one.id == asked.get("code")), None)
    grant = state.grant(code.grant) if code else None
    if code is None or grant is None or grant.client != client.id or code.used or over(code.expires, now):
        return code_refused()
    if code.redirect_uri and code.redirect_uri != asked.get("redirect_uri"):
        return code_refused()
    code.used = True
    return _tokens(state, grant, now, refresh=code.offline)


def _from_refresh(state: CloudState, client: OAuthClient, asked: dict[str, str], now: datetime) -> Reply:
    """Rotate a refresh token. A password change after it was issued ends it (documented)."""
    found = next((one for one in state.refresh_tokens if one.secret == asked.get("refresh_token")), None)
    grant = state.grant(found.grant) if found else None
    if found is None or grant is None or grant.client != client.id:
        return refresh_unknown()
    owner = state.account(grant.account)
    if found.used or over(found.expires, now) or grant.revoked or owner is None or not owner.active:
        return refresh_refused()
    changed = owner.password_changed
    if isinstance(changed, datetime) and isinstance(found.issued, datetime) and changed > found.issued:
        return refresh_refused()
    found.used = True
    return _tokens(state, grant, now, refresh=True)


def _from_client(state: CloudState, client: OAuthClient, _asked: dict[str, str], now: datetime) -> Reply:
    """Give a service account's token; such a client stands for the account it was made for."""
    account = state.account(client.account)
    if account is None or not account.active:
        return _oauth_error(403, "unauthorized_client", "The client may not use client_credentials")
    sites = [site.name for site in state.sites]
    grant = Grant(f"grant-{state.next_text('client')}", account.id, client.id, sites, list(client.scopes))
    state.grants.append(grant)
    return _tokens(state, grant, now, refresh=False)


def _tokens(state: CloudState, grant: Grant, now: datetime, *, refresh: bool) -> Reply:
    access = AccessToken(state.next_text("access"), grant.id, issued=now, expires=now + LIFETIME)
    access.secret = access_jwt(state, access)
    state.access_tokens.append(access)
    body: dict[str, Any] = {
        "access_token": access.secret,
        "expires_in": int(LIFETIME.total_seconds()),
        "token_type": "Bearer",
        "scope": " ".join(grant.scopes),
    }
    if refresh:
        fresh = RefreshToken(state.next_text("refresh"), grant.id, issued=now, expires=now + timedelta(days=90))
        fresh.secret = opaque("refresh", digest(fresh.id))
        state.refresh_tokens.append(fresh)
        body["refresh_token"] = fresh.secret
    return replies.json_reply(200, body, ("Cache-Control", "no-store"))


def _token_request(request: Request) -> dict[str, str]:
    """Read a token request, which may be JSON or a form."""
    if "json" in (request.header("Content-Type") or ""):
        return {str(name): str(value) for name, value in json_body(request).items()}
    return dict(parse_qsl(request.body.decode("utf-8", "replace")))


def _oauth_error(status: int, error: str, description: str) -> Reply:
    return replies.json_reply(status, {"error": error, "error_description": description}, ("Cache-Control", "no-store"))


_EXCHANGES: dict[str, Callable[[CloudState, OAuthClient, dict[str, str], datetime], Reply]] = {
    "authorization_code": _from_code,
    "refresh_token": _from_refresh,
    "client_credentials": _from_client,
}
