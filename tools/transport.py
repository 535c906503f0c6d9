"""The one door to atlassian-python-api and requests: sends one guarded request and returns what came back."""

import asyncio
import logging
import socket
from dataclasses import dataclass
from typing import Any

import requests
from atlassian.confluence import ConfluenceServer
from requests.auth import AuthBase
from requests.models import PreparedRequest

from tools.evidence import Exchange
from tools.guard.connection import AddressRefused, Connect, GuardedAdapter, Resolve, connect, resolve
from tools.redaction import redact

USER_AGENT = "Unlatch/0.1 (+read-only access diagnosis)"
MAX_KEPT_BODY_CHARS = 8_000
for _name in ("atlassian", "urllib3", "requests"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # their DEBUG lines carry headers and bodies


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """One request, ready to be sent; it may hold a secret, so it has no repr."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    authorization: str | None = None
    user_agent: str = USER_AGENT
    allow_private: bool = False
    verify: str | bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: the redacted exchange, and the hash and length of the body as it was."""

    exchange: Exchange
    body_text: str


class Transport:
    """Sends requests, each over a connection of its own."""

    def __init__(self, resolver: Resolve = resolve, connector: Connect = connect, seconds: float = 20.0) -> None:
        self._resolver = resolver
        self._connector = connector
        self._seconds = seconds

    async def send(self, outgoing: Outgoing) -> Answered:
        """Send, off the event loop. What goes wrong on the way is in the exchange's `error`."""
        return await asyncio.to_thread(self._send, outgoing)

    def _send(self, outgoing: Outgoing) -> Answered:
        with _session(outgoing, self._adapter(outgoing)) as session:
            client = ConfluenceServer(outgoing.url, session=session, retry_with_header=False, timeout=20)
            try:
                response = client.request(
                    outgoing.method,
                    outgoing.url,
                    data=None,
                    headers=None,
                    absolute=True,
                    advanced_mode=True,
                    allow_redirects=False,
                )
            except (requests.RequestException, OSError, AddressRefused, ValueError) as fault:
                return _failed(outgoing, fault)
        return _answered(outgoing, response)

    def _adapter(self, outgoing: Outgoing) -> GuardedAdapter:
        return GuardedAdapter(
            allow_private=outgoing.allow_private,
            resolver=self._resolver,
            connector=self._connector,
            seconds=self._seconds,
        )


class _ExactAuth(AuthBase):
    """Sends exactly this Authorization header or none, whatever the environment would add."""

    def __init__(self, authorization: str | None, body: str) -> None:
        self._authorization = authorization
        self._body = body

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers.pop("Authorization", None)
        if self._authorization is not None:
            request.headers["Authorization"] = self._authorization.encode("utf-8")  # type: ignore[assignment]
        if self._body:
            request.prepare_body(self._body, None)
        return request


def _session(outgoing: Outgoing, adapter: GuardedAdapter) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.verify = outgoing.verify
    session.auth = _ExactAuth(outgoing.authorization, outgoing.body)
    session.headers.update({"User-Agent": outgoing.user_agent, "Accept": "application/json, text/html;q=0.5"})
    session.headers.update(dict(outgoing.headers))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _answered(outgoing: Outgoing, response: Any) -> Answered:
    body = bytes(response.content).decode("utf-8", "replace")
    headers = tuple((_clean(name), redact(_clean(value)).text[:600]) for name, value in _pairs(response))
    exchange = Exchange(
        method=outgoing.method,
        url=redact(outgoing.url).text,
        status=response.status_code,
        response_headers=headers,
        body=redact(_clean(body[:MAX_KEPT_BODY_CHARS])).text,
    )
    return Answered(exchange, body)


def _pairs(response: Any) -> list[tuple[str, str]]:
    """Return the reply's headers; a name that came twice stands twice."""
    return [(str(name), str(value)) for name, value in response.raw.headers.items()]


def _failed(outgoing: Outgoing, fault: Exception) -> Answered:
    exchange = Exchange(method=outgoing.method, url=redact(outgoing.url).text, error=_reason(fault))
    return Answered(exchange, "")


def _reason(fault: BaseException) -> str:
    """Return the innermost reason in words, without addresses beyond the one asked."""
    chain: list[BaseException] = []
    current: BaseException | None = fault
    while current is not None and current not in chain and len(chain) < 8:
        chain.append(current)
        inner = getattr(current, "reason", None)
        current = inner if isinstance(inner, BaseException) else (current.__cause__ or current.__context__)
    if any(isinstance(item, AddressRefused) for item in chain):
        return "address not allowed by policy"
    if any(isinstance(item, socket.gaierror) for item in chain):
        return "name does not resolve"
    last = chain[-1]
    return redact(_clean(f"{type(last).__name__}: {last}")).text[:300]


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
