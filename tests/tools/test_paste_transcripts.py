"""Curl transcripts, curl commands and blocks of headers become exchanges."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from tests.tools.secret_forms import cloud_token, pat, seeded
from tools.evidence import Reading, Source
from tools.facts import Fact
from tools.parsers import read_paste

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOKEN, PAT = cloud_token(seeded(1)), pat(seeded(1))
PAIR = b64encode(f"ann@acme.example:{TOKEN}".encode()).decode()
VERBOSE = f"""I get a 401 with my token. See:
```
$ curl -v -u ann@acme.example:{TOKEN} https://acme.atlassian.net/wiki/rest/api/user/current
*   Trying 192.0.2.1:443...
* Connected to acme.atlassian.net (192.0.2.1) port 443 (#0)
* Server auth using Basic with user 'ann@acme.example'
> GET /wiki/rest/api/user/current HTTP/2
> Host: acme.atlassian.net
> authorization: Basic {PAIR}
> user-agent: curl/8.5.0
>
< HTTP/2 401
< content-type: text/html;charset=utf-8
< www-authenticate: OAuth realm="https%3A%2F%2Facme.atlassian.net%2Fwiki"
<
<!doctype html><html><head><title>HTTP Status 401 \u2013 Unauthorized</title></head>
<body><h1>HTTP Status 401</h1></body></html>
* Connection #0 to host acme.atlassian.net left intact
```
What can I do?"""


def read(content: str, kind: str = "auto") -> Reading:
    """Read a paste at a fixed time."""
    return read_paste(kind, "", content, None, NOW)


def facts(reading: Reading, source: Source | None = None) -> set[Fact]:
    """Return all facts of a reading, or those of one source."""
    return {sighting.fact for sighting in reading.sightings if source in {None, sighting.source}}


def test_a_verbose_transcript_and_its_command_are_one_exchange() -> None:
    """The command, what was sent, the reply and its body belong together; the prose around stays."""
    reading = read(VERBOSE)

    (exchange,) = reading.exchanges
    assert (exchange.method, exchange.status) == ("GET", 401)
    assert exchange.url == "https://acme.atlassian.net/wiki/rest/api/user/current"
    assert exchange.body.endswith("</html>")
    assert {Fact.BODY_TOMCAT_401, Fact.SENT_BASIC, Fact.SECRET_API_TOKEN} <= facts(reading, Source.PARSED_EXCHANGE)
    assert "What can I do?" in reading.text
    assert "HTTP/2" not in reading.text


def test_the_credential_is_looked_at_and_then_gone() -> None:
    """The form is known; the token and the pair are nowhere."""
    reading = read(VERBOSE)

    assert {Fact.USER_IS_EMAIL, Fact.SECRET_PRISTINE_FORM} <= facts(reading)
    assert TOKEN[12:40] not in repr(reading)
    assert PAIR[20:60] not in repr(reading)


def test_another_credential_on_the_wire_than_in_the_command_is_seen() -> None:
    """A netrc entry or a default replaced what the command says."""
    reading = read(
        f"curl -v -H 'Authorization: Bearer {PAT}' https://wiki.corp.example/rest/api/space\n"
        "* Connected to wiki.corp.example (192.0.2.1) port 443 (#0)\n"
        f"> GET /rest/api/space HTTP/1.1\n> Host: wiki.corp.example\n> Authorization: Basic {PAIR}\n>\n"
        "< HTTP/1.1 401\n< Server: x\n<\n"
    )

    assert {Fact.SENT_OTHER_THAN_CONFIGURED, Fact.SENT_BASIC} <= facts(reading, Source.PARSED_EXCHANGE)


def test_redirects_that_curl_followed_are_exchanges_of_their_own() -> None:
    """With -L there is one reply for each hop, each with its address."""
    reading = read(
        f"curl -sSLi -H 'Authorization: Bearer {PAT}' http://wiki.corp.example/rest/api/space\n"
        "HTTP/1.1 301 Moved Permanently\nLocation: https://wiki.corp.example/rest/api/space\nServer: nginx\n\n"
        "HTTP/1.1 401 \nServer: Apache\nX-Seraph-LoginReason: OUT\n\n"
    )

    assert [(e.url, e.status) for e in reading.exchanges] == [
        ("http://wiki.corp.example/rest/api/space", 301),
        ("https://wiki.corp.example/rest/api/space", 401),
    ]
    assert Fact.REDIRECT_CHANGES_ORIGIN in facts(reading)


def test_a_transcript_that_ends_in_an_error_says_why() -> None:
    """No reply came; curl's last line tells the reason."""
    reading = read(
        "* Could not resolve host: wiki.corp.example\n* Closing connection 0\ncurl: (6) Could not resolve host: wiki"
    )

    assert Fact.NET_DNS_FAILURE in facts(reading)


PIPED = """  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed

  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying 127.0.0.1:8090...
* Connected to wiki.corp.example (127.0.0.1) port 8090 (#0)
> GET /rest/api/space HTTP/1.1
> Host: wiki.corp.example:8090
>
* HTTP 1.0, assume close after body
< HTTP/1.0 403 Forbidden
< Server: x
<
{ [37 bytes data]
\r100    37  100    37    0     0   287k      0 --:--:-- --:--:-- --:--:--  327k
{"message":"Not permitted to use confluence"}
* Closing connection 0
"""


def test_the_output_of_a_pipe_is_read_past_its_progress_meter() -> None:
    """This is what `curl -v … 2>&1 |` hands on; plain http is told from the lack of a TLS handshake."""
    reading = read(PIPED)

    (exchange,) = reading.exchanges
    assert (exchange.url, exchange.status) == ("http://wiki.corp.example:8090/rest/api/space", 403)
    assert {Fact.BODY_NOT_PERMITTED_DC, Fact.SENT_NOTHING} <= facts(reading)
    assert reading.text == ""


COMMANDS = [
    (
        f"curl -u 'ann@acme.example:{TOKEN}' https://acme.atlassian.net/wiki/rest/api/space",
        {Fact.SENT_BASIC, Fact.SECRET_API_TOKEN},
    ),
    (
        f'curl.exe -H "Authorization: Bearer {PAT}" "https://wiki.corp.example/rest/api/space"',
        {Fact.SENT_BEARER, Fact.SECRET_DC_PAT},
    ),
    (
        f"curl --request POST --user ann:{TOKEN} \\\n  --data '{{}}' \\\n  https://wiki.corp.example/rest/api/content",
        {Fact.CALL_IS_A_WRITE, Fact.SENT_BASIC},
    ),
    (
        f'curl ^\n -H "Authorization: Basic {TOKEN}" ^\n https://acme.atlassian.net/wiki/rest/api/space',
        {Fact.SENT_BASIC_UNREADABLE},
    ),
    (
        f'PS C:\\> curl.exe -u `"ann:{TOKEN}`" https://wiki.corp.example/rest/api/space',
        {Fact.SENT_BASIC, Fact.SECRET_API_TOKEN},
    ),
    ("curl https://wiki.corp.example/rest/api/space | jq .", {Fact.SENT_NOTHING, Fact.URL_API_V1}),
    ("curl -b 'JSESSIONID=0A1B2C3D4E5F' https://wiki.corp.example/rest/api/space", {Fact.SENT_COOKIE_ONLY}),
    ("curl -u ann@acme.example: https://acme.atlassian.net/wiki/rest/api/space", {Fact.SENT_BASIC_EMPTY_HALF}),
    (
        "curl -X PUT -H 'X-Atlassian-Token: no-check' -u a:b https://wiki.corp.example/rest/api/content/1",
        {Fact.CALL_IS_A_WRITE},
    ),
    (f"curl --oauth2-bearer {PAT} https://wiki.corp.example/rest/api/space", {Fact.SENT_BEARER}),
]


@pytest.mark.parametrize(("command", "expected"), COMMANDS, ids=[command[:30] for command, _ in COMMANDS])
def test_a_command_tells_what_it_sends(command: str, expected: set[Fact]) -> None:
    """Quoting of bash, cmd and PowerShell is understood."""
    reading = read(command)

    assert expected <= facts(reading)
    assert TOKEN[12:40] not in repr(reading)
    assert PAT[4:] not in repr(reading)


def test_a_user_without_a_secret_is_no_empty_secret() -> None:
    """Curl asks for the password then."""
    assert Fact.SENT_BASIC_EMPTY_HALF not in facts(read("curl -u ann https://wiki.corp.example/rest/api/space"))


def test_a_command_within_a_sentence_leaves_the_sentence() -> None:
    """The words around a command may tell more."""
    reading = read("It works with `curl -u a:b https://wiki.corp.example/rest/api/space` but not in the tool.")

    assert "but not in the tool" in reading.text
    assert reading.exchanges[0].url == "https://wiki.corp.example/rest/api/space"


def test_header_lines_with_the_status_line_last_are_read() -> None:
    """People paste headers in any order."""
    reading = read("Server: Apache-Coyote/1.1\nX-Seraph-LoginReason: AUTHENTICATION_DENIED\nHTTP/1.1 401", "headers")

    assert {Fact.STATUS_401, Fact.SERAPH_DENIED, Fact.DEPLOYMENT_DATA_CENTER} <= facts(reading, Source.PARSED_EXCHANGE)


def test_a_raw_request_is_read() -> None:
    """A debug proxy shows what really went out."""
    reading = read(
        f"GET /rest/api/space HTTP/1.1\nHost: wiki.corp.example\nAuthorization: bearer {PAT}\nUser-Agent: x/1\n"
    )

    assert {Fact.SENT_SCHEME_MISSPELT, Fact.SECRET_DC_PAT} <= facts(reading)
    assert reading.exchanges[0].url == "https://wiki.corp.example/rest/api/space"


def test_prose_that_looks_like_headers_stays_prose() -> None:
    """A signature or a list of facts about a server is no header block."""
    text = "Name: Ann\nTeam: Docs\nWe use Server 9.2.\nNote: it is urgent"

    assert read(text).text == text


def test_two_attempts_are_two_exchanges() -> None:
    """Requests with different outcomes are never mixed."""
    reading = read(
        "GET /rest/api/space HTTP/1.1\nHost: a.example\n\nHTTP/1.1 200 OK\nServer: x\n\nGET /rest/api/user "
        "HTTP/1.1\nHost: a.example\n\nHTTP/1.1 401\nServer: x"
    )

    assert [(e.url, e.status) for e in reading.exchanges] == [
        ("https://a.example/rest/api/space", 200),
        ("https://a.example/rest/api/user", 401),
    ]


def test_who_answered_as_somebody_else_is_seen() -> None:
    """The current user is not the one that the request named: something replaced the credential."""
    pair = b64encode(b"svc-wiki:some secret").decode()
    reading = read(
        f"curl -H 'Authorization: Basic {pair}' https://wiki.corp.example/rest/api/user/current -i\n"
        'HTTP/1.1 200\nContent-Type: application/json\nServer: x\n\n{"type":"known","username":"proxyuser"}'
    )

    assert {Fact.IDENTITY_IS_SOMEBODY_ELSE, Fact.IDENTITY_KNOWN} <= facts(reading)
