"""Checks free text against what it rests on: each number, name, address and header value must stand there.

A citation proves nothing by itself: models write fluent, false sentences with well-formed citations. What code can
check is that a sentence brings in nothing that its evidence does not hold.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_SEEN_ONLY = re.compile(
    r"[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(r"\]\s*\(|!\[|<[a-z/!]|javascript:|data:\w+/|\]\s*:|\|\s*-{3}|^\s*#", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"\b[ECS]\d{1,4}\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>)]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s\"'<>)]*)?", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,:/-]\d+)*")
_HEADER = re.compile(r"\b(?:[A-Za-z]+-)+[A-Z][A-Za-z]*\b|\bx-[a-z0-9-]+\b")
_NAME = re.compile(r"\b(?=\w*[a-z])(?=\w*\d)\w{5,}\b|\b\w+_\w+\b|\b[A-Z]{5,}\b|\b[a-z]+[A-Z]\w*\b", re.UNICODE)
_QUOTED = re.compile(r"[\"“„«»]([^\"“”„«»]{2,200})[\"”“»«]|`([^`]{2,200})`")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ASKS_FOR_A_SECRET = re.compile(
    r"\b(?:send|share|post|give|tell|mail|e-mail|email|forward|reply|paste|provide|submit|disclose|upload)\b[^.]{0,60}"
    r"\b(?:password|passcode|token|secret|api key|cookie|credential|one-time code)s?\b",
    re.IGNORECASE,
)
_LEAST_SHARED = 0.34
_STEM = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text may draw on.

    Attributes:
        text: The words of the evidence, facts and cause that it cites.
        ids: The ids that it cites and may therefore name.
        hosts: The hosts that may be named with a scheme.
        other_names: Codes and titles of causes, folded, that it must not name.
        english: Whether the text is to be English, so that its words can be compared.
    """

    text: str
    ids: Collection[str] = ()
    hosts: Collection[str] = ()
    other_names: Collection[str] = ()
    english: bool = False


def ungrounded(text: str, ground: Ground) -> list[str]:
    """Return what the text brings in that its ground does not hold, in words; empty when it is sound."""
    told = unicodedata.normalize("NFKC", text)
    found = list(_form(text, told))
    known = folded(ground.text)
    left = told
    for pattern, what in ((_EMAIL, "the address"), (_ADDRESS, "the address")):
        found += [f"{what} {m[0]!r} is not in the evidence" for m in pattern.finditer(left) if not _placed(m[0], known)]
        found += [f"{m[0]!r} is no address of this site" for m in pattern.finditer(left) if _leads_away(m[0], ground)]
        left = pattern.sub(" ", left)
    found += [f"{m[0]} is named but not cited" for m in _ID.finditer(left) if m[0] not in ground.ids]
    left = _ID.sub(" ", left)
    for quoted in _QUOTED.finditer(left):
        words = quoted[1] or quoted[2]
        if folded(words) not in known:
            found.append(f"{words!r} is quoted but does not stand in the evidence")
    for pattern, what in ((_HEADER, "the header"), (_NAME, "the name"), (_NUMBER, "the number")):
        found += [f"{what} {m[0]} is not in the evidence" for m in pattern.finditer(left) if not _stands(m[0], known)]
    lowered = folded(told)
    found += [f"it names another cause ({name})" for name in ground.other_names if name in lowered]
    if ground.english and not _speaks_of(lowered, known):
        found.append("its words have too little to do with the evidence and the cause")
    return found


def _form(text: str, told: str) -> Iterator[str]:
    if not told.strip() or len(told) > 600:
        yield "a sentence is empty or over 600 characters"
    if _SEEN_ONLY.search(text):
        yield "it holds characters that nobody sees"
    if _MARKUP.search(told):
        yield "it holds a link or markup"
    if _ASKS_FOR_A_SECRET.search(told):
        yield "it speaks of giving a secret to somebody"


def _stands(token: str, known: str) -> bool:
    """Tell whether a token stands in the ground as a whole, not as a part of a longer one."""
    wanted = re.escape(folded(token).rstrip(".,;:!?"))
    if not wanted:
        return False
    return re.search(rf"(?<!\w){wanted}(?!\w)", known) is not None


def _placed(address: str, known: str) -> bool:
    """Tell whether an address stands in the ground; a bare host may be given its scheme."""
    return _stands(address, known) or _stands(address.partition("://")[2].rstrip("/"), known)


def _leads_away(token: str, ground: Ground) -> bool:
    """Tell whether an address could become a link to elsewhere; mail addresses and bare names only name something."""
    if "://" not in token:
        return False
    host = token.split("://", 1)[1].split("/", 1)[0].rpartition("@")[2].split(":", 1)[0].lower()
    return host not in ground.hosts


def _speaks_of(told: str, known: str) -> bool:
    words = {word[:_STEM] for word in _WORD.findall(told)}
    heard = {word[:_STEM] for word in _WORD.findall(known)}
    return not words or len(words & heard) / len(words) >= _LEAST_SHARED


def folded(text: str) -> str:
    """Return a text as it is compared: one case, one form of each character, plain digits, single blanks."""
    plain = text if text.isascii() else "".join(_digit(c) for c in unicodedata.normalize("NFKC", text))
    return " ".join(plain.casefold().split())


def _digit(character: str) -> str:
    if character.isascii() or not character.isdecimal():
        return character
    return str(unicodedata.decimal(character))
