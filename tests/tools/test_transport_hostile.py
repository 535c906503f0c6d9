"""Whatever a server does, a request ends in time, as typed evidence, within little memory."""

import tracemalloc
from time import perf_counter

import pytest

from tests.tools import hostile_server as hostile
from tests.tools.hostile_server import HEAD, HostileServer, Script, said
from tests.tools.outside_world import client_of, shared, site_at
from tools.client import Call
from tools.evidence import Exchange, Identity
from tools.guard.connection import CONNECT_SECONDS, MAX_BODY_BYTES, READ_SECONDS, TOTAL_SECONDS
from tools.guard.faults import TOO_SLOW
from tools.transport import MAX_HEADERS, MAX_KEPT_BODY_CHARS, Outgoing, Transport

SECONDS = 1.5
MEMORY = 32 * 1024 * 1024


async def asked(server: HostileServer, seconds: float = SECONDS, method: str = "GET") -> Exchange:
    """Ask the server for a page, measuring time and memory."""
    outgoing = Outgoing(method, f"http://127.0.0.1:{server.port}/rest/api/user/current", allow_private=True)
    tracemalloc.start()
    began = perf_counter()
    try:
        answered = await Transport(seconds=seconds).send(outgoing)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert perf_counter() - began < seconds + 10
    assert peak < MEMORY
    return answered.exchange


@pytest.mark.parametrize("script", [hostile.slow_headers, hostile.endless_continue])
async def test_headers_that_never_end_are_given_up(script: Script) -> None:
    """Without a whole head there is nothing but the word that it took too long."""
    with HostileServer(script, pause_seconds=0.05) as server:
        exchange = await asked(server)

    assert (exchange.status, exchange.error) == (None, TOO_SLOW)


@pytest.mark.parametrize("script", [hostile.slow_body, hostile.slow_body_of_known_length])
async def test_of_a_body_that_never_ends_the_head_is_kept(script: Script) -> None:
    """The status came, and says what it says; the error tells that the rest did not."""
    with HostileServer(script, pause_seconds=0.05) as server:
        exchange = await asked(server)

    assert (exchange.status, exchange.error) == (401, TOO_SLOW)
    assert exchange.response_header("Content-Type") == "text/html"


@pytest.mark.parametrize("script", [hostile.endless_chunks, hostile.endless_plain, hostile.bomb(), hostile.bomb(2)])
async def test_a_body_is_cut_at_its_cap(script: Script) -> None:
    """Of an endless or exploding body only the start is read, and less is kept."""
    with HostileServer(script) as server:
        exchange = await asked(server, seconds=6)

    assert (exchange.status, exchange.error) == (401, None)
    assert 0 < len(exchange.body) <= MAX_KEPT_BODY_CHARS


@pytest.mark.parametrize("script", [hostile.a_million_headers, hostile.one_huge_header])
async def test_too_many_headers_are_no_valid_answer(script: Script) -> None:
    """More than a hundred headers, or one that does not end, are given up at once."""
    with HostileServer(script) as server:
        exchange = await asked(server)

    assert (exchange.status, exchange.error) == (None, "the answer is no valid HTTP")


async def test_large_headers_are_kept_up_to_their_cap() -> None:
    """What goes beyond 16 kB is left out; the status and the body stay."""
    with HostileServer(hostile.large_headers) as server:
        exchange = await asked(server)

    assert (exchange.status, exchange.body, exchange.error) == (401, "{}", None)
    assert 10 < len(exchange.response_headers) < MAX_HEADERS
    assert sum(len(name) + len(value) for name, value in exchange.response_headers) < 16 * 1024


@pytest.mark.parametrize("script", [hostile.endless_chunk_size, hostile.endless_trailers])
async def test_framing_that_never_ends_is_given_up(script: Script) -> None:
    """A chunk size or trailer without end is broken framing, or takes too long; the head is kept."""
    with HostileServer(script) as server:
        exchange = await asked(server)

    assert exchange.status == 401
    assert exchange.error in {"the answer is no valid HTTP", TOO_SLOW}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (b"", "empty reply from server"),
        (b"\x16\x03\x01 nonsense\r\n\r\n", "the answer is no valid HTTP"),
        (b"certificate has expired\r\n\r\n", "the answer is no valid HTTP"),
        (b"HTTP/1.1 999999 could not resolve host\r\n\r\n", "the answer is no valid HTTP"),
    ],
)
async def test_nonsense_is_told_in_our_own_words(reply: bytes, error: str) -> None:
    """A server cannot choose the words of an error, and so no false fact about the way there."""
    with HostileServer(said(reply)) as server:
        exchange = await asked(server)

    assert (exchange.status, exchange.error) == (None, error)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        (b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!", "the answer's compression is broken"),
        (b"Content-Length: 500\r\n\r\nshort", "the answer is no valid HTTP"),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\nbad\r\n", "the answer is no valid HTTP"),
        (b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "the answer is no valid HTTP"),
    ],
)
async def test_a_broken_body_leaves_its_status_standing(more: bytes, error: str) -> None:
    """The head is good evidence although the body is not."""
    with HostileServer(said(HEAD + more)) as server:
        exchange = await asked(server)

    assert (exchange.status, exchange.error) == (401, error)


async def test_line_breaks_and_control_characters_do_not_get_through() -> None:
    """A folded or split header stays one line, and nothing in it can steer a terminal."""
    reply = HEAD + b"X-Odd: a\r\n b\x1b[2J\x00c\rd\r\nX-Seraph: \xff\xfe\r\nContent-Length: 5\r\n\r\n\xff\xfe\x1b[0"
    with HostileServer(said(reply)) as server:
        exchange = await asked(server)

    text = "".join(name + value for name, value in exchange.response_headers) + exchange.body
    assert exchange.status == 401
    assert not any(ord(character) < 32 for character in text)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("status", [204, 304])
async def test_answers_without_a_body_are_plain_answers(method: str, status: int) -> None:
    """HEAD and the statuses that have no body end at their headers."""
    with HostileServer(said(b"HTTP/1.1 %d X\r\nContent-Length: 700\r\n\r\n" % status)) as server:
        exchange = await asked(server, method=method)

    assert (exchange.status, exchange.body, exchange.error) == (status, "", None)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_long_pause_that_is_asked_for_is_not_waited_for(status: int) -> None:
    """Retry-After is evidence, never a sleep."""
    reply = b"HTTP/1.1 %d X\r\nRetry-After: 99999\r\nContent-Length: 0\r\n\r\n" % status
    with HostileServer(said(reply)) as server:
        exchange = await asked(server)

    assert (exchange.status, exchange.response_header("Retry-After")) == (status, "99999")
    assert server.connections == 1


@pytest.mark.parametrize(
    "location", ["/a", "http://[::1", "//", "\\\\evil", "http://evil.example:999999/", "x" * 9_000]
)
async def test_a_redirect_loop_or_a_broken_location_is_one_request(location: str) -> None:
    """A redirect is recorded whatever it points to; nothing tries to read or follow it."""
    reply = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    with HostileServer(said(reply)) as server:
        exchange = await asked(server)

    assert (exchange.status, server.connections) == (302, 1)
    assert (exchange.response_header("Location") or "").startswith(location[:5])


async def test_a_login_redirect_is_followed_five_times_at_most_and_never_in_a_loop() -> None:
    """Without a credential, within the site and its listed identity providers."""
    turning = iter(range(100))

    def on_and_on() -> list[bytes]:
        place = next(turning)
        return [f"HTTP/1.1 302 Found\r\nLocation: /login{place}\r\nContent-Length: 0\r\n\r\n".encode()]

    with HostileServer(lambda: iter(on_and_on())) as server:
        site = site_at(f"http://127.0.0.1:{server.port}", allow_private=True)
        hops = await client_of(shared(), site).follow_login(Call("current_user", Identity.NONE))
    with HostileServer(said(b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n")) as circle:
        site = site_at(f"http://127.0.0.1:{circle.port}", allow_private=True)
        loop = await client_of(shared(), site).follow_login(Call("current_user", Identity.NONE))

    assert (len(hops), server.connections) == (6, 6)
    assert (len(loop), circle.connections) == (2, 2)


async def test_a_login_that_leads_to_an_unreadable_place_ends_there() -> None:
    """A Location that no parser can read is the end of the chain, not a fault of ours."""
    broken = b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n"
    with HostileServer(said(broken)) as server:
        site = site_at(f"http://127.0.0.1:{server.port}", allow_private=True)
        hops = await client_of(shared(), site).follow_login(Call("current_user", Identity.NONE))

    assert [hop.status for hop in hops] == [302]


def test_the_limits_in_production_are_those_that_are_promised() -> None:
    """Five seconds to connect, ten to read, twenty in all, one MiB; nobody has to ask for them."""
    adapter = Transport().adapter(Outgoing("GET", "http://127.0.0.1/"))

    assert (CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS, MAX_BODY_BYTES) == (5.0, 10.0, 20.0, 1024 * 1024)
    assert (adapter.timeouts, adapter.seconds) == ((5.0, 10.0), 20.0)
