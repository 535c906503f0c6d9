"""Takes a desk's deliveries in: opens a diagnosis for a ticket, keeps what comes later, and closes it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from agent.domain import Rights
from api.casework import Desk, open_diagnosis, take_message
from api.desks.helpdesk import DeskKind, Helpdesk
from api.desks.inbound import Author, Inbound, Kind
from api.errors import Problem
from api.incident import find_site
from api.running import run_diagnosis
from api.schemas import AttachmentIn, IncidentIn, MessageIn, ReporterIn, TicketIn
from api.stopping import cancel_diagnosis
from api.store.destinations import DeskMailStore, Mail
from api.store.records import Destination, KeyReused
from api.work.queue import RunQueue
from tools.redaction import redact
from tools.site import Site

_AT_ONCE = 20
_MAX_TEXT = 100_000
_NOTHING_SAID = "(The ticket was opened without a text.)"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a delivery led to.

    Attributes:
        diagnosis: Its diagnosis, "" when there is none.
        says: One plain sentence for whoever reads the desk's delivery log.
    """

    diagnosis: str
    says: str


@dataclass(slots=True)
class Mailroom:
    """Takes mail in for every configured desk."""

    desk: Desk
    queue: RunQueue
    store: DeskMailStore
    helpdesks: Mapping[str, Helpdesk]

    async def take_in(self, helpdesk: Helpdesk, sent: Inbound) -> Taken:
        """Take one verified delivery in; the same one twice changes nothing.

        Raises:
            Problem: 422 when the text cannot be read.
            api.pool.PoolFull: There is no room; the desk is to send it again.
        """
        if sent.kind is Kind.IGNORED or sent.author is Author.OURSELVES:
            return Taken("", f"Ignored: {sent.why or 'it is a note of ours'}.")
        known = await self.store.open_diagnosis_of(helpdesk.id, sent.ticket)
        if sent.kind is Kind.CLOSED:
            return await self._close(helpdesk, sent, known)
        if known is None:
            return await self._open(helpdesk, sent)
        return await self._keep(helpdesk, sent, known)

    async def round(self) -> None:
        """Give waiting mail to diagnoses that take messages now."""
        for mail in await self.store.next(_AT_ONCE):
            if await self.store.take(mail):
                await self._deliver(mail)

    async def _open(self, helpdesk: Helpdesk, sent: Inbound) -> Taken:
        self.queue.check_room()
        body = _incident(helpdesk, sent)
        site = self._site(helpdesk, sent)
        key = f"{sent.ticket}:{sent.delivery}"[:255]
        sha = hashlib.sha256(body.model_dump_json().encode()).hexdigest()
        told = Destination("desk", helpdesk.id, sent.ticket, sent.reply_to)
        rights = Rights(person=sent.verified_author)
        opening = partial(open_diagnosis, self.desk, body, f"desk:{helpdesk.id}", site, key, sha, rights)
        try:
            accepted, case = await opening(destination=told)
        except KeyReused:
            return await self._opened_meanwhile(helpdesk, sent)
        if accepted.is_new:
            self.queue.start(case.id, lambda: run_diagnosis(self.desk, case))
            return Taken(accepted.id, "A diagnosis was started.")
        return Taken(accepted.id, "This delivery is known already.")

    async def _opened_meanwhile(self, helpdesk: Helpdesk, sent: Inbound) -> Taken:
        """Another delivery about the same ticket was faster."""
        known = await self.store.open_diagnosis_of(helpdesk.id, sent.ticket)
        if known is None:
            raise Problem(
                503, "Try again", "The ticket was closed while it was opened. Send it again.", {"Retry-After": "2"}
            )
        return await self._keep(helpdesk, sent, known)

    async def _keep(self, helpdesk: Helpdesk, sent: Inbound, diagnosis: str) -> Taken:
        row = await self.desk.store.find(diagnosis)
        if not sent.text.strip() or (sent.kind is Kind.OPENED and row is not None and not _is_group(helpdesk)):
            return Taken(diagnosis, "The ticket has a diagnosis already; nothing new was said.")
        mail = Mail(
            desk=helpdesk.id,
            delivery=sent.delivery[:255],
            diagnosis_id=diagnosis,
            kind=sent.kind.value,
            author=sent.author.value,
            text=redact(sent.text[:_MAX_TEXT]).text,
            at=self.desk.clock().isoformat(),
        )
        is_new = await self.store.put(mail)
        return Taken(diagnosis, "It will be taken in." if is_new else "This delivery is known already.")

    async def _close(self, helpdesk: Helpdesk, sent: Inbound, known: str | None) -> Taken:
        if known is None:
            return Taken("", "The ticket has no open diagnosis.")
        await self.store.close_ticket(helpdesk.id, sent.ticket)
        row = await self.desk.store.find(known)
        if row is not None and row.status in {"queued", "investigating", "needs_input"}:
            await cancel_diagnosis(self.desk, self.queue, row)
        return Taken(known, "The ticket is closed.")

    async def _deliver(self, mail: Mail) -> None:
        row = await self.desk.store.find(mail.diagnosis_id)
        if row is None:
            return
        try:
            case = await take_message(self.desk, row, _message(mail))
        except Problem as fault:
            if fault.status == 409:
                await self.store.put_back(mail)
            return
        self.queue.start(case.id, lambda: run_diagnosis(self.desk, case))

    def _site(self, helpdesk: Helpdesk, sent: Inbound) -> Site | None:
        """Find the site that a delivery names among the registered ones, else the desk's own."""
        named = find_site(sent.site, self.desk.sites) if sent.site else None
        return named or self.desk.sites.get(helpdesk.site)


def _incident(helpdesk: Helpdesk, sent: Inbound) -> IncidentIn:
    return IncidentIn(
        text=(sent.text.strip() or _NOTHING_SAID)[:_MAX_TEXT],
        reporter=ReporterIn(email=sent.email[:320], username=sent.username[:320], account_id=sent.account_id[:320]),
        space_key=sent.space_key[:255],
        page_id=sent.page_id[:255],
        ticket=TicketIn(desk=helpdesk.id, key=sent.ticket[:120], url=sent.url[:2000]),
    )


def _message(mail: Mail) -> MessageIn:
    """Turn mail into a message: the reporter's words are an answer, an agent's a piece of evidence."""
    if mail.author == Author.REPORTER.value:
        return MessageIn(text=mail.text)
    return MessageIn(attachments=[AttachmentIn(kind="text", name="a comment of the helpdesk", content=mail.text)])


def _is_group(helpdesk: Helpdesk) -> bool:
    return helpdesk.kind is DeskKind.ALERTMANAGER
