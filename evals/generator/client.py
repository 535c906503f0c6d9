"""The failing client of a scenario: makes the atom's calls against its world and keeps what came back."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from evals.generator.atom import Atom, CallSpec
from evals.generator.signing import signed
from evals.lab.wire import Headers, Reply, Request
from evals.solvers.places import CLOUD_HOSTS, Places

AGENTS = {
    "curl": "curl/8.5.0",
    "traceback": "python-requests/2.32.3",
    "library": "python-requests/2.32.3",
    "node": "axios/1.7.7",
    "java": "Apache-HttpClient/4.5.14 (Java/17.0.12)",
    "go": "Go-http-client/1.1",
    "client_log": "python-requests/2.32.3",
    "har": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
    "headers": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Firefox/133.0",
}
"""User-Agent by the style of the paste: a person pastes what their client shows."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One request of the client and what came back; no reply means that the way there failed."""

    request: Request
    reply: Reply | None
    fault: str = ""

    @property
    def url(self) -> str:
        """The absolute URL."""
        query = f"?{self.request.query}" if self.request.query else ""
        return f"{self.request.scheme}://{self.request.host}{self.request.path}{query}"


def make_calls(places: Places, atom: Atom, site_url: str, style: str, now: datetime) -> list[Happened]:
    """Make the atom's calls in order."""
    return [_make(places, call, site_url, style, now) for call in atom.calls]


def _make(places: Places, call: CallSpec, site_url: str, style: str, now: datetime) -> Happened:
    request = _request(places, call, site_url, style)
    if call.sign:
        request = signed(request, call.sign, now)
    fault = places.network.get(request.host.lower(), "")
    reply = None if fault else places.ask(request)
    if reply is None or reply.drop:
        return Happened(request, None, fault or ("no_such_name" if reply is None else "reset"))
    return Happened(request, reply)


def _request(places: Places, call: CallSpec, site_url: str, style: str) -> Request:
    url = call.url or _origin(call, site_url) + call.path
    parts = urlsplit(url)
    headers: Headers = (("User-Agent", AGENTS.get(style, AGENTS["curl"])), ("Accept", "*/*"))
    headers = (*headers, *_credential(places, call), *call.headers.items())
    return Request(
        call.method,
        parts.scheme,
        parts.netloc,
        parts.path or "/",
        parts.query,
        headers,
        call.body.encode(),
        call.address,
    )


def _credential(places: Places, call: CallSpec) -> Headers:
    if call.role == "none" or places.world is None:
        return ()
    return places.world.credentials[call.role].headers()


def _origin(call: CallSpec, site_url: str) -> str:
    if call.host in CLOUD_HOSTS:
        return f"https://{CLOUD_HOSTS[call.host]}"
    parts = urlsplit(site_url)
    if call.host.startswith("site:"):
        return f"https://{call.host.removeprefix('site:')}.atlassian.net"
    return f"{parts.scheme}://{parts.netloc}"
