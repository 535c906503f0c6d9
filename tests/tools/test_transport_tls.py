"""TLS: the checked address is connected to, the name is still verified, and each fault has its own words."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.tools.hostile_server import HostileServer, said, slow_body
from tests.tools.outside_world import Names
from tools.evidence import Exchange
from tools.facts import Fact
from tools.guard.faults import TOO_SLOW
from tools.site import Deployment
from tools.transport import Outgoing, Transport
from tools.wire import facts_of_exchange

NAME = "wiki.acme.example"
OK = said(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
AUTHORITY = trustme.CA()
STRANGER = trustme.CA()


def context_of(authority: trustme.CA = AUTHORITY, name: str = NAME, ended: datetime | None = None) -> ssl.SSLContext:
    """Return a server's TLS context with a certificate for a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    began = ended - timedelta(days=30) if ended else None
    authority.issue_cert(name, not_before=began, not_after=ended).configure_cert(context)
    return context


async def asked(server: HostileServer, folder: Path, seconds: float = 5.0) -> Exchange:
    """Ask the server by its name, trusting one authority."""
    trusted = folder / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(trusted))
    transport = Transport(Names(wiki_acme_example=[["127.0.0.1"]]), seconds=seconds, authorities=str(trusted))
    outgoing = Outgoing("GET", f"https://{NAME}:{server.port}/", authorization="Bearer canary", allow_private=True)
    return (await transport.send(outgoing)).exchange


async def test_a_good_certificate_is_verified_for_the_name_at_the_checked_address(tmp_path: Path) -> None:
    """The connection goes to the address that was checked, and SNI and verification use the name."""
    seen: list[str | None] = []
    context = context_of()
    context.sni_callback = lambda _socket, name, _context: seen.append(name)
    with HostileServer(OK, tls=context) as server:
        exchange = await asked(server, tmp_path)

    assert (exchange.status, exchange.error) == (200, None)
    assert seen == [NAME]


@pytest.mark.parametrize(
    ("context", "words", "fact"),
    [
        (context_of(ended=datetime(2020, 1, 1, tzinfo=UTC)), "certificate has expired", Fact.NET_TLS_EXPIRED),
        (context_of(name="elsewhere.example"), "hostname mismatch", Fact.NET_TLS_WRONG_NAME),
        (context_of(name="expired.example"), "hostname mismatch", Fact.NET_TLS_WRONG_NAME),
        (context_of(STRANGER), "certificate verify failed", Fact.NET_TLS_UNTRUSTED),
    ],
)
async def test_each_fault_of_a_certificate_is_a_fact(
    context: ssl.SSLContext, words: str, fact: Fact, tmp_path: Path
) -> None:
    """Expired, for another name, from a stranger: nothing is sent, and the fact says which it is."""
    with HostileServer(OK, tls=context) as server:
        exchange = await asked(server, tmp_path)

    assert exchange.status is None
    assert words in (exchange.error or "")
    assert fact in facts_of_exchange(exchange, Deployment.DATA_CENTER, None)


async def test_a_handshake_that_never_ends_is_given_up(tmp_path: Path) -> None:
    """A server that accepts and then says one byte of TLS at a time is cut off in time."""
    with HostileServer(lambda: iter([b"\x16", b"\x03", b"\x03", *[b"\x00"] * 1_000]), pause_seconds=0.2) as server:
        exchange = await asked(server, tmp_path, seconds=1.0)

    assert exchange.status is None
    assert exchange.error in {TOO_SLOW, "TLS handshake failed"}


async def test_a_slow_body_over_tls_is_cut_off_too(tmp_path: Path) -> None:
    """The time holds although TLS has taken the socket over."""
    with HostileServer(slow_body, pause_seconds=0.05, tls=context_of()) as server:
        exchange = await asked(server, tmp_path, seconds=1.0)

    assert (exchange.status, exchange.error) == (401, TOO_SLOW)


async def test_plain_http_at_a_tls_port_is_told(tmp_path: Path) -> None:
    """What answers there speaks no TLS."""
    with HostileServer(OK) as server:
        exchange = await asked(server, tmp_path)

    assert (exchange.status, exchange.error) == (None, "TLS handshake failed")


class Unreachable:
    """A connector that fails as the operating system does."""

    def __init__(self, fault: OSError) -> None:
        self._fault = fault

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        """Fail."""
        raise self._fault


@pytest.mark.parametrize(
    ("fault", "words", "fact"),
    [
        (ConnectionRefusedError(111, "no"), "connection refused", Fact.NET_CONNECTION_FAILURE),
        (TimeoutError("late"), "timed out: no connection was made", Fact.NET_TIMEOUT),
        (OSError(101, "no"), "network is unreachable", Fact.NET_CONNECTION_FAILURE),
        (OSError(113, "no"), "no route to host", Fact.NET_CONNECTION_FAILURE),
    ],
)
async def test_each_fault_of_the_way_is_a_fact(fault: OSError, words: str, fact: Fact) -> None:
    """Words and fact say what the operating system said; nothing was sent."""
    transport = Transport(Names(wiki_acme_example=[["10.0.0.7", "10.0.0.8"]]), Unreachable(fault))

    answered = await transport.send(Outgoing("GET", f"http://{NAME}/", allow_private=True))

    assert answered.exchange.error == words
    assert not answered.was_sent
    assert fact in facts_of_exchange(answered.exchange, Deployment.DATA_CENTER, None)


async def test_a_name_that_does_not_resolve_is_a_fact() -> None:
    """The fact is of DNS, not of the connection."""
    answered = await Transport(Names()).send(Outgoing("GET", "http://nowhere.example/"))

    assert not answered.was_sent
    assert facts_of_exchange(answered.exchange, Deployment.CLOUD, None) == (Fact.NET_DNS_FAILURE,)


async def test_the_next_address_is_tried_when_the_first_is_silent() -> None:
    """A name with a dead address first is still reached."""
    with HostileServer(OK) as server:

        def second_only(address: str, _port: int, seconds: float) -> socket.socket:
            if address != "127.0.0.2":
                raise ConnectionRefusedError(111, "no")
            return socket.create_connection(("127.0.0.1", server.port), seconds)

        transport = Transport(Names(wiki_acme_example=[["127.0.0.1", "127.0.0.2"]]), second_only)
        answered = await transport.send(Outgoing("GET", f"http://{NAME}/", allow_private=True))

    assert answered.exchange.status == 200


async def test_a_look_up_that_hangs_is_given_up_and_nothing_is_sent_later() -> None:
    """The caller gets its answer in time; when the name resolves at last, the door is shut."""
    from threading import Event

    hanging, connected = Event(), Event()

    def slow(_host: str, _port: int) -> list[str]:
        hanging.wait(10)
        return ["127.0.0.1"]

    def note(_address: str, _port: int, _seconds: float) -> socket.socket:
        connected.set()
        raise ConnectionRefusedError

    transport = Transport(slow, note, seconds=0.2)
    answered = await transport.send(Outgoing("GET", f"http://{NAME}/", allow_private=True))
    hanging.set()

    assert (answered.exchange.error, answered.was_sent) == (TOO_SLOW, False)
    assert not connected.wait(0.3)
