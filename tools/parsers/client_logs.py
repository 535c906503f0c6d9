"""Lines that a client's own log writes of its calls: the request on one, the answer on another."""

import re

from tools.evidence import Exchange
from tools.parsers.draft import Block, Piece
from tools.parsers.lines import METHODS, body_at
from tools.parsers.logs import facts_in_line
from tools.wire import is_network_error

_STAMP = r"^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d"
_LONGEST_LINE = 8_000
_ASKED = re.compile(rf"{_STAMP}[^\n]{{0,200}}?\b({METHODS}) \"?(https?://[^\s\"']{{1,8000}})", re.IGNORECASE)
_ANSWERED = re.compile(rf"{_STAMP}[^\n]{{0,400}}?\b([1-5]\d\d):? (?=[{{<])")
_BARE = re.compile(rf"^\s{{0,8}}({METHODS})\s+(https?://\S{{1,8000}})\s*$")
_TAIL_LINES = 400


def read_bare_call(lines: list[str], start: int) -> Block | None:
    """Read a line that is a method and an absolute address and nothing else."""
    match = _BARE.match(lines[start][:_LONGEST_LINE])
    return Block(start + 1, (Piece(Exchange(match.group(1), match.group(2))),)) if match else None


def read_logged_call(lines: list[str], start: int) -> Block | None:
    """Read a dated line that names a request, or one that quotes an answer with its status and body."""
    line = lines[start][:_LONGEST_LINE]
    asked, answered = _ASKED.match(line), _ANSWERED.match(line)
    if facts_in_line(line):
        return None  # a server's log that happens to name an address
    if answered is None:
        alone = asked is not None and _says_no_more(line[asked.end() :])
        return Block(start + 1, (Piece(Exchange(*_call_of(asked))),)) if alone else None
    tail = [lines[start][answered.end() :], *lines[start + 1 : start + _TAIL_LINES]]
    body, taken = body_at(tail, 0)
    exchange = Exchange(*_call_of(asked), status=int(answered.group(1)), body=body)
    return Block(start + max(1, taken), (Piece(exchange),))


def _call_of(asked: re.Match[str] | None) -> tuple[str | None, str | None]:
    return (asked.group(1).upper(), asked.group(2).rstrip(":")) if asked else (None, None)


def _says_no_more(rest: str) -> bool:
    """Tell whether the rest of a line holds neither status nor failure, which other readers understand better."""
    return not (re.search(r"\b[1-5]\d\d\b", rest) or is_network_error(rest))
