"""The product's own transport with the socket replaced: requests are answered by places or by a recording.

Everything above the socket stays the product's: session, exact Authorization header, caps, redaction, error words.
"""

import socket
import ssl
from collections.abc import Callable
from io import BytesIO
from typing import Any, NoReturn, Protocol
from urllib.parse import urlsplit

import requests
from requests.models import PreparedRequest, Response
from urllib3 import HTTPHeaderDict, HTTPResponse

from evals.lab.wire import Reply, Request
from tools.guard.connection import GuardedAdapter
from tools.transport import Answered, Outgoing, Transport


class Answering(Protocol):
    """Something that answers requests by host name: places, or a recording."""

    @property
    def network(self) -> Any:
        """Host name to a key of `FAULTS`."""
        ...

    def ask(self, request: Request) -> Reply | None:
        """Answer, or None when nothing of that name is there."""
        ...


def _tls(words: str) -> Callable[[], Exception]:
    text = f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {words} (_ssl.c:1006)"
    return lambda: requests.exceptions.SSLError(ssl.SSLCertVerificationError(1, text))


FAULTS: dict[str, Callable[[], Exception]] = {
    "no_such_name": lambda: requests.exceptions.ConnectionError(socket.gaierror(-2, "Name or service not known")),
    "refused": lambda: requests.exceptions.ConnectionError(ConnectionRefusedError(111, "Connection refused")),
    "reset": lambda: requests.exceptions.ConnectionError(ConnectionResetError(104, "Connection reset by peer")),
    "timeout": lambda: requests.exceptions.ConnectTimeout("Connection timed out"),
    "tls_expired": _tls("certificate has expired"),
    "tls_untrusted": _tls("unable to get local issuer certificate"),
    "tls_wrong_name": _tls("Hostname mismatch, certificate is not valid for this host"),
}
"""What can happen on the way to a host, in the exceptions that requests raises for it."""


class LabTransport(Transport):
    """Sends to a scenario instead of the network, on the event loop and in order, so that a run is repeatable."""

    def __init__(self, answering: Answering, client_address: str) -> None:
        super().__init__()
        self._answering = answering
        self._client_address = client_address

    async def send(self, outgoing: Outgoing) -> Answered:
        """Send without a thread: nothing here waits."""
        return self._through(self.adapter(outgoing), outgoing)

    def adapter(self, outgoing: Outgoing) -> GuardedAdapter:
        """Return the adapter that asks the scenario."""
        return _LabAdapter(self._answering, self._client_address, allow_private=outgoing.allow_private)


class _LabAdapter(GuardedAdapter):
    def __init__(self, answering: Answering, client_address: str, *, allow_private: bool) -> None:
        super().__init__(allow_private=allow_private)
        self._answering = answering
        self._client_address = client_address

    def send(self, request: PreparedRequest, **_kwargs: Any) -> Response:  # type: ignore[override]
        wanted = lab_request(request, self._client_address)
        fault = self._answering.network.get(wanted.host.lower())
        reply = None if fault else self._answering.ask(wanted)
        if reply is None or reply.drop:
            _fail(fault or ("no_such_name" if reply is None else "reset"))
        return self._response(request, reply)

    def _response(self, request: PreparedRequest, reply: Reply) -> Response:
        headers = HTTPHeaderDict()
        for name, value in reply.headers:
            headers.add(name, value)
        body = b"" if request.method == "HEAD" else reply.body
        raw = HTTPResponse(body=BytesIO(body), headers=headers, status=reply.status, preload_content=False)
        response = self.build_response(request, raw)
        response._content = body
        return response


def _fail(fault: str) -> NoReturn:
    """Raise with the inner reason as the cause, where the product looks for it."""
    failure = FAULTS[fault]()
    inner = failure.args[0] if failure.args else None
    raise failure from (inner if isinstance(inner, BaseException) else None)


def lab_request(request: PreparedRequest, client_address: str) -> Request:
    """Turn a prepared request into the lab's."""
    parts = urlsplit(request.url or "")
    headers = tuple((str(name), _text(value)) for name, value in request.headers.items())
    body = request.body or b""
    return Request(
        method=request.method or "GET",
        scheme=parts.scheme,
        host=parts.netloc,
        path=parts.path or "/",
        query=parts.query,
        headers=headers,
        body=body.encode() if isinstance(body, str) else bytes(body),
        client_address=client_address,
    )


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
