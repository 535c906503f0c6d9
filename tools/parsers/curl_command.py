"""Curl commands as people paste them, in the quoting of bash, cmd and PowerShell."""

import re
import shlex
from base64 import b64encode
from dataclasses import dataclass, field

from tools.evidence import Exchange
from tools.parsers.draft import Block, Piece
from tools.redaction_views import cut_whole

_COMMAND = re.compile(
    r"(?<![\w./-])curl(?:\.exe)?\s+(?=[^\n]{0,2000}(?:https?://|\$\{?\w|\s-{1,2}\w|(?<=\s)-{1,2}\w|[\\^`]\s*$))",
    re.IGNORECASE,
)
_AT_START = re.compile(
    r"^\s*(?:[-*\u2022]\s+)?(?:[\w @~/.:\\-]{0,60}[$#>%]\s+)?(?:command:\s*)?[`'\"]?(?:\w+=\S+\s+)*(?:sudo |time )?$"
)
_CONTINUED = re.compile(r"[\\^`]\s*$")
_END = re.compile(r"^(?:\||\|\||&&|;|>|>>|2>&1|2>.*|1>.*|&|#.*)$")
_URL = re.compile(
    r"^[\"']?(?:https?://|[\w.-]+\.(?:net|com|org|io|example|invalid|local|corp|lan|internal)(?:[:/]|$))", re.IGNORECASE
)
_TAKES_VALUE = frozenset("uHXdbAoFexmwcTDKErYyzCPtQ")
_LONG_WITH_VALUE = {
    "--user": "u", "--header": "H", "--request": "X", "--data": "d", "--data-raw": "d", "--data-binary": "d",
    "--json": "j", "--data-ascii": "d", "--data-urlencode": "d", "--cookie": "b", "--user-agent": "A",
    "--url": "url", "--form": "F", "--referer": "e", "--proxy": "x", "--max-time": "m", "--connect-timeout": "m",
    "--output": "o", "--write-out": "w", "--cookie-jar": "c", "--cacert": "E", "--cert": "E", "--key": "E",
    "--retry": "m", "--resolve": "m", "--upload-file": "T", "--oauth2-bearer": "bearer", "--proxy-user": "x",
    "--netrc-file": "netrc", "--dump-header": "D", "--noproxy": "x",
}  # fmt: skip
_MOST_LINES = 30
_LONGEST = 8_000


@dataclass(slots=True, repr=False)
class _Request:
    method: str = ""
    url: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    has_data: bool = False
    as_query: bool = False
    other_auth: bool = False

    def take(self, option: str, value: str) -> None:
        """Apply one option with its value."""
        if option == "u":
            pair = value if ":" in value else f"{value}:[secret:asked-for#1]"
            self.headers.append(("Authorization", f"Basic {b64encode(pair.encode()).decode()}"))
        elif option == "H":
            name, colon, rest = value.partition(":")
            if colon and rest.strip():
                self.headers.append((name.strip(), rest.lstrip(" ")))
        elif option in {"b", "A", "bearer"}:
            name = {"b": "Cookie", "A": "User-Agent", "bearer": "Authorization"}[option]
            self.headers.append((name, f"Bearer {value}" if option == "bearer" else value))
        elif option == "X":
            self.method = value.upper()
        elif option in {"url", "bare"} and not self.url:
            self.url = value
        elif option == "netrc":
            self.other_auth = True
        self.has_data |= option in {"d", "F", "T", "j"}


def read_curl_command(lines: list[str], start: int) -> Block | None:
    """Read a command that stands on a line, alone or within prose."""
    match = _COMMAND.search(lines[start][:_LONGEST])
    if match is None:
        return None
    at_start = bool(_AT_START.match(lines[start][: match.start()]))
    text, end = _whole_command(lines, start, match.start())
    if lines[start][match.start() - 1 : match.start()] == "`":
        text = text.partition("`")[0]
    piece = piece_of_command(text)
    if piece is None:
        return None
    return Block(end, (piece,), text="" if at_start else lines[start])


def piece_of_command(text: str) -> Piece | None:
    """Turn a command into the request it makes; None when it names no address."""
    request = _request_of(_words(text))
    if not request.url:
        return None
    url = request.url if "://" in request.url else f"http://{request.url}"
    posts = request.has_data and not request.as_query
    exchange = Exchange(request.method or ("POST" if posts else "GET"), url, _with_agent(request.headers))
    return Piece(exchange, complete=not request.other_auth)


def _whole_command(lines: list[str], start: int, column: int) -> tuple[str, int]:
    taken = [lines[start][column:]]
    end = start + 1
    while _CONTINUED.search(taken[-1]) and end < min(len(lines), start + _MOST_LINES):
        taken[-1] = _CONTINUED.sub(" ", taken[-1])
        taken.append(lines[end])
        end += 1
    text = " ".join(taken)
    quote = _open_quote(text)
    while quote and end < min(len(lines), start + _MOST_LINES) and quote in lines[end]:
        text += "\n" + lines[end]
        end, quote = end + 1, ""
    return cut_whole(text, _LONGEST), end


def _open_quote(text: str) -> str:
    return next((quote for quote in "'\"" if text.count(quote) % 2 and text.count(quote) == 1), "")


def _words(text: str) -> list[str]:
    """Split like a shell; quotes that do not close are taken as they come."""
    plain = text.replace("$'", "'").replace('`"', '\\"').strip().strip("`")
    try:
        return shlex.split(plain)
    except ValueError:
        return [word.strip("\"'") for word in plain.split()]


def _request_of(words: list[str]) -> _Request:
    request = _Request()
    place = 1
    while place < len(words) and not _END.match(words[place]):
        word = words[place]
        following = words[place + 1] if place + 1 < len(words) else ""
        place += 1 + _take_word(request, word, following)
    return request


def _take_word(request: _Request, word: str, following: str) -> int:
    """Apply one word; return how many words after it belong to it."""
    if word.startswith("--"):
        return _take_long(request, word, following)
    if word.startswith("-") and len(word) > 1:
        return _take_short(request, word[1:], following)
    if _URL.match(word) or word.startswith("$"):
        request.take("bare", word)
    return 0


def _take_long(request: _Request, word: str, following: str) -> int:
    name, equals, value = word.partition("=")
    option = _LONG_WITH_VALUE.get(name)
    if option is None:
        request.as_query |= name == "--get"
        request.other_auth |= name in {"--netrc", "--negotiate", "--ntlm", "--digest", "--anyauth"}
        request.method = "HEAD" if name == "--head" else request.method
        return 0
    request.take(option, value if equals else following)
    return 0 if equals else 1


def _take_short(request: _Request, letters: str, following: str) -> int:
    for index, letter in enumerate(letters):
        if letter in _TAKES_VALUE:
            attached = letters[index + 1 :]
            request.take(letter, attached.removeprefix("=") or following)
            return 0 if attached else 1
        request.as_query |= letter == "G"
        request.other_auth |= letter == "n"
        request.method = "HEAD" if letter == "I" else request.method
    return 0


def _with_agent(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Add what curl sends of itself, so that the request is as complete as on the wire."""
    named = {name.lower() for name, _ in headers}
    return tuple(headers) if "user-agent" in named else (*headers, ("User-Agent", "curl"))
