"""One request as Confluence reads it, and who Confluence takes its sender for."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, unquote

from evals.lab.data_center.people import User
from evals.lab.wire import Headers, Request

WRITES = frozenset({"POST", "PUT", "DELETE", "PATCH"})


@dataclass(frozen=True, slots=True)
class Call:
    """A request below the context path.

    Attributes:
        path: Percent-decoded path without the context path.
        now: Time by this server's own clock.
        node: The node that the request reached.
    """

    request: Request
    path: str
    query: dict[str, str]
    now: datetime
    node: str

    @property
    def is_rest(self) -> bool:
        """Tell whether it goes to a REST path."""
        return self.path.startswith("/rest/")

    @property
    def is_write(self) -> bool:
        """Tell whether the method is one that changes things."""
        return self.request.method in WRITES

    @property
    def looks_like_a_browser(self) -> bool:
        """Tell whether the User-Agent is a browser's."""
        return "Mozilla/" in (self.request.header("User-Agent") or "")

    def cookie(self, name: str) -> str | None:
        """Return the cookie of that name; the first one when it was sent twice, as servers commonly read it."""
        for part in (self.request.header("Cookie") or "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return _unquoted(value)
        return None

    def form(self) -> dict[str, str]:
        """Read the body as a posted form, together with the query."""
        posted = parse_qsl(self.request.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {**self.query, **dict(posted)}

    def json(self) -> Any:
        """Read the body as JSON; None when it is none."""
        try:
            return json.loads(self.request.body or b"null")
        except ValueError:
            return None

    def authorization(self) -> tuple[str, str]:
        """Split the Authorization header into its scheme in lower case and the rest; two empty texts without one."""
        scheme, _, value = (self.request.header("Authorization") or "").partition(" ")
        return scheme.lower(), value


@dataclass(frozen=True, slots=True)
class Caller:
    """Who Confluence takes the sender for.

    Attributes:
        user: None for anonymous.
        means: What they came with: "", "basic", "bearer", "oauth", "session", "trusted", "jwt" or "service".
        reason: Value for X-Seraph-LoginReason, "" for no header.
        session_id: Their HTTP session, "" when there is none yet.
        headers: Headers that the login step adds to the answer.
    """

    user: User | None = None
    means: str = ""
    reason: str = ""
    session_id: str = ""
    headers: Headers = field(default=())

    @property
    def name(self) -> str:
        """Return the user name, "" for anonymous."""
        return self.user.name if self.user else ""


ANONYMOUS = Caller()


def basic_pair(value: str) -> tuple[str, str]:
    """Decode a Basic value as Seraph does: what does not decode to user, colon, secret becomes two empty texts."""
    try:
        text = base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return "", ""
    user, colon, secret = text.partition(":")
    return (user, secret) if colon else ("", "")


def query_of(text: str) -> dict[str, str]:
    """Read a query; the first value of a name wins."""
    pairs = parse_qsl(text, keep_blank_values=True)
    return dict(reversed(pairs))


def path_below(path: str, context: str) -> str | None:
    """Return the decoded path below the context path, or None when the request is for another application."""
    decoded = unquote(path)
    if decoded == context:
        return "/"
    return decoded[len(context) :] if decoded.startswith(context + "/") else None


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        return next((one.value for one in SimpleCookie(f"c={value}").values()), value)
    except CookieError:
        return value.strip('"')
