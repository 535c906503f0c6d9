"""WWW-Authenticate and Proxy-Authenticate, read by the grammar of RFC 9110, section 11 (https://www.rfc-editor.org/rfc/rfc9110#section-11)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_LONGEST = 2_048
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAM = re.compile(rf"\s*({_TOKEN})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^\s,\"]+))", re.DOTALL)
_SCHEME = re.compile(rf"\s*({_TOKEN})(?=[\s,]|$)")
_TOKEN68 = re.compile(r"\s+([A-Za-z0-9._~+/-]+=*)\s*(?=,|$)")
_COMMAS = re.compile(r"[\s,]*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge: scheme in lower case, parameters with lower-case names, or a token68 value."""

    scheme: str
    params: tuple[tuple[str, str], ...] = ()
    token68: str | None = None

    def param(self, name: str) -> str | None:
        """Return the first parameter of that name, percent escapes undone (Atlassian escapes realms)."""
        return next((unquote(value) for key, value in self.params if key == name), None)


def parse_challenges(value: str) -> tuple[Challenge, ...]:
    """Read one header value, which may hold several challenges. What fits no grammar is passed over."""
    return tuple(_challenges(value[:_LONGEST]))


def challenges_of(values: Iterable[str]) -> tuple[Challenge, ...]:
    """Read all header values of one reply."""
    return tuple(challenge for value in values for challenge in parse_challenges(value))


def _challenges(value: str) -> Iterator[Challenge]:
    place = 0
    scheme = ""
    params: list[tuple[str, str]] = []
    token68: str | None = None
    while place < len(value):
        place = _after(_COMMAS, value, place)
        param = _PARAM.match(value, place)
        if param and scheme:
            params.append((param.group(1).lower(), _value_of(param)))
            place = param.end()
            continue
        name = _SCHEME.match(value, place)
        if name is None:
            place += 1
            continue
        if scheme:
            yield Challenge(scheme, tuple(params), token68)
        scheme, params, token68 = name.group(1).lower(), [], None
        place = name.end()
        opaque = _TOKEN68.match(value, place)
        if opaque:
            token68, place = opaque.group(1), opaque.end()
    if scheme:
        yield Challenge(scheme, tuple(params), token68)


def _after(pattern: re.Pattern[str], value: str, place: int) -> int:
    match = pattern.match(value, place)
    return match.end() if match else place


def _value_of(param: re.Match[str]) -> str:
    quoted = param.group(2)
    return _ESCAPE.sub(r"\1", quoted) if quoted is not None else param.group(3)
