"""Edge networks: the signs they leave, their challenges, and passing trouble."""

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from evals.lab.front.pages import nginx_page, plain_page, without
from evals.lab.wire import Handler, Reply, Request


@dataclass(slots=True)
class CloudflareEdge:
    """An edge that marks every answer and challenges unwanted clients.

    Attributes:
        challenged: User-Agent patterns, without case, that get the challenge page.
        origin_address: Address that the origin sees in place of the caller's; "" keeps it.
    """

    challenged: list[str] = field(default_factory=list)
    origin_address: str = ""
    ray: str = "8f1a2b3c4d5e6f70-FRA"

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward with the caller's address in a header, and put the edge's marks on the answer."""
        marks = (("Server", "cloudflare"), ("CF-RAY", self.ray))
        agent = (request.header("User-Agent") or "").lower()
        if any(fnmatchcase(agent, one.lower()) for one in self.challenged):
            text = "<p>Enable JavaScript and cookies to continue</p>"
            return plain_page(403, "Just a moment...", text, (*marks, ("cf-mitigated", "challenge")))
        caller = (("CF-Connecting-IP", request.client_address), ("X-Forwarded-For", request.client_address))
        inner = replace(
            request,
            headers=(*without(request.headers, "X-Forwarded-For"), *caller),
            client_address=self.origin_address or request.client_address,
        )
        reply = onward(inner)
        return replace(reply, headers=(*without(reply.headers, "Server"), *marks, ("cf-cache-status", "DYNAMIC")))


@dataclass(slots=True)
class EdgeLosesIdentity:
    """For the first `requests` calls the edge loses who calls, then it heals by itself.

    Public reports show the site's own refusals together with `x-cache: Error from cloudfront`.
    """

    requests: int = 1
    seen: int = field(default=0, init=False)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward as nobody while the trouble lasts."""
        self.seen += 1
        if self.seen > self.requests:
            return onward(request)
        reply = onward(replace(request, headers=without(request.headers, "Authorization", "Cookie")))
        marks = (("x-cache", "Error from cloudfront"), ("via", "1.1 edge.cloudfront.net (CloudFront)"))
        return replace(reply, headers=(*reply.headers, *marks))


@dataclass(slots=True)
class BadGateway:
    """For the first `requests` calls (0: for ever) the proxy cannot reach what is behind it."""

    requests: int = 0
    status: int = 502
    seen: int = field(default=0, init=False)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Answer with the proxy's own error while the trouble lasts."""
        self.seen += 1
        return nginx_page(self.status) if not self.requests or self.seen <= self.requests else onward(request)
