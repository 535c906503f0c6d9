"""Everything the lab's Data Center knows. Tests change it while it runs, as an administrator would."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from evals.lab.data_center.build import SpecError, build
from evals.lab.data_center.live import Bucket, Session
from evals.lab.data_center.people import Directory, DirectoryKind, PersonalToken, User
from evals.lab.data_center.places import Page, Space
from evals.lab.data_center.policy import (
    Cluster,
    Connector,
    Crowd,
    JwtApp,
    Licence,
    Lifecycle,
    OAuthProvider,
    RateLimit,
    ServiceToken,
    SsoApp,
    TokenApp,
    TrustedApp,
    TwoStep,
    Websudo,
    Xsrf,
)


@dataclass(slots=True)
class DataCenterState:
    """The state of one Confluence Data Center.

    Attributes:
        base_url: Base URL as Confluence believes it; its path is the context path.
        captcha_threshold: Failed log-ins after which a CAPTCHA is asked for; None switches the CAPTCHA off.
        captcha_status: 401 as captured on Confluence; 403 gives Jira's form with X-Authentication-Denied-Reason.
        use_refusal_reason: Seraph value for people without "Can use"; public sources do not settle it.
        anonymous_refusal_status: 403 or 401 for REST calls of nobody while anonymous access is off; not settled either.
        unresolved_bearer_refused: Identity endpoints answer an unknown token with 401 instead of treating it as nobody.
        pat_paths: "all", or "rest" where Bearer is read on REST paths only (CONFSERVER-61519).
        session_only_paths: Path patterns that take a browser session and no header credential.
        clock_offset_seconds: How far this server's clock is ahead of true time.
        log: Lines of the application log, as an administrator would paste them.
        access_log: One line per request that reached Tomcat.
    """

    base_url: str = "http://127.0.0.1:8090"
    version: str = "8.5.4"
    lifecycle: Lifecycle = Lifecycle.RUNNING
    directories: list[Directory] = field(default_factory=lambda: [Directory(name="internal")])
    users: list[User] = field(default_factory=list)
    tokens: list[PersonalToken] = field(default_factory=list)
    use_groups: list[str] = field(default_factory=lambda: ["confluence-users", "confluence-administrators"])
    admin_group: str = "confluence-administrators"
    anonymous_access: bool = False
    spaces: list[Space] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    captcha_threshold: int | None = 3
    captcha_status: int = 401
    use_refusal_reason: str = "AUTHORISATION_FAILED"
    anonymous_refusal_status: int = 403
    unresolved_bearer_refused: bool = False
    directory_failure_status: int = 401
    pat_paths: str = "all"
    session_only_paths: list[str] = field(default_factory=list)
    read_only: bool = False
    read_only_status: int = 405
    remote_api: bool = True
    echo_username_header: bool = False
    clock_offset_seconds: float = 0.0
    sso: SsoApp = field(default_factory=SsoApp)
    token_app: TokenApp = field(default_factory=TokenApp)
    two_step: TwoStep = field(default_factory=TwoStep)
    crowd: Crowd = field(default_factory=Crowd)
    oauth: OAuthProvider = field(default_factory=OAuthProvider)
    service_tokens: list[ServiceToken] = field(default_factory=list)
    trusted_apps: list[TrustedApp] = field(default_factory=list)
    jwt_apps: list[JwtApp] = field(default_factory=list)
    xsrf: Xsrf = field(default_factory=Xsrf)
    websudo: Websudo = field(default_factory=Websudo)
    rate_limit: RateLimit = field(default_factory=RateLimit)
    licence: Licence = field(default_factory=Licence)
    cluster: Cluster = field(default_factory=Cluster)
    connector: Connector = field(default_factory=Connector)
    sessions: dict[str, Session] = field(default_factory=dict, init=False)
    remembered: dict[str, tuple[str, datetime]] = field(default_factory=dict, init=False)
    buckets: dict[str, Bucket] = field(default_factory=dict, init=False)
    log: list[str] = field(default_factory=list, init=False)
    access_log: list[str] = field(default_factory=list, init=False)
    counter: int = field(default=0, init=False)

    @property
    def context(self) -> str:
        """Return the context path, "" at the root."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def secure_cookies(self) -> bool:
        """Tell whether cookies carry Secure."""
        chosen = self.connector.secure_cookies
        return self.base_url.startswith("https:") if chosen is None else chosen

    def at_least(self, *version: int) -> bool:
        """Tell whether the server's version is that or newer."""
        own = tuple(int(part) for part in self.version.split(".") if part.isdigit())
        return own >= version

    def active_directories(self) -> Iterator[Directory]:
        """Yield the directories in the order in which Confluence asks them."""
        return (one for one in self.directories if one.active)

    def user_in(self, directory: str, name: str) -> User | None:
        """Find a user in one directory; names are compared without case."""
        wanted = name.lower()
        return next((one for one in self.users if one.directory == directory and one.name.lower() == wanted), None)

    def user(self, name: str) -> User | None:
        """Find the user that Confluence takes a name for: the first directory that knows it wins."""
        found = (self.user_in(one.name, name) for one in self.active_directories())
        return next((one for one in found if one is not None), None)

    def directory_of(self, user: User) -> Directory:
        """Return the directory of a user."""
        return next(one for one in self.directories if one.name == user.directory)

    def space(self, key: str) -> Space | None:
        """Find a space by key; keys are compared without case."""
        return next((one for one in self.spaces if one.key.lower() == key.lower()), None)

    def page(self, page_id: str) -> Page | None:
        """Find a page by id, also one in the trash."""
        return next((one for one in self.pages if one.id == page_id), None)

    def next_text(self, purpose: str) -> str:
        """Return 32 hex digits that no earlier call returned; the same run gives the same texts."""
        self.counter += 1
        return hashlib.sha256(f"{purpose}:{self.counter}".encode()).hexdigest()[:32]

    def anchor(self, start: datetime) -> None:
        """Turn distances such as "-3d" into points in time, measured from the lab's start."""
        for token in self.tokens:
            token.created = start + token.created if isinstance(token.created, timedelta) else token.created
            token.expires = start + token.expires if isinstance(token.expires, timedelta) else token.expires
        for service in self.service_tokens:
            service.expires = start + service.expires if isinstance(service.expires, timedelta) else service.expires


def build_state(spec: Mapping[str, Any]) -> DataCenterState:
    """Build the state from a mapping whose keys are the attributes of `DataCenterState` and its parts.

    Raises:
        SpecError: A key or value cannot be read, or a name points at nothing.
    """
    state = build(DataCenterState, spec, "data_center")
    _number(state)
    _check_names(state)
    return state


def _number(state: DataCenterState) -> None:
    for place, directory in enumerate(state.directories):
        directory.number = place + 1 if directory.kind is DirectoryKind.INTERNAL else 10000 + place
    for place, space in enumerate(state.spaces):
        space.number = space.number or 98305 + place
    for page in state.pages:
        for place, attachment in enumerate(page.attachments):
            attachment.id = attachment.id or f"att{page.id}{place}"


def _check_names(state: DataCenterState) -> None:
    directories = {one.name for one in state.directories}
    spaces = {one.key for one in state.spaces}
    pages = {one.id for one in state.pages}
    _all_known("users.directory", [one.directory for one in state.users], directories)
    _all_known("tokens.owner", [one.owner for one in state.tokens], {one.name for one in state.users})
    _all_known("pages.space", [one.space for one in state.pages], spaces)
    _all_known("pages.parent", [one.parent for one in state.pages if one.parent], pages)


def _all_known(where: str, names: list[str], known: set[str]) -> None:
    missing = sorted(set(names) - known)
    if missing:
        raise SpecError(f"{where}: nothing is called {', '.join(missing)}")
