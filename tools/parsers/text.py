"""Finds the technical blocks within a text and leaves the prose."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tools.evidence import Exchange
from tools.facts import Fact
from tools.parsers.bodies import read_body_block, read_inline_json
from tools.parsers.client_errors import read_error_line, read_traceback
from tools.parsers.client_logs import read_bare_call, read_logged_call
from tools.parsers.curl_command import read_curl_command
from tools.parsers.draft import Block, Piece, merge_all
from tools.parsers.logs import read_access_line, read_log_line
from tools.parsers.observations import read_observation
from tools.parsers.transcript import read_header_lines, read_raw_reply, read_raw_request, read_transcript

Reader = Callable[[list[str], int], Block | None]

_READERS: tuple[Reader, ...] = (
    read_transcript,
    read_raw_reply,
    read_raw_request,
    read_bare_call,
    read_curl_command,
    read_traceback,
    read_access_line,
    read_logged_call,
    read_log_line,
    read_body_block,
    read_header_lines,
    read_observation,
    read_inline_json,
    read_error_line,
)
_BODY_READERS: tuple[Reader, ...] = (read_body_block,)
LONGEST_LINE = 8_000
MOST_EXCHANGES = 50
MOST_LOG_LINES = 200
MOST_LINES = 6_000


@dataclass(slots=True, repr=False)
class Draft:
    """What a text holds, still in clear."""

    pieces: list[Piece] = field(default_factory=list)
    loose: list[tuple[tuple[Fact, str], ...]] = field(default_factory=list)
    prose: str = ""
    notes: list[str] = field(default_factory=list)


def read_blocks(text: str) -> Draft:
    """Read every block of a text."""
    lines, left_out = _lines_of(text)
    found: list[tuple[int, Piece]] = []
    draft = Draft()
    prose: list[str] = []
    place = weight = 0
    while place < len(lines):
        block = _block_at(lines, place)
        kept = lines[place] if block is None else block.text
        if block is not None:
            found += [(weight, piece) for piece in block.pieces]
            draft.loose += block.loose
        if block is None or kept:
            prose.append(kept)
            weight += bool(kept.strip(" \t`"))  # blank lines and bare code fences do not set pieces apart
        place = max(block.end if block else 0, place + 1)
    draft.prose = "\n".join(prose)
    if left_out:
        draft.notes.append(f"The text has {len(lines) + left_out} lines; the first {len(lines)} were read.")
    _keep(draft, merge_all(found))
    return draft


def _lines_of(text: str) -> tuple[list[str], int]:
    lines = text.split("\n")
    return lines[:MOST_LINES], max(0, len(lines) - MOST_LINES)


def _keep(draft: Draft, pieces: list[Piece]) -> None:
    """Keep so many exchanges and log lines as a person would look at."""
    real = [piece for piece in pieces if piece.exchange != Exchange()]
    draft.loose += [piece.facts for piece in pieces if piece.exchange == Exchange() and piece.facts]
    draft.pieces = real[:MOST_EXCHANGES]
    if len(real) > MOST_EXCHANGES:
        draft.notes.append(f"The text holds {len(real)} requests or replies; the first {MOST_EXCHANGES} were read.")
    unlike: dict[tuple[Fact, ...], tuple[tuple[Fact, str], ...]] = {}
    for line in draft.loose:
        unlike.setdefault(tuple(fact for fact, _ in line), line)
    draft.loose = list(unlike.values())[:MOST_LOG_LINES]


def _block_at(lines: list[str], place: int) -> Block | None:
    line = lines[place]
    if not line.strip():
        return None
    for read in _BODY_READERS if len(line) > LONGEST_LINE else _READERS:
        block = read(lines, place)
        if block is not None:
            return block
    return None
