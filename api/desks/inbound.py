"""What a desk's delivery means, whatever its shape: a ticket was opened, commented or closed, by whom, saying what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MAX_DELIVERY_BYTES = 256 * 1024
MARKER = "unlatch-note"
_MARKED = re.compile(rf"{MARKER}[:=]\s?dg_[0-9a-f]{{6,}}")
Json = Mapping[str, Any]


class Kind(StrEnum):
    """What happened at the desk."""

    OPENED = "opened"
    COMMENTED = "commented"
    CLOSED = "closed"
    CHALLENGE = "challenge"
    IGNORED = "ignored"


class Author(StrEnum):
    """Who acted: an agent's comment is evidence, the reporter's is their answer, our own is nothing."""

    REPORTER = "reporter"
    AGENT = "agent"
    OURSELVES = "ourselves"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One delivery, read.

    Attributes:
        kind: What happened.
        delivery: The id by which a redelivery is known; "" when the desk sends none.
        ticket: The ticket's key at the desk; for monitoring, the group of alerts.
        text: What was said.
        why: For what is ignored, the reason; for a challenge, what must be sent back.
        reply_to: What posting back needs beside the ticket's key, for instance a Slack channel and thread.
        verified_author: The desk vouches for the reporter's address, so that look-ups about them are allowed.
    """

    kind: Kind
    delivery: str = ""
    ticket: str = ""
    url: str = ""
    author: Author = Author.REPORTER
    text: str = ""
    email: str = ""
    username: str = ""
    account_id: str = ""
    site: str = ""
    space_key: str = ""
    page_id: str = ""
    why: str = ""
    reply_to: Mapping[str, str] = field(default_factory=dict)
    verified_author: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One verified delivery: its JSON, its headers in lower case, and the account under which Unlatch posts."""

    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    own_account: str = ""


def ignored(why: str, delivery: str = "") -> Inbound:
    """Return a delivery about which nothing is done; the desk is told so with a success, or it would retry."""
    return Inbound(Kind.IGNORED, delivery, why=why)


def is_our_note(text: str) -> bool:
    """Tell whether a text carries the marker that every note of ours ends with."""
    return bool(_MARKED.search(text))


def value_at(body: Any, *path: str) -> Any:
    """Return what stands at a path of a JSON value, None when nothing does."""
    found = body
    for step in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def object_at(body: Any, *path: str) -> Json:
    """Return the object at a path, an empty one when there is none."""
    found = value_at(body, *path)
    return found if isinstance(found, Mapping) else {}


def objects_at(body: Any, *path: str) -> list[Json]:
    """Return the objects of the list at a path."""
    found = value_at(body, *path)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def text_at(body: Any, *path: str) -> str:
    """Return the text at a path of a JSON value; "" when there is none. Numbers are written out."""
    found = value_at(body, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return str(found).replace("\x00", "")


def first_text(body: Any, *paths: str) -> str:
    """Return the first non-empty text at dotted paths."""
    return next((found for path in paths if (found := text_at(body, *path.split(".")))), "")


def without_html(text: str) -> str:
    """Return the words of a text that may be HTML, a line for each block."""
    if "<" not in text:
        return text
    from bs4 import BeautifulSoup

    return BeautifulSoup(text, "html.parser").get_text("\n", strip=True)


def joined(*texts: str) -> str:
    """Join the texts that say something, a blank line between them."""
    return "\n\n".join(text.strip() for text in texts if text.strip())
