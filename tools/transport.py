"""The one door to atlassian-python-api and requests: sends one guarded request and returns what came back."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Protocol

import requests
from atlassian.confluence import ConfluenceServer
from requests.auth import AuthBase
from requests.models import PreparedRequest
from urllib3.exceptions import HTTPError

from tools.echo import without_secrets
from tools.evidence import Exchange
from tools.guard.connection import (
    MAX_HEADER_BYTES,
    TOTAL_SECONDS,
    AddressRefused,
    Connect,
    GuardedAdapter,
    Resolve,
    connect,
    resolve,
)
from tools.guard.faults import TOO_SLOW, ends_before_sending, reason_of
from tools.redaction import Redactor

USER_AGENT = "Unlatch/0.1 (+read-only access diagnosis)"
MAX_KEPT_BODY_CHARS = 8_000
MAX_HEADERS = 100
_LONGEST_SECRET = 2_048
_LONGEST_HEADER = 600
_AT_ONCE = 64
_GRACE_SECONDS = 1.0
for _name in ("atlassian", "urllib3", "requests"):
    logging.getLogger(_name).setLevel(logging.ERROR)  # their DEBUG lines carry headers and bodies, warnings URLs


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """One request, ready to be sent; it may hold a secret, so it has no repr.

    Attributes:
        headers: Further headers; they may hold secrets.
        body: Sent as it is, as JSON.
        authorization: The Authorization header, or none at all.
        ports: Ports that may be connected to; None means any.
        secrets: What must not come back in the exchange, should the server repeat it.
        kept_chars: How much of the reply's body is kept.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    authorization: str | None = None
    user_agent: str = USER_AGENT
    allow_private: bool = False
    ports: frozenset[int] | None = None
    secrets: tuple[str, ...] = ()
    kept_chars: int = MAX_KEPT_BODY_CHARS


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """What came back.

    Attributes:
        exchange: The exchange, redacted.
        location: Where the reply points to, as it is; it may hold a code, so it is followed or dropped, never kept.
        was_sent: The request may have reached the server.
    """

    exchange: Exchange
    location: str = ""
    was_sent: bool = True


class _Client(Protocol):
    """What is used of the library's client; its own signatures are only half typed."""

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str],
        absolute: bool,
        advanced_mode: bool,
        allow_redirects: bool,
    ) -> requests.Response:
        """Send."""
        ...


_open_client: Callable[..., _Client] = ConfluenceServer


class Transport:
    """Sends requests, each over a connection of its own.

    Args:
        resolver: Looks names up.
        connector: Connects to an address.
        seconds: Time for one whole request.
        authorities: File with the certificate authorities to trust; empty means the usual public ones.
    """

    def __init__(
        self,
        resolver: Resolve = resolve,
        connector: Connect = connect,
        seconds: float = TOTAL_SECONDS,
        authorities: str = "",
    ) -> None:
        self._resolver = resolver
        self._connector = connector
        self._seconds = seconds
        self._authorities = authorities
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="probe")

    async def send(self, outgoing: Outgoing) -> Answered:
        """Send, off the event loop. What goes wrong on the way is in the exchange's `error`."""
        adapter = self.adapter(outgoing)
        sending = asyncio.get_running_loop().run_in_executor(self._threads, self._through, adapter, outgoing)
        try:
            return await asyncio.wait_for(asyncio.shield(sending), self._seconds + _GRACE_SECONDS)
        except TimeoutError:
            adapter.door.slam()  # a name look-up that still hangs must not lead to a request later
            return _failed(outgoing, TOO_SLOW, was_sent=adapter.door.opened)

    def _send(self, outgoing: Outgoing) -> Answered:
        return self._through(self.adapter(outgoing), outgoing)

    def _through(self, adapter: GuardedAdapter, outgoing: Outgoing) -> Answered:
        with _session(outgoing, adapter) as session:
            client = _open_client(outgoing.url, session=session, retry_with_header=False)
            try:
                response = client.request(
                    outgoing.method,
                    outgoing.url,
                    headers=_open_headers(outgoing),
                    absolute=True,
                    advanced_mode=True,
                    allow_redirects=False,
                )
            except (requests.RequestException, HTTPError, HTTPException, OSError, AddressRefused, ValueError) as fault:
                reason = TOO_SLOW if adapter.door.slammed else reason_of(fault)
                was_sent = adapter.door.opened and not ends_before_sending(reason)
                return _failed(outgoing, reason, was_sent=was_sent)
        error = TOO_SLOW if adapter.door.slammed else reason_of(adapter.broken) if adapter.broken else None
        return _answered(outgoing, response, error)

    def adapter(self, outgoing: Outgoing) -> GuardedAdapter:
        """Return what one request goes through."""
        return GuardedAdapter(
            allow_private=outgoing.allow_private,
            ports=outgoing.ports,
            resolver=self._resolver,
            connector=self._connector,
            seconds=self._seconds,
            authorities=self._authorities,
        )


class _Session(requests.Session):
    """A session that never follows: a redirect is recorded, whatever its Location looks like."""

    def get_redirect_target(self, resp: Any) -> None:
        return None


class _ExactAuth(AuthBase):
    """Puts on exactly this credential or none, after everything else, where no library can log or change it."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers.pop("Authorization", None)
        request.headers.pop("Cookie", None)
        if self._outgoing.body:
            request.prepare_body(self._outgoing.body.encode(), None)
        secret = [("Authorization", self._outgoing.authorization)] if self._outgoing.authorization is not None else []
        for name, value in (*self._outgoing.headers, *secret):
            request.headers[name] = value.encode("utf-8")  # type: ignore[assignment]
        return request


def _session(outgoing: Outgoing, adapter: GuardedAdapter) -> requests.Session:
    session = _Session()
    session.trust_env = False
    session.auth = _ExactAuth(outgoing)
    session.adapters.clear()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _open_headers(outgoing: Outgoing) -> dict[str, str]:
    """Return the headers without secrets; the library logs these."""
    headers = {
        "User-Agent": outgoing.user_agent,
        "Accept": "application/json, text/html;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }
    if outgoing.body:
        headers |= {"Content-Type": "application/json", "X-Atlassian-Token": "no-check"}
    return headers


def _answered(outgoing: Outgoing, response: requests.Response, error: str | None) -> Answered:
    redactor = Redactor()
    exchange = Exchange(
        method=outgoing.method,
        url=_safe(outgoing.url, outgoing, redactor),
        status=response.status_code,
        response_headers=tuple(_headers(response, outgoing, redactor)),
        body=_body(response.content, outgoing, redactor),
        error=error,
    )
    return Answered(exchange, response.headers.get("Location", ""))


def _failed(outgoing: Outgoing, reason: str, *, was_sent: bool) -> Answered:
    exchange = Exchange(method=outgoing.method, url=_safe(outgoing.url, outgoing, Redactor()), error=reason)
    return Answered(exchange, was_sent=was_sent)


def _headers(response: requests.Response, outgoing: Outgoing, redactor: Redactor) -> Iterator[tuple[str, str]]:
    """Yield the reply's headers up to the cap; a name that came twice stands twice."""
    size = 0
    for name, value in list(response.raw.headers.items())[:MAX_HEADERS]:
        size += len(name) + len(value)
        if size > MAX_HEADER_BYTES:
            return
        told = redactor.header(_clean(name), _clean(without_secrets(value, outgoing.secrets)))
        yield _clean(without_secrets(name, outgoing.secrets)), told[:_LONGEST_HEADER]


def _body(content: bytes, outgoing: Outgoing, redactor: Redactor) -> str:
    """Return the start of the body. A secret that the cut would halve is left out as a whole."""
    text = without_secrets(content.decode("utf-8", "replace"), outgoing.secrets)
    safe = redactor.redact(_clean(text[: outgoing.kept_chars + _LONGEST_SECRET])).text
    if len(text) > outgoing.kept_chars:
        safe = safe[: max(0, len(safe) - _LONGEST_SECRET)]
    return safe[: outgoing.kept_chars]


def _safe(text: str, outgoing: Outgoing, redactor: Redactor) -> str:
    return redactor.redact(_clean(without_secrets(text, outgoing.secrets))).text


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
