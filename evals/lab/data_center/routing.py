"""A small route table: method, path pattern, view."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply


@dataclass(frozen=True, slots=True)
class Visit:
    """One call that has passed the gates and found its route; `part` holds the named pieces of the path."""

    state: DataCenterState
    call: Call
    caller: Caller
    part: dict[str, str]


View = Callable[[Visit], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One resource. In `path`, `{name}` stands for one piece of the path and `{name*}` for the rest of it."""

    method: str
    path: str
    view: View

    def match(self, path: str) -> dict[str, str] | None:
        """Return the pieces of a path that fits, else None."""
        found = re.fullmatch(_pattern(self.path), path.rstrip("/") or "/")
        return found.groupdict() if found else None


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Find the route for a method and path; HEAD is answered as GET."""
    wanted = "GET" if method == "HEAD" else method
    for route in routes:
        part = route.match(path)
        if part is not None and route.method == wanted:
            return route, part
    return None


def known_path(routes: Sequence[Route], path: str) -> bool:
    """Tell whether any method is served on the path."""
    return any(route.match(path) is not None for route in routes)


def _pattern(path: str) -> str:
    pieces = re.split(r"(\{\w+\*?\})", path)
    return "".join(_piece(one) for one in pieces)


def _piece(text: str) -> str:
    if not text.startswith("{"):
        return re.escape(text)
    name = text.strip("{}*")
    return f"(?P<{name}>.+)" if text.endswith("*}") else f"(?P<{name}>[^/]+)"
