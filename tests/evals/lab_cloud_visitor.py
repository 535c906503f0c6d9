"""A plain HTTP client and a small world, for tests of the lab's Cloud."""

import base64
import json
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from evals.lab.cloud.state import CloudState
from evals.lab.world import World, build_world

NOW = "2026-11-20T09:00:00+00:00"
ANA = "5b10a2844c20165700ede21a"
BEN = "5b10a2844c20165700ede21b"
DESK = "5b10a2844c20165700ede21c"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_OPENER = build_opener(ProxyHandler({}), _Stay())


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; a redirect is not followed."""

    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


def call(url: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
    """Send one request; header names are given with _ for -."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    payload = None if body is None else json.dumps(body).encode()
    if payload is not None:
        sent.setdefault("Content-Type", "application/json")
    request = Request(url, data=payload, headers=sent, method=method)  # noqa: S310 - always the lab's own http address
    try:
        with _OPENER.open(request, timeout=10) as found:
            return Answer(found.status, found.headers, found.read())
    except HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.headers, refused.read())


def basic(user: str, secret: str) -> str:
    """Make the value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def world(**changes: Any) -> World:
    """Build the base world with changes to its Cloud, at a clock that stands still."""
    return build_world({"base": "cloud", "now": NOW, "cloud": changes})


def acme(**changes: Any) -> dict[str, Any]:
    """Describe changes to the first site."""
    return {"sites": [{"name": "acme", **changes}]}


class Visitor:
    """Calls the hosts of a started world."""

    def __init__(self, started: World) -> None:
        self.world = started
        self.state: CloudState = started.state
        self.site = started.lab.url("site")
        self.gateway = f"{started.lab.url('gateway')}/ex/confluence/{self.state.sites[0].cloud_id}"
        self.platform = started.lab.url("gateway")

    def token(self, token_id: str) -> str:
        """Return a token's secret."""
        return next(one.secret for one in self.state.tokens if one.id == token_id)

    def pair(self, token_id: str, email: str = "ana@acme.example") -> str:
        """Return an Authorization value for a token under an address."""
        return basic(email, self.token(token_id))

    def access(self, access_id: str = "ana-access") -> str:
        """Return an Authorization value for an OAuth access token."""
        return "Bearer " + next(one.secret for one in self.state.access_tokens if one.id == access_id)

    def at_site(self, path: str, authorization: str | None = None, **more: Any) -> Answer:
        """Call the site's own host."""
        return call(self.site + path, **_with(authorization, more))

    def at_gateway(self, path: str, authorization: str | None = None, **more: Any) -> Answer:
        """Call the site through the gateway."""
        return call(self.gateway + path, **_with(authorization, more))


def _with(authorization: str | None, more: dict[str, Any]) -> dict[str, Any]:
    return more if authorization is None else {"Authorization": authorization, **more}
