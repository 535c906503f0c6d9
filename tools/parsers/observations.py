"""Lists of observations, as people and ticket systems sum things up: "status: 401", "header: server: nginx"."""

import re
from collections.abc import Callable

from tools.evidence import Exchange
from tools.facts import Fact
from tools.parsers.curl_command import piece_of_command
from tools.parsers.draft import Block, Part, Piece
from tools.parsers.lines import METHODS, TELLING_NAMES, header_of, is_request_header, json_at
from tools.redaction_views import cut_whole
from tools.wire import is_network_error, signs_in_base_url, signs_in_words

_LINE = re.compile(
    r"^\s{0,40}(?:[-*\u2022]\s{1,8}"
    r"|\d{1,2}[.)]\s{1,8})?[\"'`*]{0,3}([A-Za-z][\w ()/-]{0,48}?)[\"'`*]{0,3}\s{0,8}(?::|=>|->|\u2192"
    r"|=)\s{0,8}(\S.*)$"
)
_CALL = re.compile(
    rf"^\W{{0,12}}({METHODS})\s+(\S{{1,8000}}?),?(?:\s[^\n]{{0,120}}?)?\s?(?:->|\u2192|=>|:|returns?|gives|answers|yields)\s+"
    + r"(?:an? )?(?:HTTP/?[\d.]*\s+)?([1-5]\d\d)\b"
)
_QUALIFIER = (
    r"(?:(?:http|response|reply|error|server|json|html|raw|failing|request|full|final|called|api|example|sent|actual)"
    r" )*"
)
_STATUS_KEY = re.compile(
    _QUALIFIER + r"(?:status|status code|statuscode|code|result|response|answer|returns|http|reply)"
)
_BODY_KEY = re.compile(
    _QUALIFIER
    + r"(?:body|message|error|json|html|content|text|response|answer|exception|detail|details|output|reason|page"
    r"|stack trace|token endpoint)"
)
_URL_KEY = re.compile(_QUALIFIER + r"(?:url|uri|endpoint|address|path|link|route|resource)(?: called| requested)?")
_BASE_KEY = re.compile(
    r"(?:.{0,30}\b)?(?:base|root|site|server|instance|confluence|wiki|host|org\w*)[ _-]?(?:url|uri|address"
    r"|root)(?: .{0,20})?"
    r"|(?:url|uri) (?:given|root|configured|entered|set|used)"
)
_REQUEST_KEY = re.compile(_QUALIFIER + r"(?:request|call|command|command line|curl)(?: line)?")
_HEADER_KEY = re.compile(
    r"(?:(?:request|response|reply|http|auth|authorization|extra|client|server) )*headers?(?: sent| received| used"
    r"| on the wire)?"
)
_SCREEN_KEY = re.compile(
    r"(?:the )?(?:ui|screen|banner|pop-?up|browser|page|login page|error shown|error page|dialog)(?: text| message"
    r"| says| shows)?"
)
_CODE = re.compile(
    r"^\D{0,24}?\b([1-5]\d\d)\b(?!\s?(?:ms|bytes|users?|pages|seconds|kb|%|of|spaces|requests|characters))",
    re.IGNORECASE,
)
_LEADING_CODE = re.compile(r"^(?:HTTP/?[\d.]*\s+|error )?([345]\d\d)\b", re.IGNORECASE)
_REQUEST = re.compile(rf"^[\"'`]?({METHODS})\s+[\"'`]?(?:\.\.\.|\u2026)?(\S{{1,8000}})")
_AUTHORIZATION = re.compile(r"\bAuthorization:\s*((?:[A-Za-z]{3,12}\s+)?[^\s,;\"'`]{1,4000})", re.IGNORECASE)
_AGENT = re.compile(r"\b([A-Za-z][\w.-]{1,40}/\d+\.\d[\w.]*)")
_ADDRESS_START = re.compile(r"(?:https?://|(?:\.\.\.|\u2026)?/)")
_LONGEST = 8_000
_SHORTEST_WORDS = 10


def read_observation(lines: list[str], start: int) -> Block | None:
    """Read one line of a list of observations. Its words stay for the reader of prose unless they are all used up."""
    line = cut_whole(lines[start], _LONGEST)
    call = _CALL.match(line)
    if call:
        method, url, status = call.groups()
        exchange = Exchange(method, url.rstrip(":,"), status=int(status))
        return Block(start + 1, (Piece(exchange, frozenset({Part.STATUS, Part.ADDRESS, Part.REQUEST})),), text=line)
    match = _LINE.match(line)
    if match is None or match.group(1).lower() in {"http", "https"}:
        return None
    key, value = " ".join(match.group(1).lower().replace("_", " ").split()), match.group(2).strip()
    return _read_pair(key, value, start, line)


def _read_pair(key: str, value: str, start: int, line: str) -> Block | None:
    last = key.rpartition(" ")[2]
    if last in TELLING_NAMES and last != key:
        found = Piece(Exchange(response_headers=((last, value),)))
        return Block(start + 1, (found,), text=line)
    for pattern, read in _KEYS:
        if pattern.fullmatch(key):
            seen = read(key, value)
            if seen is not None:
                pieces = (seen,) if isinstance(seen, Piece) else ()
                loose = () if isinstance(seen, Piece) else (seen,)
                return Block(start + 1, pieces, loose, text=line)
    return _any_with_status(key, value, start, line)


def _any_with_status(key: str, value: str, start: int, line: str) -> Block | None:
    """Read "v2 path: 404 when failing": any key with a refusal as its value."""
    code = _LEADING_CODE.match(value)
    if code is None:
        return None
    versions = (("v1", Fact.URL_API_V1), ("v2", Fact.URL_API_V2))
    facts = tuple((fact, line) for name, fact in versions if re.search(rf"\b{name}\b", key))
    exchange = Exchange(status=int(code.group(1)), body=value if _says_something(value, int(code.group(1))) else "")
    return Block(start + 1, (Piece(exchange, frozenset({Part.STATUS, Part.BODY}), facts=facts),), text=line)


def _status(_: str, value: str) -> Piece | None:
    if value.startswith(("{", "[", "<")):
        return None
    code = _CODE.match(value)
    if code is None:
        return None
    status = int(code.group(1))
    path = next((url for word in value[code.end() :].split() if (url := _as_address(word))), None)
    body = value[code.end() :] if _says_something(value, status) else ""
    return Piece(Exchange(url=path, status=status, body=body), frozenset(Part))


def _body(_: str, value: str) -> Piece | None:
    found = json_at([value], 0) if value.startswith(("{", "[")) else None
    if found:
        return Piece(Exchange(body=found[0]))
    if is_network_error(value):
        return Piece(Exchange(error=value), frozenset({Part.BODY}))
    code = _LEADING_CODE.match(value)
    status = int(code.group(1)) if code else None
    if status is None and not _says_something(value, None):
        return None
    told = frozenset({Part.STATUS}) if value.lstrip().startswith("<") else frozenset({Part.STATUS, Part.BODY})
    return Piece(Exchange(body=value, status=status), told)


def _address(_: str, value: str) -> Piece | None:
    url = _as_address(value.partition(" ")[0])
    return Piece(Exchange(url=url), frozenset({Part.ADDRESS})) if url else None


def _as_address(word: str) -> str | None:
    """Return a word as URL or path; dots that stand for the beginning are dropped."""
    bare = word.strip("\"'`<>(),;")
    return bare.lstrip(".\u2026") if _ADDRESS_START.match(bare) else None


def _base(_: str, value: str) -> tuple[tuple[Fact, str], ...] | None:
    url = value.strip("\"'`<> ").split()[0].rstrip(",;>\"'`")
    if "://" not in url and re.match(r"[\w<{-]{1,80}[>}]?\.atlassian\.net", url, re.IGNORECASE):
        url = f"https://{url}"
    found = tuple((seen.fact, value) for seen in signs_in_base_url(url))
    return found or None


def _request(_: str, value: str) -> Piece | None:
    if value.lower().lstrip("`$ ").startswith("curl"):
        return piece_of_command(value.lstrip("`$ "))
    match = _REQUEST.match(value)
    if match is None:
        return None
    headers = [("Authorization", found.group(1)) for found in _AUTHORIZATION.finditer(value)][:1]
    agent = _AGENT.search(value[match.end() :])
    if agent and not agent.group(1).lower().startswith("http/"):
        headers.append(("User-Agent", agent.group(1)))
    url = match.group(2).rstrip("\"'`,")
    return Piece(Exchange(match.group(1), url, tuple(headers)), frozenset({Part.ADDRESS}))


def _header(key: str, value: str) -> Piece | None:
    header = header_of(value.strip("\"'`"))
    if header is None:
        return None
    sent = is_request_header(header[0]) or "request" in key or "sent" in key
    return Piece(Exchange(request_headers=(header,)) if sent else Exchange(response_headers=(header,)))


def _category(_: str, value: str) -> Piece | None:
    return Piece(Exchange(response_headers=(("X-Failure-Category", value.strip("\"'`")),)))


def _method(_: str, value: str) -> Piece | None:
    named = re.fullmatch(METHODS, value.upper())
    return Piece(Exchange(method=value.upper()), frozenset({Part.REQUEST})) if named else None


def _screen(_: str, value: str) -> tuple[tuple[Fact, str], ...] | None:
    return tuple((seen.fact, value) for seen in signs_in_words(value, None)) or None


def _says_something(value: str, status: int | None) -> bool:
    return len(value) >= _SHORTEST_WORDS and any(True for _ in signs_in_words(value, status))


_Reader = Callable[[str, str], Piece | tuple[tuple[Fact, str], ...] | None]
_KEYS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_STATUS_KEY, _status),
    (_BASE_KEY, _base),
    (_BODY_KEY, _body),
    (_URL_KEY, _address),
    (_REQUEST_KEY, _request),
    (_HEADER_KEY, _header),
    (re.compile(r"(?:failure |x-failure-)?category"), _category),
    (re.compile(r"(?:http |request )?method"), _method),
    (_SCREEN_KEY, _screen),
)
