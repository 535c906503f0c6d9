"""Readings of a text in which a hidden secret shows: escapes undone, invisible characters gone, wrapped lines joined.

Each reading remembers where its characters come from, so that what is found in it can be cut out of the text itself.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from tools.redaction_rules import View

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f"
)
_HIDDEN = re.compile(rf"[{INVISIBLE}\x1b](?:(?<=\x1b)\[[0-9;]{{0,16}}[A-Za-z])?")
_ESCAPED = re.compile(
    r"[%&\\](?:(?<=%)(?:25){0,4}(?P<percent>[0-7][0-9A-Fa-f])"
    r"|(?<=&)(?:amp;){0,4}(?:(?P<name>quot|apos|lt|gt|amp|colon|equals|sol|plus|period|lowbar|nbsp|hyphen|commat|excl)"
    r"|#0{0,4}(?P<decimal>1[01]\d|12[0-6]|\d{1,2})|#[xX]0{0,4}(?P<hex>[0-9A-Fa-f]{1,2}));"
    r"|(?<=\\)\\{0,3}(?:u00(?P<unicode>[0-7][0-9A-Fa-f])|(?P<letter>[nrt](?![a-z]{2}[\\:])|[\"'/])))"
)
_NAMED = {
    "quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "colon": ":", "equals": "=", "sol": "/", "plus": "+",
    "period": ".", "lowbar": "_", "nbsp": " ", "hyphen": "-", "commat": "@", "excl": "!",
}  # fmt: skip
_WORD_ENDS = " \n\t\"'<>,;"
_CAPITALS = re.compile(r"[A-Z]+")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}
_BREAK = re.compile(r"[ \t]{0,8}\\?\r?\n[ \t>|+]{0,16}")
_BEFORE = re.compile(r"[A-Za-z0-9+/_.-]{6}\Z")
_NEXT = re.compile(r"(?=[A-Za-z0-9+/_.-]{6})[A-Za-z0-9+/_.-]+(?:=[A-Fa-f0-9]{8}|={1,2})?(?![:=(\w])")
_OWN_LINE = re.compile(
    r"HTTP/|https?:|\d+\Z|\d{4}-\d\d|[A-Za-z]?[a-z]+(?:[-_./][A-Za-z]?[a-z]+)*\Z|[A-Z]+(?:[-_./][A-Z]+)*\Z"
)


@dataclass(slots=True)
class Projection:
    """A reading of a text, with the way back to the text.

    Segments lie end to end: each is a verbatim stretch, or one or no character that stands for a stretch of the text.
    """

    text: str
    below: "Projection | None" = None
    starts: list[int] = field(default_factory=list)
    stretches: list[tuple[int, int, bool]] = field(default_factory=list)
    _lowered: str | None = None

    @property
    def lowered(self) -> str:
        """The reading with its ASCII letters in lower case, made once; positions stay the same."""
        if self._lowered is None:
            lowered = self.text.lower()
            same = len(lowered) == len(self.text)
            self._lowered = lowered if same else _CAPITALS.sub(lambda match: match.group().lower(), self.text)
        return self._lowered

    def origin(self, position: int) -> int:
        """Return where the character at a position begins in the text itself."""
        begin = position
        if self.starts:
            index = bisect_right(self.starts, position) - 1
            start, _, verbatim = self.stretches[index]
            begin = start + (position - self.starts[index] if verbatim else 0)
        return self.below.origin(begin) if self.below else begin

    def origin_end(self, position: int) -> int:
        """Return where the character before a position ends in the text itself."""
        end = position
        if self.starts and position:
            index = bisect_right(self.starts, position - 1) - 1
            start, stop, verbatim = self.stretches[index]
            end = start + (position - self.starts[index]) if verbatim else stop
        return self.below.origin_end(end) if self.below else end


def views_of(text: str) -> dict[View, Projection]:
    """Make the readings that rules look at; equal ones share one object."""
    hidden = [(m.start(), m.end(), "") for m in _HIDDEN.finditer(text)]
    plain = _edited(text, None, hidden)
    escaped = [(m.start(), m.end(), _meant(m)) for m in _ESCAPED.finditer(plain.text)]
    decoded = plain if not escaped else _edited(plain.text, plain, escaped)
    joins = [(m.start(), m.end(), "") for m in _BREAK.finditer(decoded.text) if _is_wrapped(decoded.text, m)]
    joined = decoded if not joins else _edited(decoded.text, decoded, joins)
    return {View.PLAIN: plain, View.DECODED: decoded, View.JOINED: joined}


def normalise(secret: str) -> str:
    """Return a secret as it reads without escapes, invisible characters and line breaks."""
    return re.sub(r"\s+", "", _ESCAPED.sub(_meant, _HIDDEN.sub("", secret)))


def cut_whole(text: str, limit: int) -> str:
    """Cut a text that is still in clear, at the end of a word: half a secret is no longer known as one."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    return head[: max(head.rfind(end) for end in _WORD_ENDS) + 1]


def without_invisible(text: str) -> str:
    """Drop invisible, control and terminal characters from a text that people will read."""
    return _HIDDEN.sub("", text)


def _meant(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    value = match.group(kind)
    if kind == "name":
        return _NAMED[value]
    if kind == "letter":
        return _LETTERS.get(value, value)
    if kind == "decimal":
        return chr(int(value))
    return chr(int(value, 16))


def _is_wrapped(text: str, line_break: re.Match[str]) -> bool:
    """Tell whether a long token goes on after the line break, rather than a new line of its own."""
    if not _BEFORE.search(text, max(0, line_break.start() - 6), line_break.start()):
        return False
    following = _NEXT.match(text, line_break.end())
    return following is not None and not _OWN_LINE.match(following.group())


def _edited(text: str, below: Projection | None, edits: list[tuple[int, int, str]]) -> Projection:
    """Make a reading from edits (start, stop, replacement of at most one character), in order."""
    if not edits:
        return Projection(text, below)
    pieces: list[str] = []
    reading = Projection("", below)
    length = end = 0
    for start, stop, meant in [*edits, (len(text), len(text), "")]:
        for low, high, verbatim, piece in ((end, start, True, text[end:start]), (start, stop, False, meant)):
            if piece:
                reading.starts.append(length)
                reading.stretches.append((low, high, verbatim))
                pieces.append(piece)
                length += len(piece)
        end = stop
    reading.text = "".join(pieces)
    return reading
