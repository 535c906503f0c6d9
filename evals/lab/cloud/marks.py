"""Where a wire shape of the lab's Cloud comes from, so that nobody takes a guess for a measurement."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

_Shape = TypeVar("_Shape", bound=Callable[..., object])

MARKFLUENCE = "https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md"
BACKLOT = "https://github.com/brekkylab/backlot/blob/main/backlot/errors/atlassian.py"
V2_DOCS = "https://developer.atlassian.com/cloud/confluence/rest/v2/"
V1_DOCS = "https://developer.atlassian.com/cloud/confluence/rest/v1/"


class Basis(StrEnum):
    """How well a shape is known.

    MEASURED: somebody recorded it on a live site and published the recording.
    REPORTED: it stands in a public report of a user or maintainer.
    DOCUMENTED: the vendor's own page shows it.
    INFERRED: no public capture was found; the lab's answer is a guess that a test must not rest a certainty on.
    """

    MEASURED = "measured"
    REPORTED = "reported"
    DOCUMENTED = "documented"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Mark:
    """The basis of one shape and its public source, or the reason for the guess."""

    basis: Basis
    source: str


SHAPES: dict[str, Mark] = {}


def shape(basis: Basis, source: str) -> Callable[[_Shape], _Shape]:
    """Register a function that builds a wire shape together with where that shape is known from."""

    def register(function: _Shape) -> _Shape:
        SHAPES[f"{function.__module__}.{function.__qualname__}"] = Mark(basis, source)
        return function

    return register
