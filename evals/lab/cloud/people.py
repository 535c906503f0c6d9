"""Who there is in the lab's Cloud, and what they can show: accounts, tokens, grants, sessions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

Moment = datetime | timedelta
"""A point in time; a distance from the lab's start until the state is anchored."""


class AccountKind(StrEnum):
    """The kinds of accounts."""

    ATLASSIAN = "atlassian"
    SERVICE = "service"
    CUSTOMER = "customer"
    APP = "app"


class TokenKind(StrEnum):
    """The kinds of long-lived secrets."""

    CLASSIC = "classic"
    SCOPED = "scoped"
    SERVICE = "service"
    ORG_KEY = "org_key"


@dataclass(slots=True)
class Account:
    """One Atlassian account.

    Attributes:
        id: Account id.
        email: The address that Basic authentication wants; compared without case.
        managed: Belongs to the organisation's verified domain, so its policies apply.
        products: "confluence" and "jira", on the sites named in `sites` (empty: on all).
        groups: Names of groups; a group's id is its name with "group-" in front.
        guest_space: Key of the only space that a guest may open; "" for everybody else.
        admin: Is a Confluence administrator.
        locked_after: Failed logins after which id.atlassian.com asks for a CAPTCHA. The number is inferred.
        failed_logins: Refused passwords so far; the lab counts, a login resets it.
    """

    id: str
    email: str
    name: str = ""
    kind: AccountKind = AccountKind.ATLASSIAN
    managed: bool = True
    active: bool = True
    products: list[str] = field(default_factory=lambda: ["confluence", "jira"])
    sites: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    guest_space: str = ""
    admin: bool = False
    invitation_pending: bool = False
    email_verified: bool = True
    password: str = ""
    password_changed: Moment | None = None
    two_step: bool = False
    locked_after: int = 10
    failed_logins: int = 0

    def may_use(self, product: str, site: str) -> bool:
        """Tell whether the account may use a product of a site."""
        if not self.active or self.invitation_pending or not self.email_verified:
            return False
        if self.kind is AccountKind.CUSTOMER:
            return False
        return product in self.products and (not self.sites or site in self.sites)

    @property
    def locked(self) -> bool:
        """Tell whether the login page asks for a CAPTCHA."""
        return self.failed_logins >= self.locked_after


@dataclass(slots=True)
class ApiToken:
    """One API token or key.

    Attributes:
        id: Name that credentials of a scenario point to.
        account: Id of the owner; "" for an organisation key.
        secret: The token itself; made up in the usual form when left empty.
        scopes: Scopes of a scoped or service-account token. They are fixed when it is made.
    """

    id: str
    account: str = ""
    kind: TokenKind = TokenKind.CLASSIC
    secret: str = ""
    scopes: list[str] = field(default_factory=list)
    label: str = ""
    created: Moment | None = None
    expires: Moment | None = None
    last_used: Moment | None = None
    revoked: bool = False

    def usable_at(self, now: datetime) -> bool:
        """Tell whether the token is neither revoked nor expired."""
        return not self.revoked and not over(self.expires, now)


@dataclass(slots=True)
class OAuthClient:
    """One OAuth 2.0 app. `account` names the service account that client_credentials act for."""

    id: str
    secret: str
    redirect_uris: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    account: str = ""
    blocked_by_admin: bool = False


@dataclass(slots=True)
class Grant:
    """A person's consent to an app. Its scopes are those at the time of consent, whatever the app asks for today."""

    id: str
    account: str
    client: str
    sites: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    revoked: bool = False


@dataclass(slots=True)
class AccessToken:
    """One OAuth 2.0 access token: a JWT that lives one hour unless told otherwise."""

    id: str
    grant: str
    secret: str = ""
    issued: Moment = timedelta(0)
    expires: Moment = timedelta(hours=1)
    scopes: list[str] | None = None


@dataclass(slots=True)
class RefreshToken:
    """One refresh token. Using it gives a new one and ends this one; 90 idle days end it as well."""

    id: str
    grant: str
    secret: str = ""
    issued: Moment = timedelta(0)
    expires: Moment = timedelta(days=90)
    used: bool = False


@dataclass(slots=True)
class Code:
    """One authorisation code, good once and for about ten minutes."""

    id: str
    grant: str
    redirect_uri: str = ""
    offline: bool = True
    issued: Moment = timedelta(0)
    expires: Moment = timedelta(minutes=10)
    used: bool = False


@dataclass(slots=True)
class ConnectApp:
    """One installed Connect app; `shared_secret` is the one that the site stored at the last installation."""

    key: str
    client_key: str
    shared_secret: str
    account: str


@dataclass(slots=True)
class BrowserSession:
    """One login of a browser; `secret` is the value of the cookie cloud.session.token."""

    id: str
    account: str
    secret: str = ""
    issued: Moment = timedelta(0)
    expires: Moment = timedelta(days=30)
    ended: bool = False


def over(end: Moment | None, now: datetime) -> bool:
    """Tell whether an anchored moment has passed; None never does."""
    return isinstance(end, datetime) and end <= now
