"""Everything the lab's Cloud knows. Tests change it while it runs, as administrators and owners would."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from evals.lab.cloud.people import (
    AccessToken,
    Account,
    AccountKind,
    ApiToken,
    BrowserSession,
    Code,
    ConnectApp,
    Grant,
    OAuthClient,
    RefreshToken,
)
from evals.lab.cloud.places import CloudSite
from evals.lab.data_center.build import SpecError, build

_T = TypeVar("_T")
_REAL_URLS = {
    "gateway": "https://api.atlassian.com",
    "auth": "https://auth.atlassian.com",
    "identity": "https://id.atlassian.com",
    "status": "https://confluence.status.atlassian.com",
    "media": "https://api.media.atlassian.com",
}


@dataclass(slots=True)
class Organisation:
    """The organisation and its policies.

    Attributes:
        user_tokens_allowed: Authentication policy: managed accounts may use API tokens.
        external_tokens_allowed: External-user policy: other people's accounts may.
        policy_speaks: A blocked token gets words that say so; otherwise it is treated as nobody's.
        sso_enforced: Managed accounts log in at `idp_url` only. API tokens are not touched by it.
        two_step_required: Managed accounts need a second factor at the login page.
        user_apps_blocked: Apps that people installed themselves may not reach the data.
    """

    id: str = "0f0e0d0c-0000-4000-8000-000000000001"
    name: str = "Example"
    user_tokens_allowed: bool = True
    external_tokens_allowed: bool = True
    policy_speaks: bool = True
    sso_enforced: bool = False
    idp_url: str = "https://idp.example.com/sso"
    two_step_required: bool = False
    user_apps_blocked: bool = False


@dataclass(slots=True)
class Incident:
    """One incident on the vendor's status page."""

    name: str
    status: str = "investigating"
    impact: str = "major"
    component: str = "Confluence"


@dataclass(slots=True)
class CloudState:
    """The state of one organisation with its sites.

    Attributes:
        urls: Where the lab's own hosts are ("gateway", "auth", "identity", "status", "site", "site:<name>");
            filled in when the listeners have their ports.
    """

    organisation: Organisation = field(default_factory=Organisation)
    accounts: list[Account] = field(default_factory=list)
    tokens: list[ApiToken] = field(default_factory=list)
    clients: list[OAuthClient] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    access_tokens: list[AccessToken] = field(default_factory=list)
    refresh_tokens: list[RefreshToken] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    connect_apps: list[ConnectApp] = field(default_factory=list)
    sessions: list[BrowserSession] = field(default_factory=list)
    sites: list[CloudSite] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=lambda: dict(_REAL_URLS), init=False)
    counter: int = field(default=0, init=False)

    def account(self, account_id: str) -> Account | None:
        """Find an account by id."""
        return _find(self.accounts, "id", account_id)

    def account_by_email(self, email: str) -> Account | None:
        """Find an account by its address; addresses are compared without case."""
        return next((one for one in self.accounts if one.email.casefold() == email.casefold()), None)

    def token(self, secret: str) -> ApiToken | None:
        """Find an API token or key by the secret itself."""
        return _find(self.tokens, "secret", secret)

    def access_token(self, secret: str) -> AccessToken | None:
        """Find an OAuth access token by the token itself."""
        return _find(self.access_tokens, "secret", secret)

    def grant(self, grant_id: str) -> Grant | None:
        """Find a grant by id."""
        return _find(self.grants, "id", grant_id)

    def client(self, client_id: str) -> OAuthClient | None:
        """Find an OAuth client by id."""
        return _find(self.clients, "id", client_id)

    def session(self, secret: str) -> BrowserSession | None:
        """Find a browser session by its cookie's value."""
        return _find(self.sessions, "secret", secret)

    def site(self, name: str) -> CloudSite:
        """Return the site of that name.

        Raises:
            LookupError: No such site.
        """
        found = _find(self.sites, "name", name)
        if found is None:
            raise LookupError(f"the lab has no site called {name}")
        return found

    def site_by_cloud_id(self, cloud_id: str) -> CloudSite | None:
        """Find a site by its cloudId."""
        return _find(self.sites, "cloud_id", cloud_id)

    def is_external(self, account: Account) -> bool:
        """Tell whether an account is a person's that the organisation does not manage."""
        return not account.managed and account.kind is AccountKind.ATLASSIAN

    def next_text(self, purpose: str) -> str:
        """Return 32 hex digits that no earlier call returned; the same run gives the same texts."""
        self.counter += 1
        return digest(purpose, str(self.counter))[:32]


def build_state(spec: Mapping[str, Any], start: datetime) -> CloudState:
    """Build the state from a mapping whose keys are the attributes of `CloudState` and its parts.

    Distances such as "-3d" become moments measured from `start`, and secrets that were left empty are made up, the
    same ones every time.

    Raises:
        SpecError: A key or value cannot be read, or a name points at nothing.
    """
    from evals.lab.cloud.mint import finish

    state = build(CloudState, spec, "cloud")
    _check_names(state)
    finish(state, start)
    return state


def digest(*parts: str) -> str:
    """Return 64 hex digits that depend on the parts alone."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _find(items: Iterable[_T], attribute: str, value: str) -> _T | None:
    return next((one for one in items if getattr(one, attribute) == value), None)


def _check_names(state: CloudState) -> None:
    accounts = {one.id for one in state.accounts}
    grants = {one.id for one in state.grants}
    _all_known("tokens.account", (one.account for one in state.tokens if one.account), accounts)
    _all_known("grants.account", (one.account for one in state.grants), accounts)
    _all_known("grants.client", (one.client for one in state.grants), {one.id for one in state.clients})
    _all_known("access_tokens.grant", (one.grant for one in state.access_tokens), grants)
    _all_known("refresh_tokens.grant", (one.grant for one in state.refresh_tokens), grants)
    _all_known("sessions.account", (one.account for one in state.sessions), accounts)
    for site in state.sites:
        pages = {one.id for one in site.pages}
        _all_known("pages.space", (one.space for one in site.pages), {one.key for one in site.spaces})
        _all_known("pages.parent", (one.parent for one in site.pages if one.parent), pages)


def _all_known(where: str, names: Iterable[str], known: set[str]) -> None:
    missing = sorted(set(names) - known)
    if missing:
        raise SpecError(f"{where}: nothing is called {', '.join(missing)}")
