"""Which ticket belongs to which diagnosis, and what desks sent about it that still waits to be taken in."""

from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.store.records import Destination
from api.store.tables import desk_mail, destinations, diagnoses, open_tickets

_TAKES_MAIL = ("needs_input", "concluded")


@dataclass(frozen=True, slots=True)
class Mail:
    """One delivery of a desk about a ticket that has a diagnosis; its text is redacted."""

    desk: str
    delivery: str
    diagnosis_id: str
    kind: str
    author: str
    text: str
    at: str


def insert_destination(connection: Connection, diagnosis_id: str, new: Destination) -> None:
    """Note where a diagnosis is told; for a ticket that has an open diagnosis this fails with IntegrityError."""
    row = {"kind": new.kind, "target": new.target, "ticket": new.ticket, "reply_to": dict(new.reply_to)}
    connection.execute(insert(destinations).values(diagnosis_id=diagnosis_id, **row))
    if new.ticket:
        row = {"desk": new.target, "ticket": new.ticket, "diagnosis_id": diagnosis_id}
        connection.execute(insert(open_tickets).values(row))


class DeskMailStore:
    """Keeps the desks' mail until it is taken in. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def open_diagnosis_of(self, desk: str, ticket: str) -> str | None:
        """Return the open diagnosis of a ticket."""
        table = open_tickets
        asked = select(table.c.diagnosis_id).where(and_(table.c.desk == desk, table.c.ticket == ticket))
        async with self._engine.connect() as connection:
            return (await connection.execute(asked)).scalar()

    async def close_ticket(self, desk: str, ticket: str) -> None:
        """Forget that the ticket has an open diagnosis; the next time it is opened it gets a new one."""
        table = open_tickets
        async with self._engine.begin() as connection:
            await connection.execute(delete(table).where(and_(table.c.desk == desk, table.c.ticket == ticket)))

    async def put(self, mail: Mail) -> bool:
        """Keep one delivery; False when it is known already."""
        values = {name: getattr(mail, name) for name in Mail.__slots__}
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(desk_mail).values(**values, state="waiting"))
        except IntegrityError:
            return False
        return True

    async def next(self, most: int) -> list[Mail]:
        """Return mail whose diagnosis takes messages now, the oldest first, one for a diagnosis."""
        asked = (
            select(*(desk_mail.c[name] for name in Mail.__slots__))
            .join(diagnoses, diagnoses.c.id == desk_mail.c.diagnosis_id)
            .where(and_(desk_mail.c.state == "waiting", diagnoses.c.status.in_(_TAKES_MAIL)))
            .order_by(desk_mail.c.at, desk_mail.c.delivery)
            .limit(most)
        )
        async with self._engine.connect() as connection:
            found = [Mail(*row) for row in (await connection.execute(asked)).all()]
        return list({mail.diagnosis_id: mail for mail in reversed(found)}.values())

    async def take(self, mail: Mail) -> bool:
        """Take a delivery for this process; False when another one has it."""
        return await self._move(mail, "waiting", "taken")

    async def put_back(self, mail: Mail) -> None:
        """Let a delivery wait again, because its diagnosis went on meanwhile."""
        await self._move(mail, "taken", "waiting")

    async def _move(self, mail: Mail, before: str, after: str) -> bool:
        mine = and_(desk_mail.c.desk == mail.desk, desk_mail.c.delivery == mail.delivery, desk_mail.c.state == before)
        async with self._engine.begin() as connection:
            changed = await connection.execute(update(desk_mail).where(mine).values(state=after))
        return changed.rowcount == 1
