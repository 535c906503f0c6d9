"""Errors of HTTP clients: Python requests and atlassian-python-api, Node, Java, Go, .NET."""

import re

from tools.evidence import Exchange
from tools.facts import Fact
from tools.parsers.draft import Block, Piece
from tools.parsers.lines import body_at, json_at
from tools.wire import is_network_error, signs_in_words

_TRACE_START = re.compile(r"^\s*(?:Traceback \(most recent call last\):|Exception in thread )")
_STACK_LINE = re.compile(
    r"^\s+at [\w.$<>/@:\\ \[\]-]{1,300}(?:\(|:\d)|^\s+\.\.\. \d+ (?:more|common)|^\s*File \"[^\"]{1,300}\", line \d+"
)
_CHAINED = re.compile(r"^(?:During handling of|The above exception was|Caused by:)")
_EXCEPTION = re.compile(
    r"^\s{0,8}(?:Caused by: |Uncaught |\[cause\]: |Error: |\w+: )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Failure"
    r"|Refused|Unauthorized|Forbidden)"
    r"(?:\$\w+)?(?::|\s*\[|\s*$|\()"
)
_STATUS = (
    re.compile(r"\b(\d{3}) (?:Client|Server) Error\b"),
    re.compile(r"response code: (\d{3}) for URL", re.IGNORECASE),
    re.compile(r"failed with status(?: code)?:? (\d{3})", re.IGNORECASE),
    re.compile(r"unexpected (?:http )?(?:response )?status(?: code)?(?: received)?:? (\d{3})", re.IGNORECASE),
    re.compile(r"HTTP Error (\d{3})\b"),
    re.compile(r"Http(?:Client|Server)ErrorException(?:\$\w+)?: (\d{3})"),
    re.compile(r"\b(\d{3}) [A-Z][\w ]{2,24} from (?:GET|POST|PUT|DELETE)\b"),
    re.compile(r"does not indicate success: (\d{3})"),
    re.compile(r"server returned an error: \((\d{3})\)"),
    re.compile(r"\b(?:status_?code|response\.status|statusCode|StatusCode)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(\d{3})\b"),
    re.compile(r"\b(?:Unauthorized|Forbidden|Not Found|failed for [\w -]{1,30}) \(([45]\d\d)\)"),
    re.compile(r"\b([45]\d\d) (?:UNAUTHORIZED|FORBIDDEN|NOT_FOUND)\b"),
    re.compile(r"Error: <!doctype html>[^\n]{0,200}HTTP Status ([45]\d\d)\b", re.IGNORECASE),
    re.compile(r"\breturned (?:an? )?(?:http )?(?:status )?(?:code )?(\d{3})\b", re.IGNORECASE),
)
_URL = (
    re.compile(r"for url: ?\"?(https?://[^\s\"',)]{1,8000})", re.IGNORECASE),
    re.compile(r"request for \"(https?://[^\"\s]{1,8000})\""),
    re.compile(r"(?:from|request to|fetching) (?:GET |POST |PUT |DELETE )?\"?(https?://[^\s\"',)]{1,8000})"),
    re.compile(r"\b(?:Get|Post|Put|Delete|Head) \"?(https?://[^\s\"]{1,8000})\"?:"),
    re.compile(r"\b(?:GET|POST|PUT|DELETE|HEAD) \"(https?://[^\s\"]{1,8000})\""),
    re.compile(r"\b(?:url|uri)[\"']?\s{0,3}[:=]\s{0,3}[\"'](https?://[^\s\"']{1,8000})"),
)
_POOL = re.compile(r"(HTTPS?)ConnectionPool\(host='([^']{1,255})', port=(\d+)\)(?:[^\n]{0,80}?with url: (\S{1,8000}))?")
_METHOD = re.compile(
    r"\b(?:from (GET|POST|PUT|DELETE) |on (GET|POST|PUT|DELETE) request|(GET|POST|PUT|DELETE) \"https?://"
    r"|method[\"']?: [\"'](\w{3,6})[\"'])",
    re.IGNORECASE,
)
_NO_METHOD = re.compile(
    r"AttributeError: '(?:Confluence|Jira|Atlassian)\w*' object has no attribute|has no attribute '(?:get|create"
    r"|update)_\w+'"
)
_MOST_LINES = 400
_PRINTED = re.compile(r"^\s{0,8}(?:[1-5]\d\d )?(?=\{|<[!a-zA-Z])")
_LAST_LINES = 20


def read_traceback(lines: list[str], start: int) -> Block | None:
    """Read a stack trace of any language; it becomes one exchange, as far as it tells of one."""
    if not _begins_trace(lines, start):
        return None
    end = start + 1
    while end < min(len(lines), start + _MOST_LINES) and _goes_on(lines, end):
        end += 1
    text = "\n".join(lines[start:end])
    body = _body_after(lines, end)
    if body is not None:
        text, end = f"{text}\n{body[0]}", body[1]
    piece = piece_of_error(text)
    if piece is None:
        piece = Piece(Exchange())
    return Block(end, (_with_channel(piece, text),))


def read_error_line(lines: list[str], start: int) -> Block | None:
    """Read one line in which a client says what status it got or why it got none."""
    line = lines[start]
    if len(line) > _LONGEST_LINE:
        return None
    typical = _EXCEPTION.match(line) or any(pattern.search(line) for pattern in _STATUS) or _POOL.search(line)
    if not typical and not (_CODE.search(line) and is_network_error(line)):
        return None
    piece = piece_of_error(line)
    if piece is None:
        return None
    return Block(start + 1, (piece,), text=line)


_LONGEST_LINE = 8_000
_CODE = re.compile(
    r"\b(?:E(?:CONN\w+|NOTFOUND|TIMEDOUT|AI_AGAIN|HOSTUNREACH)|x509:|dial tcp|SSL(?:Error|_ERROR|:)"
    r"|[A-Z]{4,}_[A-Z_]{4,}|curl: \(\d+\)|net::ERR_\w+"
    r"|javax?\.net|PKIX|OpenSSL|fetch failed|getaddrinfo|HTTPS?ConnectionPool|ProxyError|407\b)"
)


def piece_of_error(text: str) -> Piece | None:
    """Turn a client's error text into what it tells of the exchange; None when it tells nothing."""
    status = next((int(match.group(1)) for pattern in _STATUS if (match := pattern.search(text))), None)
    error = text if status is None and is_network_error(text) else None
    words = tuple(signs_in_words(text, status)) if error is None else ()
    facts = ((Fact.TOLD_LIBRARY_UPGRADED, text.rstrip().rpartition("\n")[2]),) if _NO_METHOD.search(text) else ()
    if status is None and error is None and not words and not facts:
        return None
    exchange = Exchange(_method(text), _url(text), status=status, body=_body(text) if words else "", error=error)
    return Piece(exchange, facts=facts)


def _begins_trace(lines: list[str], start: int) -> bool:
    if _TRACE_START.match(lines[start]):
        return True
    following = lines[start + 1] if start + 1 < len(lines) else ""
    return bool(_EXCEPTION.match(lines[start][:_LONGEST_LINE]) and _STACK_LINE.match(following))


def _goes_on(lines: list[str], place: int) -> bool:
    """Tell whether a line still belongs to the trace: indented, chained, or the exception that ends it."""
    line = lines[place][:_LONGEST_LINE]
    if not line.strip():
        following = lines[place + 1] if place + 1 < len(lines) else ""
        return bool(_CHAINED.match(following) or _TRACE_START.match(following))
    if line.strip() in {"}", "},", "})", "];"}:
        return True
    before = lines[place - 1]
    continued = (
        line.startswith((" ", "\t")) or _STACK_LINE.match(line) or _CHAINED.match(line) or _TRACE_START.match(line)
    )
    return bool(continued or (_EXCEPTION.match(line) and (before.startswith((" ", "\t")) or not before.strip())))


def _body_after(lines: list[str], place: int) -> tuple[str, int] | None:
    """Read the answer's body when the program printed it below its trace, with or without the status before it."""
    printed = _PRINTED.match(lines[place]) if place < len(lines) else None
    if printed is None:
        return None
    tail = [lines[place][printed.end() :], *lines[place + 1 : place + _MOST_LINES]]
    body, taken = body_at(tail, 0)
    return (body, place + taken) if body else None


def _url(text: str) -> str | None:
    pool = _POOL.search(text)
    if pool:
        scheme, port = pool.group(1).lower(), pool.group(3)
        usual = port == {"https": "443", "http": "80"}[scheme]
        return f"{scheme}://{pool.group(2)}{'' if usual else ':' + port}{pool.group(4) or '/'}"
    return next((match.group(1) for pattern in _URL if (match := pattern.search(text))), None)


def _method(text: str) -> str | None:
    match = _METHOD.search(text)
    return next((group.upper() for group in match.groups() if group), None) if match else None


def _body(text: str) -> str:
    """Return the part of an error text that quotes the server: a JSON object if there is one, else the last lines."""
    brace = text.find("{")
    found = json_at([text[brace:]], 0) if brace >= 0 else None
    return found[0] if found else "\n".join(text.splitlines()[-_LAST_LINES:])


def _with_channel(piece: Piece, text: str) -> Piece:
    return Piece(piece.exchange, piece.told, piece.complete, (*piece.facts, (Fact.CHANNEL_SCRIPT, text)))
