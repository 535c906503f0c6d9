"""Reads what people paste: transcripts, recordings, headers, tracebacks, logs, lists of observations, and prose."""

import re
from datetime import datetime

from tools.clock import now_utc
from tools.evidence import Reading
from tools.parsers.assemble import assemble
from tools.parsers.errors import PasteError
from tools.parsers.har import looks_like_har, read_har
from tools.parsers.text import Draft, read_blocks
from tools.redaction_views import cut_whole
from tools.site import Deployment

KINDS = frozenset({"auto", "text", "curl", "har", "headers", "log", "traceback"})
MOST_CHARACTERS = 256_000
"""Of a text that is no HAR, so much is read."""

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]{0,16}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|[@-_])?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_METER = re.compile(
    r"^[ \t]{0,40}(?:% Total\b[^\n]*|Dload\b[^\n]*"
    r"|\d{1,3}(?:[ \t]{1,12}[\d.]{1,12}[kMGT]?){5,9}(?:[ \t]{1,12}(?:--:--:--|\d{1,3}:\d\d:\d\d)){3}"
    r"[ \t]{1,12}[\d.]{1,12}[kMGT]?)",
    re.MULTILINE,
)
"""Curl's progress meter, which stands before everything when its output is piped on."""
_BINARY_SHARE = 0.05


def read_paste(
    kind: str, name: str, content: str, deployment: Deployment | None = None, now: datetime | None = None
) -> Reading:
    """Read one paste.

    Args:
        kind: One of KINDS; all kinds but "har" are read alike, since people mix them.
        name: File name, for notes.
        content: The paste as it came.
        deployment: The registered site's, if there is one; settles signs that could mean either.
        now: When the paste is read, aware; tells whether a token in it has expired.

    Returns:
        Redacted exchanges, sightings and the prose that is left. Groups are "x1" for the first exchange, "f1" for the
        look of its credential, "l1" for a log line, "t1" for a token in the text, "all" for what several exchanges say
        together.

    Raises:
        PasteError: It cannot be read; the text says what to do.
    """
    if kind not in KINDS:
        raise PasteError(f"This kind of paste is not known. Use one of: {', '.join(sorted(KINDS))}.")
    if _is_binary(content):
        raise PasteError("This looks like a binary file. Send a text, or save the recording as HAR and send that.")
    draft = _draft(kind, content)
    if name and draft.notes:
        draft.notes = [f"{name}: {note}" for note in draft.notes]
    return assemble(draft, deployment, now or now_utc())


def _draft(kind: str, content: str) -> Draft:
    if kind == "har" or looks_like_har(content):
        try:
            pieces, notes = read_har(content)
            return Draft(pieces=pieces, notes=list(notes))
        except PasteError:
            if kind not in {"auto", "har"}:
                return read_blocks(_cleaned(cut_whole(content, MOST_CHARACTERS)))
            raise
    text = _cleaned(cut_whole(content, MOST_CHARACTERS))
    draft = read_blocks(text)
    if len(content) > MOST_CHARACTERS:
        draft.notes.append(f"The text is {len(content)} characters long; the first {MOST_CHARACTERS} were read.")
    return draft


def _is_binary(content: str) -> bool:
    head = content[:20_000]
    return len(_NOT_TEXT.findall(head)) > _BINARY_SHARE * len(head)


def _cleaned(text: str) -> str:
    """Drop what terminals and hostile text bring; invisible characters within a secret stay, since they break it."""
    plain = _CONTROL.sub("", _TERMINAL.sub("", text))
    return _METER.sub("", plain.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))


__all__ = ["KINDS", "PasteError", "read_paste"]
