"""One configured desk: who may send, where notes go, and how far Unlatch may speak."""

from dataclasses import dataclass, field
from enum import StrEnum

from api.desks.signatures import Scheme


class DeskKind(StrEnum):
    """The systems with an adapter; everything else sends the canonical JSON as `generic`."""

    JIRA = "jira"
    ZENDESK = "zendesk"
    FRESHDESK = "freshdesk"
    SERVICENOW = "servicenow"
    INTERCOM = "intercom"
    SLACK = "slack"
    ALERTMANAGER = "alertmanager"
    GENERIC = "generic"


class Mode(StrEnum):
    """Whether notes are posted: in shadow nothing is, and what would have been said is kept to be read."""

    SHADOW = "shadow"
    NOTE = "note"


class AskReporter(StrEnum):
    """What happens with a reply to the reporter: none, drafted inside the note, or posted for them to read."""

    OFF = "off"
    DRAFT = "draft"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """One `[[desks]]` entry.

    Attributes:
        id: Its name in /v1/hooks/{id}.
        site: The registered site that its tickets are about when they name none.
        scheme: How deliveries are signed.
        secrets: The active secrets of the signature; kept out of every repr.
        url: Where the desk's API is; "" when nothing is posted.
        username: Of the account that posts, where the API wants one.
        token: Its secret; kept out of every repr.
        own_account: Its id in deliveries, so that Unlatch never answers itself.
        visibility_role: For plain Jira, which has no internal comments: the project role that may read the note.
    """

    id: str
    kind: DeskKind
    site: str = ""
    mode: Mode = Mode.SHADOW
    ask_reporter: AskReporter = AskReporter.DRAFT
    scheme: Scheme = Scheme.KEY
    secrets: tuple[str, ...] = field(default=(), repr=False)
    url: str = ""
    username: str = ""
    token: str = field(default="", repr=False)
    own_account: str = ""
    visibility_role: str = ""
    allow_private_network: bool = False
