"""What the lab's Data Center holds: spaces, pages, attachments, and who may do what with them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Grant:
    """To whom one permission is given."""

    users: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    anonymous: bool = False


def _usual_grants() -> dict[str, Grant]:
    members = ["confluence-users"]
    return {
        "view": Grant(groups=list(members)),
        "edit": Grant(groups=list(members)),
        "remove": Grant(groups=list(members)),
        "admin": Grant(groups=["confluence-administrators"]),
    }


@dataclass(slots=True)
class Space:
    """One space. `permissions` maps "view", "edit", "remove" and "admin" to their grants."""

    key: str
    name: str = ""
    number: int = 0
    permissions: dict[str, Grant] = field(default_factory=_usual_grants)


@dataclass(slots=True)
class Attachment:
    """One file on a page."""

    filename: str
    id: str = ""
    media_type: str = "application/octet-stream"
    content: str = "attachment"


@dataclass(slots=True)
class Page:
    """One page. Empty restriction lists mean that nobody is shut out by this page itself.

    Attributes:
        parent: Id of the parent page, "" at the top of the space.
        deleted: In the trash: Confluence finds it only with status=trashed, and only for those who may edit.
    """

    id: str
    space: str
    title: str = ""
    parent: str = ""
    body: str = "<p>text</p>"
    version: int = 1
    deleted: bool = False
    view_users: list[str] = field(default_factory=list)
    view_groups: list[str] = field(default_factory=list)
    edit_users: list[str] = field(default_factory=list)
    edit_groups: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
