"""Objects as programs print them, which are no JSON: {'code': 401} is Python's repr, { code: 401 } Node's inspect."""

import json
import re

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<plus>\+)"
    r"|(?P<word>(?:True|False|None|null|undefined|true|false)\b(?!\s*:)|\[(?:Object|Array|Function|Circular)[^\]\n]{0,40}\])"
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`)"
    r"|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<key>[A-Za-z_$][\w$]{0,80})(?=\s*:)"
)
_DEEPEST = 8
_WORDS = {"True": "true", "False": "false", "true": "true", "false": "false"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LINE_BREAKS = {"n": "\n", "t": "\t", "r": "\r"}


def printed_object(text: str, start: int) -> tuple[str, int] | None:
    """Turn an object that a program printed into JSON.

    Args:
        text: Where it stands; at most a body's length.
        start: Index of its opening brace.

    Returns:
        The JSON and the index after the object; None when it is no such object.
    """
    pieces: list[str] = []
    place, depth = start, 0
    while match := _TOKEN.match(text, place):
        place = match.end()
        if match["mark"]:
            depth += (match["mark"] in "{[") - (match["mark"] in "}]")
        if depth > _DEEPEST:
            return None
        _take(match, pieces)
        if depth == 0:
            return _checked("".join(pieces), place)
    return None


def _take(match: re.Match[str], pieces: list[str]) -> None:
    """Add one token as JSON writes it."""
    if match["text"]:
        _take_text(_unquoted(match["text"]), pieces)
    elif match["key"]:
        pieces.append(json.dumps(match["key"]))
    elif match["word"]:
        pieces.append(_WORDS.get(match["word"], "null"))
    elif not match["space"]:
        pieces.append(match[0])


def _take_text(text: str, pieces: list[str]) -> None:
    """Add a string; Node writes a long one as several with a plus between them."""
    if pieces and pieces[-1] == "+" and len(pieces) > 1:
        pieces.pop()
        text = str(json.loads(pieces.pop())) + text
    pieces.append(json.dumps(text))


def _unquoted(quoted: str) -> str:
    return _ESCAPE.sub(lambda found: _LINE_BREAKS.get(found[1], found[1]), quoted[1:-1])


def _checked(written: str, end: int) -> tuple[str, int] | None:
    try:
        json.loads(written)
    except (ValueError, RecursionError):
        return None
    return written, end
