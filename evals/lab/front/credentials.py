"""Layers that deal in credentials: they drop, replace or demand one."""

from base64 import b64encode
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from http.cookies import SimpleCookie
from ipaddress import ip_address, ip_network
from urllib.parse import quote

from evals.lab.front.pages import apache_page, iis_page, without
from evals.lab.wire import Handler, Reply, Request


def cookie_of(request: Request, name: str) -> str:
    """Return a cookie's value, "" when it was not sent."""
    jar: SimpleCookie = SimpleCookie()
    jar.load(request.header("Cookie") or "")
    return jar[name].value if name in jar else ""


def in_networks(address: str, networks: list[str]) -> bool:
    """Tell whether an address lies in one of the networks or equals one of the addresses."""
    try:
        own = ip_address(address)
    except ValueError:
        return False
    return any(own in ip_network(one, strict=False) for one in networks)


@dataclass(slots=True)
class StripAuthorization:
    """Drops the Authorization header on the way in."""

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward without the header."""
        return onward(replace(request, headers=without(request.headers, "Authorization")))


@dataclass(slots=True)
class ReplaceAuthorization:
    """Puts its own Authorization value in place of whatever came."""

    value: str

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward with the own header."""
        kept = without(request.headers, "Authorization")
        return onward(replace(request, headers=(*kept, ("Authorization", self.value))))


@dataclass(slots=True)
class RequireHeader:
    """Wants a header of its own (an API key, a service token) and keeps it.

    Attributes:
        headers: Header name to the value that is accepted.
        body: What it says to who lacks it.
    """

    headers: dict[str, str]
    status: int = 401
    body: str = '{"error":"missing authentication","message":"No API key found in request"}'
    content_type: str = "application/json"
    server: str = "gateway"

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward who brings the key."""
        if all(request.header(name) == value for name, value in self.headers.items()):
            return onward(replace(request, headers=without(request.headers, *self.headers)))
        return Reply(self.status, (("Server", self.server), ("Content-Type", self.content_type)), self.body.encode())


@dataclass(slots=True)
class SsoRedirect:
    """Sends who has no session with it to a login on another host, as oauth2-proxy and access gateways do.

    Attributes:
        session: Value of its session cookie that is accepted.
        service_headers: Headers that let a machine in (a service token of an access gateway).
        passes_bearer: Lets requests with a Bearer token through to Confluence.
    """

    login_url: str = "https://sso.example.com/oauth2/authorize"
    cookie: str = "_oauth2_proxy"
    session: str = "session-of-the-proxy"
    service_headers: dict[str, str] = field(default_factory=dict)
    passes_bearer: bool = False

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward who is known to the proxy."""
        if self._known(request):
            return onward(request)
        here = f"{request.scheme}://{request.host}{request.path}"
        location = f"{self.login_url}?client_id=proxy&redirect_uri={quote(here, safe='')}"
        csrf = f"{self.cookie}_csrf=lab; Path=/; HttpOnly; SameSite=Lax"
        return Reply(302, (("Location", location), ("Set-Cookie", csrf), ("Content-Type", "text/html; charset=utf-8")))

    def _known(self, request: Request) -> bool:
        if cookie_of(request, self.cookie) == self.session:
            return True
        if self.service_headers and all(request.header(name) == want for name, want in self.service_headers.items()):
            return True
        bearer = (request.header("Authorization") or "").lower().startswith("bearer ")
        return self.passes_bearer and bearer


@dataclass(slots=True)
class Negotiate:
    """A Kerberos/NTLM layer; it takes any Negotiate token and forwards without it."""

    schemes: list[str] = field(default_factory=lambda: ["Negotiate", "NTLM"])
    exempt_user_agents: list[str] = field(default_factory=list)
    exempt_networks: list[str] = field(default_factory=list)

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward who is exempt or brings a token of its own schemes."""
        agent = request.header("User-Agent") or ""
        if any(fnmatchcase(agent, one) for one in self.exempt_user_agents):
            return onward(request)
        if in_networks(request.client_address, self.exempt_networks):
            return onward(request)
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        if token and scheme.lower() in {one.lower() for one in self.schemes}:
            return onward(replace(request, headers=without(request.headers, "Authorization")))
        return iis_page(401, tuple(("WWW-Authenticate", one) for one in self.schemes))


@dataclass(slots=True)
class BasicRealm:
    """Basic authentication of a web server in front.

    Attributes:
        users: User name to password.
        unsets: Removes the header before it forwards; if not, Confluence tries the proxy's account.
    """

    users: dict[str, str]
    realm: str = "Restricted"
    unsets: bool = False

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward who has an account here."""
        pairs = (f"{user}:{password}".encode() for user, password in self.users.items())
        accepted = {f"Basic {b64encode(pair).decode()}" for pair in pairs}
        if request.header("Authorization") in accepted:
            kept = without(request.headers, "Authorization") if self.unsets else request.headers
            return onward(replace(request, headers=kept))
        challenge = (("WWW-Authenticate", f'Basic realm="{self.realm}"'),)
        return apache_page(
            401, "This server could not verify that you are authorized to access the document.", challenge
        )


@dataclass(slots=True)
class OutboundProxy:
    """The company proxy on the caller's side, which wants a login of its own."""

    user: str = "proxy"
    password: str = "proxy"
    realm: str = "Company proxy"

    def __call__(self, request: Request, onward: Handler) -> Reply:
        """Forward who brings the proxy's credential, without it."""
        wanted = f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"
        if request.header("Proxy-Authorization") == wanted:
            return onward(replace(request, headers=without(request.headers, "Proxy-Authorization")))
        headers = (("Proxy-Authenticate", f'Basic realm="{self.realm}"'), ("Via", "1.1 proxy.example.com (squid)"))
        page = apache_page(407, "This proxy could not verify that you are authorized.", headers)
        return replace(page, headers=(("Server", "squid/6.6"), *without(page.headers, "Server")))
