"""What `curl -v` and `curl -i` print, and raw blocks of headers."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from tools.evidence import Exchange
from tools.parsers.draft import Block, Piece
from tools.parsers.lines import (
    METHODS,
    REPLY_NAMES,
    REQUEST_LINE,
    REQUEST_NAMES,
    STATUS_LINE,
    TELLING_NAMES,
    body_at,
    header_of,
    is_request_header,
)

_INFO = re.compile(
    r"^\*\s{1,4}(?:Trying|Host |Connected|IPv|ALPN|TLS|SSL|Server |Could not|Couldn't|Uses proxy|\[HTTP/|Connection"
    r"|using HTTP|schannel|CONNECT"
    r"|Proxy|Established|Closing|Issue another|Rebuilt|Authentication|Mark bundle|Received HTTP|Re-using|Expire"
    r"|Empty reply|Recv|OpenSSL"
    r"|successfully|CAfile|CApath|\d{3}|subject|start date|expire date|issuer|h2 |Using |Failed|connect to|Operation"
    r"|Resolving|NTLM|Request)",
)
_SENT = re.compile(rf"^>(?: (?:({METHODS}|CONNECT) (\S+) HTTP/[\d.]+|[\w-]+: |:?\s*$)|\s*$)")
_GOT = re.compile(r"^< (?:HTTP/[\d.]+ (\d{3})|[\w-]+: ?|\s*$)|^<\s*$")
_METER = re.compile(r"^[{}] \[\d+ bytes data\]")
_ERROR = re.compile(r"^curl: \(\d+\) ")
_FAILED = re.compile(
    r"^\* (?:Could not resolve|.*SSL certificate problem|.*(?:Connection refused|timed out|Connection reset)"
    r"|Proxy CONNECT aborted)"
)
_HTTPS = re.compile(r"^\* .*(?:port 443|SSL connection|TLS|ALPN|schannel)", re.IGNORECASE)
_HTTP = re.compile(r"^\* .*(?:Connected to|Trying) ")
_MOST_HEADERS, _LONGEST_LIST = 200, 4_000
_FEWEST_HEADERS = 2


@dataclass(slots=True, repr=False)
class _Call:
    method: str = ""
    path: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    status: int | None = None
    got: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""
    error: str = ""

    def piece(self, scheme: str) -> Piece:
        """Return the call as a piece."""
        host = next((value for name, value in self.sent if name.lower() == "host"), "")
        url = self.path if "://" in self.path else f"{scheme}://{host}{self.path}" if host else self.path
        exchange = Exchange(
            self.method or None,
            url or None,
            tuple(self.sent),
            self.status,
            tuple(self.got),
            self.body,
            self.error or None,
        )
        return Piece(exchange, complete=bool(self.sent))


@dataclass(slots=True, repr=False)
class _Transcript:
    calls: list[_Call] = field(default_factory=list)
    scheme: str = ""
    error: str = ""

    def take(self, line: str) -> None:
        """Read one marked line."""
        if line.startswith("*"):
            self._take_info(line)
        elif line.startswith(">"):
            self._take_sent(line)
        elif line.startswith("<"):
            self._take_got(line)
        elif _ERROR.match(line):
            self.error = line

    def _take_info(self, line: str) -> None:
        if _HTTPS.match(line):
            self.scheme = "https"
        elif _HTTP.match(line) and not self.scheme:
            self.scheme = "http"
        if _FAILED.match(line) and not self.error:
            self.error = line

    def _take_sent(self, line: str) -> None:
        match = _SENT.match(line)
        if match and match.group(1):
            self.calls.append(_Call(match.group(1), match.group(2)))
        header = header_of(line)
        if header and self.calls and not (match and match.group(1)):
            self.calls[-1].sent.append(header)

    def _take_got(self, line: str) -> None:
        match = _GOT.match(line)
        if not self.calls or (match and match.group(1) and self.calls[-1].status):
            self.calls.append(_Call())
        call = self.calls[-1]
        if match and match.group(1):
            call.status = int(match.group(1))
        elif header := header_of(line):
            call.got.append(header)


def read_transcript(lines: list[str], start: int) -> Block | None:
    """Read what `curl -v` printed, several calls in a row when it followed redirects."""
    if not _is_marked(lines[start]):
        return None
    transcript = _Transcript()
    end, in_head = start, True
    while end < len(lines):
        line = lines[end]
        if not (_is_marked(line) or _METER.match(line) or (in_head and line.startswith("* "))):
            break
        transcript.take(line)
        end += 1
        if _GOT.match(line) and not line[1:].strip() and transcript.calls:
            in_head = False
            transcript.calls[-1].body, end = body_at(lines, end)
            end = _past_blank(lines, end)
    return Block(end, tuple(_pieces(transcript))) if transcript.calls or transcript.error else None


def _pieces(transcript: _Transcript) -> list[Piece]:
    if not transcript.calls:
        return [Piece(Exchange(error=transcript.error))]
    if transcript.calls[-1].status is None:
        transcript.calls[-1].error = transcript.error
    real = [call for call in transcript.calls if call.method != "CONNECT" or call.status not in {200, None}]
    return [call.piece(transcript.scheme or "https") for call in real]


def read_raw_reply(lines: list[str], start: int) -> Block | None:
    """Read a reply that begins with its status line, as `curl -i` prints it; further ones follow redirects."""
    pieces: list[Piece] = []
    end = start
    while end < len(lines) and (match := STATUS_LINE.match(lines[end].lstrip("<>* "))):
        headers, end = _headers_at(lines, end + 1)
        body = ""
        if end < len(lines) and not lines[end].strip():
            following = _past_blank(lines, end)
            redirected = following < len(lines) and STATUS_LINE.match(lines[following])
            body, end = ("", following) if redirected else body_at(lines, end)
        url = _followed(pieces)
        pieces.append(Piece(Exchange(url=url, status=int(match.group(1)), response_headers=headers, body=body)))
    return Block(end, tuple(pieces)) if pieces else None


def read_raw_request(lines: list[str], start: int) -> Block | None:
    """Read a request that begins with its request line."""
    match = REQUEST_LINE.match(lines[start].lstrip("> "))
    if match is None:
        return None
    headers, end = _headers_at(lines, start + 1)
    host = next((value for name, value in headers if name.lower() == "host"), "")
    path = match.group(2)
    url = f"https://{host}{path}" if host and path.startswith("/") else path
    return Block(end, (Piece(Exchange(match.group(1), url, headers), complete=bool(headers)),))


def read_header_lines(lines: list[str], start: int) -> Block | None:
    """Read header lines without a status line: several in a row, or one that tells something by itself."""
    headers, end = _headers_at(lines, start, known_only=True)
    known = [name.lower() for name, _ in headers if name.lower() in REPLY_NAMES | REQUEST_NAMES]
    if len(known) < _FEWEST_HEADERS and not (known and known[0] in TELLING_NAMES):
        return None
    sent = tuple(header for header in headers if is_request_header(header[0]))
    got = tuple(header for header in headers if header not in sent)
    status = STATUS_LINE.match(lines[end].lstrip("<> ")) if end < len(lines) else None
    exchange = Exchange(request_headers=sent, response_headers=got, status=int(status.group(1)) if status else None)
    return Block(end + bool(status), (Piece(exchange),))


def _headers_at(lines: list[str], start: int, *, known_only: bool = False) -> tuple[tuple[tuple[str, str], ...], int]:
    headers: list[tuple[str, str]] = []
    end = start
    while end < len(lines) and end - start < _MOST_HEADERS:
        header = header_of(lines[end])
        if header is None or (" " in lines[end].split(":", 1)[0].strip("<>*-\u2022 \t")):
            break
        if known_only and "-" not in header[0] and header[0].lower() not in REPLY_NAMES | REQUEST_NAMES:
            break
        headers += _unfolded(header)
        end += 1
    return tuple(headers), end


def _unfolded(header: tuple[str, str]) -> list[tuple[str, str]]:
    """Split a line on which somebody listed several headers with commas between."""
    name, value = header
    if len(value) > _LONGEST_LIST:
        return [header]
    parts = re.split(r",\s+(?=[A-Z][A-Za-z-]{2,40}:\s)", value)
    more = [pair for part in parts[1:] if (pair := header_of(part))]
    return [(name, parts[0] if more else value), *more]


def _followed(pieces: list[Piece]) -> str | None:
    """Return where the last reply's redirect leads."""
    location = pieces[-1].exchange.response_header("Location") if pieces else None
    return urljoin(pieces[-1].exchange.url or "", location) if location else None


def _is_marked(line: str) -> bool:
    return bool(_INFO.match(line) or _SENT.match(line) or _GOT.match(line) or _ERROR.match(line) or _FAILED.match(line))


def _past_blank(lines: list[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start
