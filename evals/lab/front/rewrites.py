"""Layers that change the request on its way in."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import parse_qsl, quote, unquote, urlencode

from evals.lab.front.pages import without
from evals.lab.wire import Handler, Reply, Request

NODE_HEADER = "X-Lab-Node"
"""Which node a balancer chose, counted from 0; the lab's Data Center reads it, nothing else does."""


@dataclass(slots=True)
class CanonicalRedirect:
    """Redirects to the canonical scheme and host; "" keeps what came."""

    scheme: str = ""
    host: str = ""
    status: int = 301

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward what already came to the canonical address."""
        scheme, host = self.scheme or request.scheme, self.host or request.host
        if (scheme, host.lower()) == (request.scheme, request.host.lower()):
            return onward(request)
        query = f"?{request.query}" if request.query else ""
        location = f"{scheme}://{host}{request.path}{query}"
        return Reply(self.status, (("Server", "nginx"), ("Location", location), ("Content-Type", "text/html")))


@dataclass(slots=True)
class ForwardAs:
    """Forwards under another scheme and host, as a proxy does whose back end is not told the public address."""

    scheme: str = ""
    host: str = ""

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward with the other address."""
        return onward(replace(request, scheme=self.scheme or request.scheme, host=self.host or request.host))


class Recoding(StrEnum):
    """How a proxy rewrites the URL that a client signed."""

    DECODE_PATH = "decode_path"
    ENCODE_TWICE = "encode_twice"
    ESCAPE_SLASHES = "escape_slashes"


@dataclass(slots=True)
class ReencodeUrl:
    """Forwards the URL in another encoding, which breaks signatures over it and nothing else."""

    how: Recoding = Recoding.ENCODE_TWICE

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward the recoded URL."""
        if self.how is Recoding.DECODE_PATH:
            return onward(replace(request, path=quote(unquote(request.path), safe="/:@!$&'()*+,;=~-._")))
        if self.how is Recoding.ESCAPE_SLASHES:
            return onward(replace(request, path=request.path.replace("%2F", "/").replace("//", "/")))
        return onward(replace(request, path=request.path.replace("%", "%25"), query=request.query.replace("%", "%25")))


@dataclass(slots=True)
class DropQuery:
    """Drops query parameters, as some caches do; an empty list drops all."""

    names: list[str] = field(default_factory=list)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward without them."""
        pairs = parse_qsl(request.query, keep_blank_values=True)
        kept = [pair for pair in pairs if self.names and pair[0] not in self.names]
        return onward(replace(request, query=urlencode(kept)))


@dataclass(slots=True)
class HeadToGet:
    """Turns HEAD into GET, as nginx does when it caches; signatures over the method break."""

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward HEAD as GET and cut the body off again."""
        if request.method != "HEAD":
            return onward(request)
        return replace(onward(replace(request, method="GET")), body=b"")


@dataclass(slots=True)
class StripRequestHeaders:
    """Drops request headers, for instance Cookie, Origin or X-Atlassian-Token."""

    names: list[str]

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward without them."""
        return onward(replace(request, headers=without(request.headers, *self.names)))


@dataclass(slots=True)
class ReplayTwice:
    """Sends each request twice and gives the second answer back, as a retrying proxy does after a lost answer."""

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward twice."""
        onward(request)
        return onward(request)


@dataclass(slots=True)
class NoAffinity:
    """A load balancer that gives each request to the next node."""

    nodes: int = 2
    turn: int = field(default=-1, init=False)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward with the chosen node."""
        self.turn = (self.turn + 1) % self.nodes
        kept = without(request.headers, NODE_HEADER)
        return onward(replace(request, headers=(*kept, (NODE_HEADER, str(self.turn)))))


@dataclass(slots=True)
class SiblingApplication:
    """Another application on the same host name, below `prefix`, which sets the same session cookie for path /."""

    prefix: str = "/jira"
    cookie: str = "JSESSIONID"
    cookie_path: str = "/"
    count: int = field(default=0, init=False)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Answer below the prefix, forward the rest."""
        if request.path != self.prefix and not request.path.startswith(f"{self.prefix}/"):
            return onward(request)
        self.count += 1
        cookie = f"{self.cookie}=5IBL1NG{self.count:025d}; Path={self.cookie_path}; HttpOnly"
        return Reply(
            200,
            (("Content-Type", "text/html"), ("Set-Cookie", cookie)),
            b"<html><title>Another application</title></html>",
        )
