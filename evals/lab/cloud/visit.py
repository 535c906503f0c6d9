"""One request as a host of the lab's Cloud meets it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from evals.lab.cloud.places import CloudSite
from evals.lab.cloud.state import CloudState
from evals.lab.wire import Request

WRITES = frozenset({"POST", "PUT", "DELETE", "PATCH"})


@dataclass(frozen=True, slots=True)
class Visit:
    """A request to one site, either at its own host or through the gateway.

    Attributes:
        path: Percent-decoded path below the host, or below /ex/<product>/<cloudId> at the gateway.
        at_gateway: It came through api.atlassian.com.
    """

    state: CloudState
    site: CloudSite
    request: Request
    now: datetime
    path: str
    at_gateway: bool = False

    @property
    def base_url(self) -> str:
        """What the site calls itself, with /wiki."""
        if self.site.base_url:
            return self.site.base_url
        if self.at_gateway:
            known = self.state.urls.get(f"site:{self.site.name}", f"https://{self.site.name}.atlassian.net")
            return f"{known}/wiki"
        return f"{self.request.scheme}://{self.request.host}/wiki"

    @property
    def query(self) -> dict[str, str]:
        """The query; the first value of a name wins."""
        return dict(reversed(parse_qsl(self.request.query, keep_blank_values=True)))

    def cookie(self, name: str) -> str | None:
        """Return the first cookie of that name."""
        return cookie(self.request, name)

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object; empty when it is none."""
        return json_body(self.request)

    @property
    def is_write(self) -> bool:
        """Tell whether the method is one that changes things."""
        return self.request.method in WRITES


def cookie(request: Request, name: str) -> str | None:
    """Return the first cookie of that name."""
    for part in (request.header("Cookie") or "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return None


def json_body(request: Request) -> dict[str, Any]:
    """Read a body as a JSON object; empty when it is none."""
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def decoded(path: str) -> str:
    """Percent-decode a path."""
    return unquote(path)
