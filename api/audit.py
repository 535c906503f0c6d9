"""Keeps the audit log: collects its lines and writes them together, once a second and when the process stops."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from urllib.parse import urlsplit

from api.audit_entry import AuditEntry, AuditKind, mark_of
from api.store.audit import AuditStore
from tools.clock import now_utc
from tools.transport import Answered, Outgoing, Transport

WRITE_EVERY_SECONDS = 1.0
MOST_WAITING = 20_000
_LONGEST_WHAT = 300
_log = logging.getLogger(__name__)

asked_for: ContextVar[tuple[str, str]] = ContextVar("asked_for", default=("", ""))
"""The diagnosis and probe that outbound requests are made for now."""


class AuditLog:
    """Takes lines at once and writes them soon."""

    def __init__(self, store: AuditStore, clock: Callable[[], datetime] = now_utc) -> None:
        self.store = store
        self._clock = clock
        self._waiting: list[AuditEntry] = []
        self._writer: asyncio.Task[None] | None = None

    def note(
        self,
        kind: AuditKind,
        who: str,
        what: str,
        status: int | None = None,
        diagnosis_id: str = "",
        peer: str = "",
    ) -> None:
        """Add a line. It is on disk within a second."""
        at = self._clock().isoformat()
        entry = AuditEntry(at, kind, who[:120], what[:_LONGEST_WHAT], status, mark_of(diagnosis_id), peer[:64])
        self._waiting.append(entry)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._write_soon())

    async def flush(self) -> None:
        """Write what waits. When the store does not take it, keep it for the next time."""
        entries, self._waiting = self._waiting, []
        if not entries:
            return
        try:
            await self.store.append(entries)
        except Exception as fault:  # noqa: BLE001 - the audit log must not take the service down
            _log.warning("the audit log could not be written now (%s); its lines are kept", type(fault).__name__)
            self._waiting = (entries + self._waiting)[-MOST_WAITING:]

    async def close(self) -> None:
        """Write what waits and stop."""
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        await self.flush()

    async def _write_soon(self) -> None:
        while self._waiting:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            await asyncio.shield(self.flush())


class AuditedTransport(Transport):
    """The transport, with a line in the audit log for every request that leaves."""

    def __init__(self, audit: AuditLog, inner: Transport | None = None) -> None:
        super().__init__()
        self._audit = audit
        self._inner = inner or Transport()

    async def send(self, outgoing: Outgoing) -> Answered:
        """Send and note it: method and address without query, the status, and what it was for."""
        answered = await self._inner.send(outgoing)
        if answered.was_sent:
            diagnosis_id, probe = asked_for.get()
            what = f"{outgoing.method} {_plain(outgoing.url)}"
            who = f"probe:{probe}" if probe else "courier"
            self._audit.note(AuditKind.OUTBOUND, who, what, answered.exchange.status, diagnosis_id.partition(".")[0])
        return answered


def _plain(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
