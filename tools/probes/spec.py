"""What a probe declares before it may run: what it asks, what it costs, whom it risks and what it can find."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.site import Deployment, Site

if TYPE_CHECKING:
    from tools.client import SiteClient
    from tools.credential_form import CredentialForm


class Need(StrEnum):
    """What must be at hand before a probe makes sense."""

    SUBJECT = "subject"
    OBSERVER = "observer"
    ORG_ADMIN = "org_admin"
    SPACE_KEY = "space_key"
    PAGE_ID = "page_id"
    PERSON = "person"
    EMAIL = "email"
    CLOUD_ID = "cloud_id"
    STATUS_PAGE = "status_page"
    FAILING_CALL = "failing_call"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing a probe can find, how often it does when nothing is known, and the facts it yields."""

    name: str
    base: float
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One request that a probe made, in whose name, and the facts that this answer alone supports."""

    identity: Identity
    exchange: Exchange
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What a probe found.

    Attributes:
        steps: The requests it made, each becomes one piece of evidence.
        facts: Facts from comparing the steps; they belong to the last step's evidence.
        not_tried: Plain sentences about what the guard or ledger did not allow.
        retry_after_seconds: A pause that the site asked for, 0 if none.
        learned: Values for later probes ("cloud_id", "account_id", "space_id").
    """

    steps: tuple[Step, ...] = ()
    facts: tuple[Fact, ...] = ()
    not_tried: tuple[str, ...] = ()
    retry_after_seconds: float = 0.0
    learned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What a diagnosis is about, as far as it is known when a probe starts.

    Attributes:
        known: Facts seen so far.
        learned: What earlier probes found for later ones ("cloud_id", "account_id", "space_id", "space_key").
        subject: Handle of the subject's credential.
        subject_form: Its form.
        failing_urls: Addresses of the calls that were pasted with their answers.
        pasted_urls: Other addresses in the ticket: the page that somebody opened, a base URL.
    """

    site: Site
    now: datetime
    known: frozenset[Fact]
    learned: Mapping[str, str]
    space_key: str = ""
    page_id: str = ""
    person_account_id: str = ""
    person_username: str = ""
    person_email: str = ""
    subject: str | None = None
    subject_form: "CredentialForm | None" = None
    password_probe_consent: bool = False
    failing_urls: tuple[str, ...] = ()
    pasted_urls: tuple[str, ...] = ()


Run = Callable[["SiteClient", Target], Awaitable[ProbeOutcome]]


def suits_all(_: Target) -> bool:
    """Suit every target."""
    return True


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe of the menu.

    Attributes:
        name: Snake-case name, shown in evidence.
        asks: What it asks, in plain words for the timeline ("Asked Confluence who this token belongs to").
        deployments: Where it works.
        identities: In whose names it sends requests.
        needs: What must be at hand.
        requests: How many requests it makes at most.
        seconds: How long it usually takes.
        login_risk: Whether the server may count it as a failed login of a real person.
        outcomes: What it can find; the shares add up to 1.
        run: Does it. Never raises for what a site does; that is evidence.
        once_known: Facts that make it pointless (already answered).
        only_when: Any of these facts makes it sensible; empty means always.
        baseline: Asked first in every diagnosis: cheap, without a credential, and others build on it.
        suits: Tells whether it makes sense for the target beyond facts and needs.
        without_subject: What it can still find when the subject's credential may not be sent; empty when nothing.
    """

    name: str
    asks: str
    deployments: tuple[Deployment, ...]
    identities: tuple[Identity, ...]
    needs: frozenset[Need]
    requests: int
    seconds: float
    login_risk: bool
    outcomes: tuple[Outcome, ...]
    run: Run
    once_known: frozenset[Fact] = frozenset()
    only_when: frozenset[Fact] = frozenset()
    baseline: bool = False
    suits: Callable[[Target], bool] = suits_all
    without_subject: tuple[Outcome, ...] = ()
