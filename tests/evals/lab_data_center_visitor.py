"""A small site and a visitor with a cookie jar, for tests of the lab's Data Center and of what stands before it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from evals.lab.data_center.handler import data_center_handler
from evals.lab.data_center.state import DataCenterState, build_state
from evals.lab.wire import Handler, Headers, Reply, Request

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOST = "wiki.example.com"
CONTEXT = "/confluence"


@dataclass(slots=True)
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **distance: float) -> None:
        self.now += timedelta(**distance)


def small_site(**changes: Any) -> DataCenterState:
    """Build a site with Anna (member), Boss (administrator), Zoe (no Can use), two spaces and a page tree."""
    spec: dict[str, Any] = {
        "base_url": f"https://{HOST}{CONTEXT}",
        "users": [
            {"name": "anna", "password": "right", "email": "anna@example.com", "full_name": "Anna"},
            {"name": "boss", "password": "root", "groups": ["confluence-users", "confluence-administrators"]},
            {"name": "zoe", "password": "right", "groups": ["visitors"]},
        ],
        "tokens": [{"owner": "anna", "name": "ci"}, {"owner": "boss", "name": "admin"}],
        "spaces": [
            {"key": "DOC", "name": "Documents"},
            {"key": "HR", "permissions": {"view": {"groups": ["hr"]}, "admin": {"groups": ["hr"]}}},
        ],
        "pages": [
            {"id": "101", "space": "DOC", "title": "Home"},
            {"id": "102", "space": "DOC", "title": "Closed", "parent": "101", "view_users": ["boss"]},
            {"id": "103", "space": "DOC", "title": "Below", "parent": "102"},
            {"id": "104", "space": "DOC", "title": "Locked", "edit_users": ["boss"]},
            {"id": "105", "space": "DOC", "title": "Gone", "deleted": True},
            {"id": "106", "space": "HR", "title": "Pay"},
            {"id": "107", "space": "DOC", "title": "Files", "attachments": [{"filename": "a.txt", "content": "hello"}]},
        ],
    }
    return build_state({**spec, **changes})


def basic(user: str, secret: str) -> str:
    """Return a Basic value."""
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"


def pat(state: DataCenterState, owner: str) -> str:
    """Return the text of the owner's first token."""
    return next(one.token for one in state.tokens if one.owner == owner)


def header(reply: Reply, name: str) -> str | None:
    """Return the first header of that name."""
    return next((value for key, value in reply.headers if key.lower() == name.lower()), None)


def body(reply: Reply) -> Any:
    """Read a JSON body."""
    return json.loads(reply.body)


def request(
    path: str,
    method: str = "GET",
    headers: Headers = (),
    data: bytes = b"",
    *,
    scheme: str = "https",
    host: str = HOST,
    address: str = "192.0.2.7",
) -> Request:
    """Make a request below the context path."""
    target, _, query = f"{CONTEXT}{path}".partition("?")
    return Request(method, scheme, host, target, query, headers, data, address)


@dataclass(slots=True)
class Visitor:
    """Sends requests and keeps cookies for the paths and schemes that they were set for, as a browser does."""

    handler: Handler
    authorization: str = ""
    scheme: str = "https"
    address: str = "192.0.2.7"
    extra: Headers = ()
    cookies: dict[str, tuple[str, str, bool]] = field(default_factory=dict)

    def get(self, path: str) -> Reply:
        """Send a GET."""
        return self.send(path)

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        """Post a form."""
        kind = (("Content-Type", "application/x-www-form-urlencoded"),)
        return self.send(path, "POST", urlencode(form).encode(), kind)

    def put(self, path: str, value: Any, headers: Headers = (), method: str = "PUT") -> Reply:
        """Send JSON."""
        return self.send(path, method, json.dumps(value).encode(), (("Content-Type", "application/json"), *headers))

    def log_in(self, user: str, password: str, **fields: str) -> Reply:
        """Use the log-in form."""
        return self.post("/dologin.action", {"os_username": user, "os_password": password, **fields})

    def send(self, path: str, method: str = "GET", data: bytes = b"", headers: Headers = ()) -> Reply:
        """Send a request with the fitting cookies and keep those that come back."""
        sent = [*headers, *self.extra]
        if self.authorization:
            sent.append(("Authorization", self.authorization))
        cookies = [
            f"{name}={value}" for name, (value, where, secure) in self.cookies.items() if self._fits(where, secure)
        ]
        if cookies:
            sent.append(("Cookie", "; ".join(cookies)))
        reply = self.handler(request(path, method, tuple(sent), data, scheme=self.scheme, address=self.address))
        for key, value in reply.headers:
            if key == "Set-Cookie":
                self._keep(value)
        return reply

    def _fits(self, where: str, secure: bool) -> bool:  # noqa: FBT001 - a cookie's own attribute
        return CONTEXT.startswith(where.rstrip("/")) and (self.scheme == "https" or not secure)

    def _keep(self, cookie: str) -> None:
        pair, *attributes = cookie.split("; ")
        name, _, value = pair.partition("=")
        where = next((one[5:] for one in attributes if one.startswith("Path=")), "/")
        if "Max-Age=0" in attributes:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = (value, where, "Secure" in attributes)


def visitor(state: DataCenterState, authorization: str = "", clock: Clock | None = None) -> Visitor:
    """Make a visitor of a site."""
    return Visitor(data_center_handler(state, clock or Clock()), authorization)
