"""Cuts a ticket into sentences and words. What looks like a machine's line is kept apart from what a person says."""

import re
from typing import NamedTuple

MAX_SENTENCES = 400
MAX_WORDS = 90
MAX_CHARS = 4000
QUOTE_CHARS = 200


class Sentence(NamedTuple):
    """One sentence, bullet or machine line.

    Attributes:
        raw: The words as written, white space folded to single spaces.
        words: Lower-case words and marks, contractions spelt out; empty for a machine's line.
        is_question: It ends with a question mark.
    """

    raw: str
    words: tuple[str, ...]
    is_question: bool = False

    @property
    def quote(self) -> str:
        """At most 200 characters of the sentence."""
        return self.raw if len(self.raw) <= QUOTE_CHARS else self.raw[: QUOTE_CHARS - 3].rstrip() + "..."


_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **{"\u00a0": " ", "\u2026": "...", "\u2013": "-", "\u2014": " - "},
    }
)
_BULLET = re.compile(r"^\s*(?:[-*+•·▪>]+|\(?\d{1,2}[.)]|\(?[a-z][.)]|#{1,6})\s+")
_FENCE = re.compile(r"^\s*(?:```|~~~|\{code|\{noformat)")
_MACHINE = re.compile(
    r"^\s*(?:[<>*]\s+(?:HTTP/|GET |POST |PUT |DELETE |HEAD |[\w-]+: )"  # curl -v
    r"|[{}\[\]<]|\"[\w-]+\"\s*:|HTTP/\d"  # JSON, HTML, a status line
    r"|(?:GET|POST|PUT|DELETE|HEAD) /\S*( HTTP/|$)"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S* (?:\S+ )?(?:ERROR|WARN|INFO|DEBUG|\[)"  # a log line
    r"|at [\w$.]+\(|File \"|Traceback |Caused by:|[\w.]+(?:Error|Exception)(?::|\()"  # tracebacks
    r"|[A-Z][a-z]*(?:-[A-Za-z]+)+: \S"  # a header
    r"|\$ |curl -|import |from \w+ import|[\w.]+ = |(?:export )?[A-Z][A-Z_]{4,}=)"
)
_END = re.compile(r"(?<=[^\s.])([.!?]+[\"')\]*`]*)\s+(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|resp|incl|cf|no|nr|ver|mr|ms|dr|st|a\.k\.a)|^\W*\w)\.$", re.IGNORECASE
)
_WORD = re.compile(
    r"https?://[^\s<>\"'|)]+"
    r"|(?:/|\{)[\w{}./%~:-]*[\w}/]"  # a path
    r"|[a-z0-9_](?:[\w.@:/+%~=&-]*[\w=~+/])?"
    r"|n't\b|[,;:()|?!]|(?<=\s)-(?=\s)"
)
_CONTRACTIONS = (
    (re.compile(r"\bcan(?:'?t|not)\b"), "can not"),
    (re.compile(r"\b(?:won't|wont)\b"), "will not"),
    (re.compile(r"\b(do|does|did|is|was|are|were|has|have|had|could|would|should|need)n'?t\b"), r"\1 not"),
    (re.compile(r"\bdont\b"), "do not"),
    (re.compile(r"\b(i|you|we|they|it|he|she|that|there|who|what)'(?:s|re|m)\b"), r"\1 is"),
    (re.compile(r"\b(i|you|we|they)'ve\b"), r"\1 have"),
    (re.compile(r"\b(\w+)'(?:s|ll|d)\b"), r"\1"),
)
_HEADER_NAMES = re.compile(r"\buser[ -]agent|\bx-atlassian-token")
_KEEPS_SLASH = re.compile(
    r"://|^/|atlassian|confluence/|rest/|wiki/|api/v\d|\.(?:com|net|org|io)\b|jira/|plugins/|download/"
)


def sentences_of(text: str) -> list[Sentence]:
    """Cut a text into sentences, at most 400; hard-wrapped lines are joined, bullets and fenced code stay apart."""
    found: list[Sentence] = []
    for paragraph, is_machine in _paragraphs(text.translate(_STRAIGHT)):
        if is_machine:
            found.append(Sentence(" ".join(paragraph.split())[:MAX_CHARS], ()))
        else:
            found += [_sentence(raw) for whole in _split(paragraph) for raw in _shorter(whole) if raw.strip()]
        if len(found) >= MAX_SENTENCES:
            break
    return found[:MAX_SENTENCES]


def words_of(raw: str) -> tuple[str, ...]:
    """Return lower-case words and marks; contractions, hyphens and alternatives with a slash are taken apart."""
    lowered = _HEADER_NAMES.sub(_one_word, raw.lower().replace("`", "").replace("**", ""))
    for pattern, plain in _CONTRACTIONS:
        lowered = pattern.sub(plain, lowered)
    words: list[str] = []
    for word in _WORD.findall(lowered):
        words += _parts(word)
        if len(words) >= MAX_WORDS:
            break
    return tuple(words)


def _one_word(match: re.Match[str]) -> str:
    return match.group().replace("-", "").replace(" ", "")


def _parts(word: str) -> list[str]:
    if word == "-":
        return [";"]
    if len(word) == 1:
        return [word]
    if "/" in word and not _KEEPS_SLASH.search(word):
        return [part for piece in word.split("/") for part in _hyphens(piece)]
    return _hyphens(word) if "/" not in word else [word]


def _hyphens(word: str) -> list[str]:
    """Split at hyphens and strip marks that only end a phrase ("Error:")."""
    if "://" in word:
        return [word]
    return [part for part in word.strip(":.=&+~%-").split("-") if part]


def _paragraphs(text: str) -> list[tuple[str, bool]]:
    out: list[tuple[str, bool]] = []
    held: list[str] = []
    in_fence = False
    lines = text.splitlines()
    width = _wrap_width(lines)

    def flush() -> None:
        if held:
            out.append((" ".join(held), False))
            held.clear()

    for line in lines:
        if _FENCE.match(line):
            in_fence = not in_fence
            flush()
            continue
        bare = _BULLET.sub("", line).strip()
        is_machine = bool(bare) and (
            _MACHINE.match(line) is not None or (in_fence and _MACHINE.match(bare) is not None)
        )
        if not bare or is_machine or _BULLET.match(line) or not _goes_on(held, bare, width):
            flush()
        if is_machine:
            out.append((bare, True))
        elif bare:
            held.append(bare)
    flush()
    return out


def _wrap_width(lines: list[str]) -> int:
    """Return the width at which a text was wrapped by hand, or 0 when its lines are as long as they happen to be."""
    lengths = sorted((len(line.rstrip()) for line in lines if line.strip()), reverse=True)
    widest = lengths[0] if lengths else 0
    near = sum(length > widest - _RAGGED for length in lengths)
    return widest if _NARROWEST <= widest <= _WIDEST and near >= max(2, len(lengths) // 3) else 0


_RAGGED, _NARROWEST, _WIDEST = 14, 56, 130


def _goes_on(held: list[str], line: str, width: int) -> bool:
    """Tell whether a line continues the one before it because its first word did not fit there."""
    if not held:
        return True
    first_word = line.split(" ", 1)[0]
    overflows = bool(width) and len(held[-1]) + 1 + len(first_word) > width - 2
    return overflows and held[-1][-1] not in ":;|" and not _KEY.match(line)


_KEY = re.compile(r"[\w /.-]{2,30}: ")


def _split(paragraph: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for match in _END.finditer(paragraph):
        if match.group(1).startswith(".") and _ABBREVIATION.search(paragraph[start : match.start(1) + 1]):
            continue
        pieces.append(paragraph[start : match.end(1)])
        start = match.end()
    pieces.append(paragraph[start:])
    return pieces


def _shorter(sentence: str) -> list[str]:
    """Cut a sentence that runs on and on at its commas and conjunctions, so that none is too long to be read whole."""
    pieces: list[str] = []
    while len(sentence) > _RUNS_ON and len(pieces) < _MOST_PIECES:
        cut = max(sentence.rfind(mark, _RUNS_ON // 2, _RUNS_ON) for mark in (", ", " but ", " and "))
        cut = cut + 1 if cut > 0 else _RUNS_ON
        pieces.append(sentence[:cut])
        sentence = sentence[cut:]
    return [*pieces, sentence]


_RUNS_ON, _MOST_PIECES = 450, 12


def _sentence(raw: str) -> Sentence:
    folded = " ".join(raw.split())[:MAX_CHARS]
    return Sentence(folded, words_of(folded), folded.rstrip("\"')* `").endswith("?"))
