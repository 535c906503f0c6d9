"""Server-Sent Events, as far as the service uses them.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `id` is what to send as Last-Event-ID to go on after it."""

    id: int
    name: str
    fields: Mapping[str, Any]


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """Turn the lines of a stream into events; comments are heartbeats and are left out."""
    parts: dict[str, str] = {}
    for line in lines:
        if not line:
            if "data" in parts:
                yield Event(int(parts.get("id", 0)), parts.get("event", "message"), json.loads(parts["data"]))
            parts = {}
            continue
        name, _, value = line.partition(":")
        if name:
            value = value.removeprefix(" ")
            parts[name] = f"{parts[name]}\n{value}" if name == "data" and name in parts else value
