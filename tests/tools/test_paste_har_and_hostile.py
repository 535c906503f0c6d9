"""Recordings of browsers, and pastes that mean harm or are broken."""

import contextlib
import json
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.secret_forms import all_forms, jwt, seeded
from tools.evidence import Reading
from tools.facts import Fact
from tools.parsers import PasteError, read_paste

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SITE = "https://wiki.corp.example"


def read(content: str, kind: str = "auto") -> Reading:
    """Read a paste at a fixed time."""
    return read_paste(kind, "trace.har", content, None, NOW)


def facts(reading: Reading) -> set[Fact]:
    """Return all facts of a reading."""
    return {sighting.fact for sighting in reading.sightings}


def entry(
    url: str, status: int, sent: dict[str, str] | None = None, got: dict[str, str] | None = None, body: str = ""
) -> dict[str, object]:
    """Make one entry of a HAR."""
    return {
        "request": {"method": "GET", "url": url, "headers": _named(sent or {}), "cookies": []},
        "response": {
            "status": status,
            "headers": _named(got or {}),
            "content": {"mimeType": "text/html", "text": body},
        },
    }


def har(*entries: dict[str, object]) -> str:
    """Make a HAR."""
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "entries": entries}})


def _named(pairs: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs.items()]


def test_a_har_yields_its_failing_exchanges() -> None:
    """Status, words and the browser are read."""
    agent = {"User-Agent": "Mozilla/5.0 Firefox/140.0", "Cookie": "JSESSIONID=0A1B2C3D4E5F60718293A4B5C6D7E8F9"}
    reading = read(
        har(
            entry(f"{SITE}/rest/api/space", 401, agent, {"X-Seraph-LoginReason": "OUT"}),
            entry(f"{SITE}/x.js", 200, agent),
        )
    )

    assert {Fact.STATUS_401, Fact.SERAPH_OUT, Fact.CHANNEL_BROWSER, Fact.COOKIE_ONLY_JSESSIONID} <= facts(reading)
    assert "0A1B2C3D" not in repr(reading)


def test_a_sanitised_har_does_not_show_that_nothing_was_sent() -> None:
    """Chrome leaves cookies and Authorization out unless asked."""
    reading = read(har(entry(f"{SITE}/rest/api/space", 401, {"User-Agent": "Mozilla/5.0"})))

    assert Fact.SENT_NOTHING not in facts(reading)
    assert any("left cookies" in note for note in reading.notes)


def test_a_large_har_is_cut_to_what_tells_something() -> None:
    """Fifty exchanges, 64 kB in all, 2 kB each; the failing ones among them, in their order."""
    good = [entry(f"{SITE}/page/{i}", 200, {"Cookie": "a=b"}, {"X-Pad": "p" * 300}, "x" * 4000) for i in range(400)]
    good[300] = entry(
        f"{SITE}/rest/api/user/current", 403, {"Cookie": "a=b"}, {}, "Not permitted to use confluence" + "y" * 9000
    )
    reading = read(har(*good))

    sizes = [len(repr(exchange)) for exchange in reading.exchanges]
    assert len(sizes) == 50
    assert sum(sizes) < 70_000
    assert Fact.BODY_NOT_PERMITTED_DC in facts(reading)
    assert any("400 entries" in note for note in reading.notes)


def test_a_login_loop_is_seen_over_several_exchanges() -> None:
    """The same page redirects again and again."""
    loop = [entry(f"{SITE}/display/X", 302, {"Cookie": "a=b"}, {"Location": "/login.action"}) for _ in range(3)]

    assert {Fact.REDIRECT_LOOP, Fact.REDIRECT_TO_LOGIN_ACTION} <= facts(read(har(*loop)))


def test_two_applications_that_set_one_cookie_are_seen() -> None:
    """Same host, same path, different ports."""
    cookie = {"Set-Cookie": "JSESSIONID=0A1B2C3D4E5F60718293A4B5C6D7E8F9; Path=/; HttpOnly"}
    reading = read(
        har(*(entry(f"http://tools.example:{port}/x", 200, {"Cookie": "a=b"}, cookie) for port in (8080, 8090)))
    )

    assert Fact.COOKIE_SET_TWICE in facts(reading)


def test_a_node_that_changes_is_seen() -> None:
    """The load balancer sends one browser to several nodes."""
    nodes = [entry(f"{SITE}/x", 200, {"Cookie": "a=b"}, {"X-Confluence-Cluster-Node": name}) for name in "ab"]

    assert Fact.COOKIE_NODE_CHANGES in facts(read(har(*nodes)))


@pytest.mark.parametrize(
    "content", ['{"log": {"entries": [', '{"log": {"version": "1.2"}}', '{"log": {"entries": 7}}', "{" * 100_000]
)
def test_a_broken_har_says_what_to_do(content: str) -> None:
    """The message helps and quotes nothing of the file."""
    with pytest.raises(PasteError, match=r"HAR"):
        read(content, "har")


def test_odd_entries_are_survived() -> None:
    """Nothing in a HAR is taken for granted."""
    entries = '[1,null,{},{"request":[]},{"request":{"url":5,"headers":{"a":1}},"response":{"status":"x"}}]'
    odd = f'{{"log":{{"entries":{entries}}}}}'

    assert len(read(odd, "har").exchanges) <= 3


@pytest.mark.parametrize("content", ["\x00\x01\x02" * 100, "PK\x03\x04" + "\x00\x07" * 500])
def test_binary_is_refused_with_advice(content: str) -> None:
    """An image or archive is no text."""
    with pytest.raises(PasteError, match="binary"):
        read(content)


def test_an_unknown_kind_names_the_known_ones() -> None:
    """The caller learns what to use."""
    with pytest.raises(PasteError, match="traceback"):
        read("x", "image")


def test_terminal_colours_and_bidirectional_marks_are_dropped() -> None:
    """What a terminal or an attacker puts between the letters does not hide a status line."""
    reading = read("\x1b[1mHTTP/1.1\x1b[0m 401 Unauthorized\nX-Seraph-LoginReason: \u202eOUT\u202c\nServer: x")

    assert {Fact.STATUS_401, Fact.SERAPH_OUT} <= facts(reading)
    assert "\x1b" not in repr(reading)


def test_empty_is_fine() -> None:
    """Nothing in, nothing out."""
    assert read("") == Reading("")


CARRIERS = (
    "my settings: {0} and so on",
    "```\ncurl -v -H 'X-Api-Key: {0}' https://wiki.corp.example/rest\n```",
    'HTTP/1.1 401\nX-Thing: {0}\nServer: x\n\n{{"message":"{0}"}}',
    'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: {0} for url: https://wiki.corp.example/{0}',
    "2026-11-02 10:00:01,123 ERROR [x] jwt expired {0}",
    "status: 401\nbody: {0}\nrequest: GET https://wiki.corp.example/a?x={0}",
    '{{"message": "{0}", "statusCode": 403}}',
    "<html><body>HTTP Status 401 {0}</body></html>",
)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_secret_survives_in_any_kind_of_paste(carrier: str) -> None:
    """Every form of secret, in every kind of block: exchanges, quotes, prose and addresses are clean."""
    leaked = []
    for form in all_forms(seeded(11)):
        shown = repr(read(carrier.replace("{0}", form.carrier).replace("{{", "{").replace("}}", "}")))
        if form.secret[4:16] in shown:
            leaked.append(form.id)

    assert leaked == []


def test_an_expired_session_token_is_judged_by_the_servers_clock() -> None:
    """The reply's Date says when the exchange took place."""
    token = jwt(seeded(1), {"exp": int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())})
    head = f"GET /x HTTP/1.1\nHost: a.example\nAuthorization: Bearer {token}\n\nHTTP/1.1 401\nServer: x\n"

    assert Fact.SECRET_JWT_EXPIRED in facts(read(head))
    assert Fact.SECRET_JWT_VALID_NOW in facts(read(head + "Date: Wed, 31 Dec 2025 10:00:00 GMT\n"))


UNITS = [
    "a",
    "eyJ.",
    "=",
    "token=",
    "%25",
    "\\",
    "://",
    "Cookie: a=",
    "\u200b",
    "a:b@",
    "\n",
    "{",
    "ATATT3",
    "-u ",
    "curl -H ",
    "> GET ",
    "< ",
    "* ",
    "HTTP/1.1 401\n",
    "<html>",
    "\x1b[0m",
    "Traceback (most recent call last):\n",
    " at x(\n",
    "status: 401\n",
    'A: {"',
    "error code 49 ",
    "saml ",
    "'",
    '"',
    "`",
    "https://",
    "Caused by: x.Error\n",
    "jwt ",
    "curl https://x -H 'a\n",
    "401 for url: ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_anything_is_read_in_seconds(unit: str) -> None:
    """No unit repeated makes a reader quadratic."""
    begun = process_time()
    with contextlib.suppress(PasteError):
        read(unit * (1_000_000 // len(unit)))

    assert process_time() - begun < 30


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a PasteError ever comes out."""
    with contextlib.suppress(PasteError):
        read(text)


BLOCKS = st.sampled_from(
    [
        "HTTP/1.1 401\n",
        "X-A: b\n",
        "> GET / HTTP/1.1\n",
        "< HTTP/2 403\n",
        "<\n",
        '{"message":',
        "}\n",
        "curl -v ",
        "https://a.example\n",
        "Traceback (most recent call last):\n",
        '  File "x"\n',
        "status: ",
        "401\n",
        "\n",
        "error code 49 data 775\n",
    ]
)


@given(st.lists(BLOCKS, max_size=25))
def test_any_mixture_of_blocks_is_read(blocks: list[str]) -> None:
    """Blocks that begin and never end are survived."""
    assert isinstance(read("".join(blocks), "text"), Reading)
