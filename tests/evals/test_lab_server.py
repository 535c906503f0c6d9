"""The lab's server: listeners, layers, what it remembers, TLS, and what it does with odd requests."""

import asyncio
import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from evals.lab.seen import fingerprint
from evals.lab.server import Lab, LabBroken
from evals.lab.tls import TlsFault
from evals.lab.wire import Handler, Reply, Request

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def echo(request: Request) -> Reply:
    """Say what came in."""
    text = f"{request.method} {request.scheme} {request.host} {request.path}?{request.query} {request.body.decode()}"
    return Reply(200, (("Content-Type", "text/plain"),), text.encode())


@pytest.fixture
def lab() -> Iterator[Lab]:
    with started({"echo": echo}) as running:
        yield running


def started(handlers: dict[str, Handler]) -> Lab:
    """Make a lab with these handlers; entering it starts it."""
    lab = Lab(clock=lambda: NOON)
    for name, handler in handlers.items():
        lab.add(name, handler)
    return lab


def connection(lab: Lab, name: str = "echo") -> http.client.HTTPConnection:
    """Connect to a listener."""
    return http.client.HTTPConnection(str(urlsplit(lab.url(name)).netloc), timeout=5)


def raw(lab: Lab, data: bytes) -> bytes:
    """Send bytes and read until the lab closes the connection."""
    parts = urlsplit(lab.url("echo"))
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=5) as sock:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: sock.recv(4096), b""))


def test_a_connection_serves_several_requests(lab: Lab) -> None:
    """It stays open until the client closes it."""
    client = connection(lab)
    for number in range(3):
        client.request("POST", f"/a?n={number}", body=b"x")
        assert client.getresponse().read().endswith(f"/a?n={number} x".encode())
    client.close()
    assert [one.target for one in lab.seen("echo")] == ["/a?n=0", "/a?n=1", "/a?n=2"]


def test_head_and_304_have_no_body_and_every_reply_has_the_labs_date(lab: Lab) -> None:
    """HEAD says how long the body would be; Date comes from the lab's clock."""
    lab.add("unchanged", lambda _request: Reply(304))
    client = connection(lab)
    client.request("HEAD", "/x")
    head = client.getresponse()
    assert (head.read(), int(head.headers["Content-Length"]) > 0) == (b"", True)
    assert head.headers["Date"] == "Tue, 24 Nov 2026 12:00:00 GMT"
    client.close()
    other = connection(lab, "unchanged")
    other.request("GET", "/x")
    assert other.getresponse().read() == b""
    other.close()


def test_a_request_is_remembered_without_its_secrets(lab: Lab) -> None:
    """Scheme, user and a fingerprint stay; the secret does not."""
    client = connection(lab)
    client.request("GET", "/x", headers={"Authorization": "Basic YW5hOnRvcHNlY3JldA==", "User-Agent": "ua"})
    client.getresponse().read()
    client.request("GET", "/y", headers={"Cookie": "a=topsecret"})
    client.getresponse().read()
    client.request("GET", "/z")
    client.getresponse().read()
    client.close()
    basic, cookie, bare = lab.seen()
    assert (basic.scheme, basic.username, basic.user_agent, basic.status) == ("basic", "ana", "ua", 200)
    assert basic.fingerprint == fingerprint("Basic YW5hOnRvcHNlY3JldA==")
    assert (cookie.scheme, bare.scheme, bare.fingerprint) == ("cookie", "", "")
    assert "topsecret" not in repr(lab.seen())
    lab.forget()
    assert lab.seen() == ()


def test_layers_meet_a_request_from_the_outside_in() -> None:
    """The first layer may answer alone; the others never hear of it."""
    heard: list[str] = []

    def outer(request: Request, onward: Handler) -> Reply:
        heard.append("outer")
        return Reply(407) if request.path == "/stop" else onward(request)

    def inner(request: Request, onward: Handler) -> Reply:
        heard.append("inner")
        return onward(request)

    lab = Lab()
    lab.add("echo", echo, layers=[outer, inner])
    with lab:
        client = connection(lab)
        client.request("GET", "/stop")
        assert client.getresponse().status == 407
        client.close()
    assert heard == ["outer"]


def test_a_dropped_reply_closes_the_connection_without_an_answer() -> None:
    """The client sees a broken connection; the lab remembers status 0."""
    with started({"echo": lambda _request: Reply(200, drop=True)}) as lab:
        client = connection(lab)
        client.request("GET", "/x")
        with pytest.raises(ConnectionError):
            client.getresponse()
        client.close()
        assert lab.seen()[0].status == 0


def test_a_delay_holds_up_one_reply_and_not_the_others() -> None:
    """The server goes on while a reply waits."""

    def slow_or_not(request: Request) -> Reply:
        return Reply(200, delay_seconds=3.0 if request.path == "/slow" else 0.0)

    with started({"echo": slow_or_not}) as lab:
        slow, quick = connection(lab), connection(lab)
        began = time.monotonic()
        slow.request("GET", "/slow")
        quick.request("GET", "/quick")
        quick.getresponse().read()
        assert time.monotonic() - began < 2.9
        slow.getresponse().read()
        assert time.monotonic() - began >= 3.0
        slow.close()
        quick.close()


@pytest.mark.parametrize("data", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nbad header\r\n\r\n", b"GET /"])
def test_bytes_that_are_no_request_get_400(lab: Lab, data: bytes) -> None:
    """The lab answers and closes; it does not break."""
    assert raw(lab, data).startswith(b"HTTP/1.1 400 ")


def test_chunked_bodies_and_absolute_targets_are_read(lab: Lab) -> None:
    """The absolute form, as sent to a proxy, names scheme and host itself."""
    head = (
        b"POST http://acme.example/p?q=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    answer = raw(lab, head + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    assert answer.endswith(b"POST http acme.example /p?q=1 abcde")


def test_a_failing_handler_is_reported_when_the_lab_stops() -> None:
    """It is a bug of the lab, so it must not pass for an answer."""

    def broken(request: Request) -> Reply:
        raise KeyError(request.path)

    lab = started({"echo": broken}).start()
    client = connection(lab)
    client.request("GET", "/x")
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        client.getresponse()
    client.close()
    with pytest.raises(LabBroken):
        lab.stop()


def test_names_are_unique_and_urls_need_a_start() -> None:
    """Misuse is told at once."""
    lab = started({"echo": echo})
    with pytest.raises(ValueError, match="exists already"):
        lab.add("echo", echo)
    with pytest.raises(LookupError, match="not started"):
        lab.url("echo")
    lab.stop()


async def test_it_serves_asynchronous_clients_beside_their_own_loop(lab: Lab) -> None:
    """The lab has a thread and a loop of its own."""
    parts = urlsplit(lab.url("echo"))
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(b"GET /async HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"/async" in await reader.read()
    writer.close()
    await writer.wait_closed()


def status_over_tls(lab: Lab) -> int:
    """Get a page from the TLS listener, trusting the lab's own authority."""
    context = ssl.create_default_context(cadata=lab.authority.pem.decode())
    client = http.client.HTTPSConnection(str(urlsplit(lab.url("tls")).netloc), timeout=5, context=context)
    try:
        client.request("GET", "/x")
        return client.getresponse().status
    finally:
        client.close()


def test_tls_works_for_those_who_trust_the_labs_authority() -> None:
    """The certificate names the loopback address."""
    lab = Lab()
    lab.add("tls", echo, certificate=lab.authority.issue())
    with lab:
        assert status_over_tls(lab) == 200
        assert lab.url("tls").startswith("https://127.0.0.1:")


@pytest.mark.parametrize("fault", [TlsFault.EXPIRED, TlsFault.WRONG_NAME, TlsFault.UNTRUSTED])
def test_a_bad_certificate_ends_the_handshake(fault: TlsFault) -> None:
    """Expired, for another name, or by somebody unknown: no HTTP status at all."""
    lab = Lab()
    lab.add("tls", echo, certificate=lab.authority.issue(fault=fault))
    with lab, pytest.raises(ssl.SSLCertVerificationError):
        status_over_tls(lab)
