"""Answers of routes that tell something of their own: who am I, which cloudId, is it running."""

import re
from collections.abc import Iterator

from tools.evidence import Exchange
from tools.facts import Fact
from tools.wire.address import address_of
from tools.wire.sign import Sign, sign

_ANONYMOUS = re.compile(r"[\"']type[\"']\s*:\s*[\"']anonymous[\"']|[\"']displayName[\"']\s*:\s*[\"']Anonymous[\"']")
_KNOWN = re.compile(r"[\"']type[\"']\s*:\s*[\"']known[\"']|[\"']accountId[\"']\s*:\s*[\"'][^\"']")
_IS_USER_ITSELF = re.compile(r"\s*\{\s*[\"'](?:type|username|accountId|accountType)[\"']")
_CLOUD_ID = re.compile(r"[\"']cloudId[\"']\s*:\s*[\"'][0-9a-f-]{36}")
_READ_ONLY = re.compile(r"\bREAD_ONLY\b")
_RUNNING = re.compile(r"[\"']state[\"']\s*:\s*[\"']RUNNING")
_LONGEST = 8_000
_OK, _UNAUTHORIZED, _NOT_FOUND = 200, 401, 404


def is_control(exchange: Exchange) -> bool:
    """Tell whether a route says nothing about the failing call itself, so that its status is no fact about that."""
    path = _path(exchange)
    if path.endswith(("/_edge/tenant_info", "/status", "/accessible-resources")):
        return True
    address = address_of(exchange.url)
    return address is not None and address.is_site and address.is_jira


def signs_of_control(exchange: Exchange) -> Iterator[Sign]:
    """Yield what such a route's answer says."""
    body, path = exchange.body[:_LONGEST], _path(exchange)
    yield from (sign(fact, body or f"{path}: {exchange.status}") for fact in _facts(exchange, path, body))


def _facts(exchange: Exchange, path: str, body: str) -> Iterator[Fact]:
    status = exchange.status
    if path.endswith("/user/current") or (not path and _IS_USER_ITSELF.match(body)):
        yield from _identity(status, body)
    elif path.endswith("/_edge/tenant_info"):
        yield Fact.SITE_IS_CLOUD if _CLOUD_ID.search(body) else Fact.SITE_GAVE_NO_CLOUD_ID
    elif path.endswith("/status") and _RUNNING.search(body):
        yield Fact.SITE_RUNNING
    elif path.endswith("/accessmode") and status == _OK and _READ_ONLY.search(body):
        yield Fact.READ_ONLY_MODE_ON
    elif path.endswith("/rest/pat/latest/tokens") and status == _NOT_FOUND:
        yield Fact.PAT_API_ABSENT
    elif path.endswith("/oauth/token/accessible-resources"):
        yield from _grant(status, body)
    elif path.endswith("/myself") and "/wiki/" not in path:
        yield from _jira(exchange)


def _identity(status: int | None, body: str) -> Iterator[Fact]:
    if status not in {_OK, None}:
        return
    if _ANONYMOUS.search(body):
        yield Fact.IDENTITY_ANONYMOUS
    elif _KNOWN.search(body):
        yield Fact.IDENTITY_KNOWN


def _grant(status: int | None, body: str) -> Iterator[Fact]:
    if status == _UNAUTHORIZED:
        yield Fact.OAUTH_TOKEN_REFUSED
    elif status == _OK and body.strip() == "[]":
        yield Fact.OAUTH_SITE_NOT_GRANTED


def _jira(exchange: Exchange) -> Iterator[Fact]:
    sent = exchange.request_header("Authorization") is not None
    if exchange.status == _OK and sent:
        yield Fact.JIRA_KNOWS_SUBJECT
    elif exchange.status == _UNAUTHORIZED and sent:
        yield Fact.JIRA_REFUSES_SUBJECT


def _path(exchange: Exchange) -> str:
    address = address_of(exchange.url)
    path = address.path if address else (exchange.url or "").partition("?")[0]
    return path.rstrip("/")
