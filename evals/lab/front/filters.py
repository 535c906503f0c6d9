"""Layers that let some requests pass and answer the others themselves."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from html import escape

from evals.lab.front.credentials import in_networks
from evals.lab.front.pages import nginx_page, plain_page
from evals.lab.wire import Handler, Reply, Request


@dataclass(slots=True)
class BlockUserAgent:
    """A firewall that refuses clients by their User-Agent; patterns are compared without case."""

    patterns: list[str] = field(default_factory=lambda: ["python-requests/*"])
    status: int = 403
    support_id: str = "7211634507291123"

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward the clients that it does not know as unwanted."""
        agent = (request.header("User-Agent") or "").lower()
        if not any(fnmatchcase(agent, one.lower()) for one in self.patterns):
            return onward(request)
        text = f"<p>The requested URL was rejected. Your support ID is: {escape(self.support_id)}</p>"
        return plain_page(self.status, "Request Rejected", text)


@dataclass(slots=True)
class AllowAddresses:
    """Lets in listed networks only.

    Attributes:
        reads_forwarded_for: Believes the first address of X-Forwarded-For.
        drop: Closes the connection instead of answering.
        body: JSON to answer with; "" gives nginx's page.
    """

    networks: list[str]
    reads_forwarded_for: bool = False
    status: int = 403
    drop: bool = False
    body: str = ""

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward the listed addresses."""
        forwarded = (request.header("X-Forwarded-For") or "").split(",")[0].strip()
        address = forwarded if self.reads_forwarded_for and forwarded else request.client_address
        if in_networks(address, self.networks):
            return onward(request)
        if self.drop:
            return Reply(0, drop=True)
        if self.body:
            return Reply(self.status, (("Content-Type", "application/json"),), self.body.encode())
        return nginx_page(self.status)


@dataclass(slots=True)
class BlockMethods:
    """Refuses methods, as hardened proxies do with PUT and DELETE."""

    methods: list[str] = field(default_factory=lambda: ["PUT", "DELETE"])
    status: int = 403

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward the other methods."""
        return nginx_page(self.status) if request.method in self.methods else onward(request)


@dataclass(slots=True)
class RateLimiter:
    """Counts calls per address: lets `allowed` pass, refuses `refused` (0: for ever), then begins again."""

    allowed: int = 10
    refused: int = 0
    retry_after_seconds: int = 60
    seen: dict[str, int] = field(default_factory=dict, init=False)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward while calls are left."""
        count = self.seen.get(request.client_address, 0) + 1
        whole = self.allowed + self.refused
        self.seen[request.client_address] = 0 if self.refused and count >= whole else count
        if count <= self.allowed:
            return onward(request)
        return nginx_page(429, (("Retry-After", str(self.retry_after_seconds)),))


@dataclass(slots=True)
class Maintenance:
    """Answers with a maintenance page."""

    title: str = "Scheduled maintenance"
    status: int = 503
    retry_after_seconds: int = 1800

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Answer, never forward."""
        headers = (("Retry-After", str(self.retry_after_seconds)),) if self.retry_after_seconds else ()
        return plain_page(self.status, self.title, f"<p>{escape(request.host)} will be back soon.</p>", headers)


@dataclass(slots=True)
class Unreachable:
    """Closes the connection without an answer."""

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Drop every request."""
        return Reply(0, drop=True)


@dataclass(slots=True)
class Slow:
    """Answers late."""

    seconds: float = 30.0

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward and hold the answer back."""
        reply = onward(request)
        return Reply(reply.status, reply.headers, reply.body, reply.delay_seconds + self.seconds, reply.drop)
