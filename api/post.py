"""Builds what the desks and callbacks of a service need, from sites.toml."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from api.audit import AuditedTransport, AuditLog
from api.casework import Desk
from api.desks.desks_file import read_desks
from api.desks.helpdesk import Helpdesk
from api.desks.mailroom import Mailroom
from api.outbox.callbacks import Callback, read_callbacks
from api.outbox.courier import Courier
from api.sites_file import SitesFile
from api.store.deliveries import DeliveryStore
from api.store.destinations import DeskMailStore
from api.work.queue import RunQueue


@dataclass(frozen=True, slots=True)
class Post:
    """The mail in and out of one service."""

    mailroom: Mailroom
    courier: Courier

    @property
    def rounds(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What is done again and again while the service works; nothing when no desk and no callback is configured."""
        if self.mailroom.helpdesks:
            return self.mailroom.round, self.courier.round
        return (self.courier.round,) if self.courier.callbacks else ()


@dataclass(frozen=True, slots=True)
class Correspondents:
    """Whom a service writes to and hears from."""

    helpdesks: dict[str, Helpdesk] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)


def read_correspondents(file: SitesFile, sites: Collection[str]) -> Correspondents:
    """Read the desks and callbacks of sites.toml.

    Raises:
        api.settings.SettingsError: One of them cannot be used; the text says what to change.
    """
    return Correspondents(read_desks(file.desks, sites), read_callbacks(file.callbacks))


def build_post(known: Correspondents, desk: Desk, queue: RunQueue, audit: AuditLog) -> Post:
    """Build the mailroom and the courier; what the courier sends is noted in the audit log."""
    engine = desk.store.engine
    mailroom = Mailroom(desk, queue, DeskMailStore(engine), known.helpdesks)
    return Post(
        mailroom, Courier(desk, DeliveryStore(engine), AuditedTransport(audit), known.helpdesks, known.callbacks)
    )
