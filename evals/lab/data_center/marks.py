"""Where a wire shape comes from, so that nobody takes a guess for a measurement."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

_Shape = TypeVar("_Shape", bound=Callable[..., object])


class Basis(StrEnum):
    """How well a shape is known.

    DOCUMENTED: a vendor page or a public report shows it on Confluence.
    JIRA: it was seen on Jira Data Center, which shares the platform; Confluence may differ.
    INFERRED: general knowledge; no public capture was found.
    """

    DOCUMENTED = "documented"
    JIRA = "jira"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Mark:
    """The basis of one shape and the public source, or the reason for the guess."""

    basis: Basis
    source: str


SHAPES: dict[str, Mark] = {}


def shape(basis: Basis, source: str) -> Callable[[_Shape], _Shape]:
    """Register a function that builds a wire shape together with where that shape is known from."""

    def register(function: _Shape) -> _Shape:
        SHAPES[f"{function.__module__}.{function.__qualname__}"] = Mark(basis, source)
        return function

    return register
