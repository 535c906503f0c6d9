"""The outbox: what must be told about a diagnosis, to whom, how often it was tried, and how it ended.

What is due is drawn from the diagnoses themselves, so that no crash between a verdict and its delivery can lose one,
and each is due once: a diagnosis, a destination and the event that it came to rest with name it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.store.tables import deliveries, destinations, diagnoses, events

RESTING_EVENTS = ("diagnosis.concluded", "question.asked", "diagnosis.failed")
_AT_REST = ("needs_input", "concluded", "failed")


class State(StrEnum):
    """How a delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    SHADOW = "shadow"
    SKIPPED = "skipped"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery, as it is stored.

    Attributes:
        kind: "desk" or "callback".
        revision: Number of the event with which the diagnosis came to rest.
        attempts: Tries so far, the running one included.
        error: What the last try ended with; "" when nothing is known of it.
        content: In shadow mode, what would have been posted.
    """

    id: int
    diagnosis_id: str
    kind: str
    target: str
    revision: int
    state: str
    attempts: int
    due_at: str
    error: str
    content: str
    created_at: str
    updated_at: str


_COLUMNS = tuple(deliveries.c[name] for name in Delivery.__slots__)


class DeliveryStore:
    """Plans, hands out and remembers deliveries. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def plan(self, now: str) -> int:
        """Put in the outbox what came to rest since the last time; returns how many deliveries that made."""
        made = 0
        async with self._engine.connect() as connection:
            due = (await connection.execute(_came_to_rest())).all()
        for row in due:
            made += await self._plan_one(row.diagnosis_id, row.kind, row.target, row.revision, now)
        return made

    async def claim(self, now: str, until: str, most: int) -> list[Delivery]:
        """Take due deliveries for this process until a time; a lost process's come back after it."""
        table = deliveries
        due = and_(table.c.state == State.WAITING, table.c.due_at <= now, table.c.claimed_until <= now)
        picked = select(table.c.id).where(due).order_by(table.c.due_at).limit(most).with_for_update(skip_locked=True)
        asked = update(table).where(and_(table.c.id.in_(picked), due))
        taken = asked.values(claimed_until=until, attempts=table.c.attempts + 1).returning(*_COLUMNS)
        async with self._engine.begin() as connection:
            return [Delivery(*row) for row in (await connection.execute(taken)).all()]

    async def settle(self, delivery_id: int, now: str, **values: Any) -> None:
        """Write how a try ended and let go of the delivery."""
        change = update(deliveries).where(deliveries.c.id == delivery_id)
        async with self._engine.begin() as connection:
            await connection.execute(change.values(claimed_until="", updated_at=now, **values))

    async def retry(self, ids: Collection[int], now: str) -> int:
        """Make dead deliveries due again; returns how many."""
        table = deliveries
        dead = and_(table.c.id.in_(ids), table.c.state == State.DEAD)
        again = update(table).where(dead).values(state=State.WAITING, attempts=0, due_at=now, updated_at=now)
        async with self._engine.begin() as connection:
            return (await connection.execute(again)).rowcount

    async def all(self, states: Collection[str] = (), most: int = 200) -> list[Delivery]:
        """Return deliveries, newest first."""
        asked = select(*_COLUMNS).order_by(deliveries.c.id.desc()).limit(most)
        if states:
            asked = asked.where(deliveries.c.state.in_(states))
        async with self._engine.connect() as connection:
            return [Delivery(*row) for row in (await connection.execute(asked)).all()]

    async def ticket_of(self, delivery: Delivery) -> tuple[str, dict[str, str]] | None:
        """Return the ticket's key and what posting to it needs."""
        table = destinations
        mine = (table.c.diagnosis_id, table.c.kind, table.c.target)
        wanted = (delivery.diagnosis_id, delivery.kind, delivery.target)
        asked = select(table.c.ticket, table.c.reply_to).where(*(a == b for a, b in zip(mine, wanted, strict=True)))
        async with self._engine.connect() as connection:
            row = (await connection.execute(asked)).first()
        return (row[0], dict(row[1])) if row is not None else None

    async def _plan_one(self, diagnosis_id: str, kind: str, target: str, revision: int, now: str) -> int:
        try:
            async with self._engine.begin() as connection:
                await _insert(connection, diagnosis_id, kind, target, revision, now)
        except IntegrityError:
            return 0
        return 1


def _came_to_rest() -> Any:
    newest = func.max(events.c.seq)
    return (
        select(destinations.c.diagnosis_id, destinations.c.kind, destinations.c.target, newest.label("revision"))
        .join(diagnoses, diagnoses.c.id == destinations.c.diagnosis_id)
        .join(events, events.c.diagnosis_id == destinations.c.diagnosis_id)
        .where(
            diagnoses.c.status.in_(_AT_REST),
            diagnoses.c.last_seq > destinations.c.planned_seq,
            or_(*(events.c.name == name for name in RESTING_EVENTS)),
        )
        .group_by(destinations.c.diagnosis_id, destinations.c.kind, destinations.c.target, destinations.c.planned_seq)
        .having(newest > destinations.c.planned_seq)
    )


async def _insert(
    connection: AsyncConnection, diagnosis_id: str, kind: str, target: str, revision: int, now: str
) -> None:
    table = destinations
    mine = and_(table.c.diagnosis_id == diagnosis_id, table.c.kind == kind, table.c.target == target)
    await connection.execute(update(table).where(mine).values(planned_seq=revision))
    await connection.execute(
        insert(deliveries).values(
            diagnosis_id=diagnosis_id,
            kind=kind,
            target=target,
            revision=revision,
            state=State.WAITING,
            due_at=now,
            created_at=now,
            updated_at=now,
        )
    )
