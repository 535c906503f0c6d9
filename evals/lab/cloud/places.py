"""Where things are in the lab's Cloud: sites with spaces, pages, restrictions and attachments."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from evals.lab.cloud.people import Moment, over


class Condition(StrEnum):
    """The states of a site: RENAMED redirects to the new address, GONE is a name that nobody has."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    RENAMED = "renamed"
    GONE = "gone"


class RoleMode(StrEnum):
    """How space permissions are kept (GET /wiki/api/v2/space-role-mode)."""

    CLASSIC = "PRE_ROLES"
    ROLES = "ROLES"


ROLE_OPERATIONS = {
    "viewer": ("read",),
    "collaborator": ("read", "create", "update"),
    "manager": ("read", "create", "update", "delete", "export"),
    "admin": ("read", "create", "update", "delete", "export", "administer"),
}


@dataclass(slots=True)
class SpaceGrant:
    """What one principal may do in a space.

    Attributes:
        to: "user:<account id>", "group:<name>", "everyone" (all licensed users), "customers" (of the help
            portal) or "anonymous".
        operations: Operations in classic mode; ignored when `role` is set.
        role: A key of ROLE_OPERATIONS, in role mode.
    """

    to: str
    operations: list[str] = field(default_factory=lambda: ["read"])
    role: str = ""

    @property
    def allowed(self) -> tuple[str, ...]:
        """The operations that the grant allows."""
        return ROLE_OPERATIONS[self.role] if self.role else tuple(self.operations)


@dataclass(slots=True)
class Space:
    """One space. `id` is made up when left empty."""

    key: str
    name: str = ""
    id: str = ""
    grants: list[SpaceGrant] = field(default_factory=lambda: [SpaceGrant(to="everyone", operations=["read", "create"])])
    archived: bool = False


@dataclass(slots=True)
class Attachment:
    """One attached file."""

    title: str
    id: str = ""
    media_type: str = "text/plain"
    content: str = "attached"


@dataclass(slots=True)
class Restriction:
    """One restriction: who alone may `operation` ("read" or "update"). Principals as in SpaceGrant, user or group."""

    operation: str
    to: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """One page. View restrictions of its ancestors hold for it too, edit restrictions do not."""

    id: str
    space: str
    title: str
    parent: str = ""
    status: str = "current"
    body: str = "<p>Text.</p>"
    version: int = 1
    restrictions: list[Restriction] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class Folder:
    """One folder."""

    id: str
    space: str
    title: str


@dataclass(slots=True)
class EdgeTrouble:
    """Passing trouble at the edge: it lasts for some requests, or until a moment, whichever is set."""

    requests: int | None = None
    until: Moment | None = None

    def strikes(self, now: datetime) -> bool:
        """Tell whether this request is hit, and count it."""
        if self.until is not None:
            return not over(self.until, now)
        if not self.requests:
            return False
        self.requests -= 1
        return True


@dataclass(slots=True)
class RateLimit:
    """A limit on REST calls: `left` more are served, then 429 until `until` (None: for good)."""

    left: int = 0
    until: Moment | None = None
    retry_after_seconds: int | None = 30
    reason: str = "confluence-burst-based"

    def strikes(self, now: datetime) -> bool:
        """Tell whether this request is refused, and count it."""
        if self.until is not None and over(self.until, now):
            return False
        if self.left > 0:
            self.left -= 1
            return False
        return True


@dataclass(slots=True)
class CloudSite:
    """One site, such as acme.atlassian.net.

    Attributes:
        name: First label of the host name.
        cloud_id: Made up from the name when left empty.
        base_url: What the site calls itself; "" means: as it was called.
        renamed_to: Address of the site's new name, for Condition.RENAMED.
        ip_allow_list: Networks that may call; empty means all.
        removed_v1: Names of v1 routes that are gone at the gateway (see evals/lab/cloud/v1.py).
        plan_lacks: Names of routes that this plan lacks; they answer 403.
        login_page_in_place: Web pages answer 200 with the login page instead of redirecting to it.
        downloads_take_tokens: The old attachment path still accepts API tokens, as before the change of 2025.
        password_text: A refused password gets the deprecation text of 2021 to 2023 instead of today's 403.
    """

    name: str
    cloud_id: str = ""
    base_url: str = ""
    products: list[str] = field(default_factory=lambda: ["confluence", "jira"])
    condition: Condition = Condition.RUNNING
    renamed_to: str = ""
    plan: str = "standard"
    anonymous_access: bool = False
    role_mode: RoleMode = RoleMode.CLASSIC
    ip_allow_list: list[str] = field(default_factory=list)
    edge_trouble: EdgeTrouble | None = None
    rate_limit: RateLimit | None = None
    removed_v1: list[str] = field(default_factory=list)
    plan_lacks: list[str] = field(default_factory=list)
    login_page_in_place: bool = False
    downloads_take_tokens: bool = False
    password_text: bool = False
    spaces: list[Space] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)

    def space(self, key: str) -> Space | None:
        """Find a space by key; keys are compared without case."""
        return next((one for one in self.spaces if one.key.lower() == key.lower()), None)

    def space_by_id(self, space_id: str) -> Space | None:
        """Find a space by id."""
        return next((one for one in self.spaces if one.id == space_id), None)

    def page(self, page_id: str) -> Page | None:
        """Find a page by id."""
        return next((one for one in self.pages if one.id == page_id), None)

    def ancestors(self, page: Page) -> list[Page]:
        """Return the pages above a page, the topmost first."""
        found: list[Page] = []
        while (above := self.page(page.parent) if page.parent else None) is not None and above not in found:
            found.insert(0, above)
            page = above
        return found
