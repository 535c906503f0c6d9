"""The switches of the lab's Data Center that decide how a request is received."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from evals.lab.data_center.people import Moment


class Lifecycle(StrEnum):
    """The states of `/status`."""

    RUNNING = "RUNNING"
    STARTING = "STARTING"
    MAINTENANCE = "MAINTENANCE"
    ERROR = "ERROR"
    STOPPING = "STOPPING"


class XsrfOnRest(StrEnum):
    """Which REST writes the XSRF filter refuses when `X-Atlassian-Token: no-check` is missing."""

    OFF = "off"
    BROWSER = "browser"
    ALWAYS = "always"


@dataclass(slots=True)
class SsoApp:
    """The vendor's SSO app.

    Attributes:
        only: Single sign-on is the only way in on the web.
        fallback: `/login.action?auth_fallback` shows the password form.
        redirects_rest: REST calls without a session go to the identity provider as well (older SAML set-ups).
        basic_disabled: Basic authentication is refused, but for the allowed paths and users.
        idp_certificate: Text of the certificate that Confluence trusts; "" takes any.
        jit_groups_claim: Claim that just-in-time provisioning insists on; "" when it is off.
    """

    installed: bool = True
    enabled: bool = False
    only: bool = False
    fallback: bool = False
    redirects_rest: bool = False
    idp_url: str = "https://idp.example.com/saml2"
    idp_certificate: str = ""
    jit_groups_claim: str = ""
    basic_disabled: bool = False
    allowed_paths: list[str] = field(default_factory=list)
    allowed_users: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TokenApp:
    """A marketplace app that hands out its own tokens and may shut out passwords.

    Attributes:
        tokens: Token text to owner; such a token is sent as a Basic password.
        allowed_groups: Members may go on with passwords.
        allowed_addresses: Addresses or networks that may call at all; empty means all.
    """

    enabled: bool = False
    blocks_passwords: bool = False
    message: str = "Basic Auth with password is disabled by the API Token Authentication app"
    tokens: dict[str, str] = field(default_factory=dict)
    allowed_groups: list[str] = field(default_factory=list)
    allowed_addresses: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TwoStep:
    """Two-step verification. No public source says whether Basic is refused for enrolled people, so it is a switch."""

    enabled: bool = False
    basic_refused: bool = False


@dataclass(slots=True)
class Crowd:
    """Crowd single sign-on: the authenticator shuts out internal users, the cookie is tied to validation factors."""

    sso_authenticator: bool = False
    consistent_address: bool = True
    trusted_proxies: list[str] = field(default_factory=list)
    tokens: dict[str, "CrowdToken"] = field(default_factory=dict)


@dataclass(slots=True)
class CrowdToken:
    """One value of the cookie `crowd.token_key` and the address that it was given to."""

    user: str
    address: str


@dataclass(slots=True)
class Consumer:
    """One OAuth 1.0a consumer (an incoming application link).

    Attributes:
        secret: Shared secret for HMAC-SHA1.
        public_key: PEM public key for RSA-SHA1.
        may_impersonate: Whether a user may act through it; if not, `permission_denied`.
    """

    key: str
    secret: str = ""
    public_key: str = ""
    may_impersonate: bool = True
    two_legged_user: str = ""


@dataclass(slots=True)
class OAuthToken:
    """One OAuth 1.0a access token."""

    token: str
    user: str
    consumer: str
    secret: str = ""
    revoked: bool = False


@dataclass(slots=True)
class OAuthProvider:
    """The OAuth 1.0a provider side of application links."""

    consumers: list[Consumer] = field(default_factory=list)
    tokens: list[OAuthToken] = field(default_factory=list)
    window_seconds: int = 300
    nonces: set[str] = field(default_factory=set)


@dataclass(slots=True)
class ServiceToken:
    """One OAuth 2.0 access token of a service account (two-legged)."""

    token: str
    user: str
    expires: Moment | None = None

    def usable_at(self, now: datetime) -> bool:
        """Tell whether the token has not expired."""
        return not (isinstance(self.expires, datetime) and self.expires <= now)


@dataclass(slots=True)
class TrustedApp:
    """One legacy trusted application. The lab cannot check its certificate: `certificate_valid` decides."""

    id: str
    user: str
    certificate_valid: bool = True
    addresses: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@dataclass(slots=True)
class JwtApp:
    """One app that signs its calls with a JWT over a shared secret (HS256), with a query hash."""

    issuer: str
    secret: str
    user: str


@dataclass(slots=True)
class Xsrf:
    """XSRF checks. `struts` None means: by version, on from 9.0."""

    rest: XsrfOnRest = XsrfOnRest.BROWSER
    struts: bool | None = None
    nocheck_refused: bool = False
    allowed_origins: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Websudo:
    """Secure administrator sessions."""

    enabled: bool = True
    minutes: int = 10


@dataclass(slots=True)
class RateLimit:
    """A token bucket per user for external REST calls; anonymous callers share one. `capacity` 0 blocks all."""

    enabled: bool = False
    capacity: int = 50
    refill_per_minute: float = 60.0
    exempt_users: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Licence:
    """The licence. `seats` 0 means unlimited; `other_users` counts licensed people that the lab does not list."""

    seats: int = 0
    other_users: int = 0
    expired: bool = False
    exceeded_blocks_login: bool = False


@dataclass(slots=True)
class Cluster:
    """The nodes. Without affinity each request goes to the next node, whatever its session."""

    nodes: list[str] = field(default_factory=lambda: ["node1"])
    affinity: bool = True


@dataclass(slots=True)
class Connector:
    """What Tomcat believes about the address that people browse.

    Attributes:
        redirect_base: Scheme and host that redirects are built with; "" gives relative redirects.
        secure_cookies: Cookies carry Secure; None means: as the base URL's scheme says.
        cookie_path: Path of JSESSIONID; "" means the context path.
    """

    redirect_base: str = ""
    secure_cookies: bool | None = None
    cookie_path: str = ""
    server_header: str = ""
    tomcat: str = "Apache Tomcat/9.0.82"
    session_minutes: int = 60
