"""What the operator's page and the metrics ask of the store: counts, ages and codes, never what people wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, text, true
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.store.away import reading
from api.store.tables import deliveries, diagnoses, feedback

OPEN = ("queued", "investigating", "needs_input")
MOST_WORDS = 20_000
Sites = tuple[str, ...] | None
"""Ids of the sites that the asker is bound to; None means every site."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A diagnosis, as far as counting goes."""

    id: str
    created_at: str
    updated_at: str
    status: str
    site: str
    cause: str
    ticket_key: str
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many diagnoses of a day (UTC) share all of this."""

    day: str
    status: str
    site: str
    cause: str
    verdict: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """What an inconclusive diagnosis says of itself."""

    id: str
    status: str
    site: str
    inseparable: Sequence[str]
    not_tried: Sequence[str]
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A word on a diagnosis; `given_by` tells a visitor from a key."""

    diagnosis_id: str
    at: str
    given_by: str
    correct: bool
    actual_cause: str
    cause: str
    verdict: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Dead:
    """A delivery that was given up."""

    id: int
    diagnosis_id: str
    kind: str
    target: str
    attempts: int
    error: str
    updated_at: str


class Overview:
    """Reads. Every method may raise StoreUnavailable."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def open_by_status(self, sites: Sites = None) -> dict[str, int]:
        """Count the diagnoses without an end."""
        asked = select(diagnoses.c.status, func.count()).where(diagnoses.c.status.in_(OPEN), _of(sites))
        return {str(row[0]): int(row[1]) for row in await self._rows(asked.group_by(diagnoses.c.status))}

    async def oldest_queued(self) -> str | None:
        """Return since when the oldest one has waited for a run."""
        asked = select(func.min(diagnoses.c.updated_at)).where(diagnoses.c.status == "queued")
        return next((row[0] for row in await self._rows(asked)), None)

    async def deliveries_by_state(self, sites: Sites = None) -> dict[str, int]:
        """Count the deliveries in the outbox."""
        asked = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        if sites is not None:
            asked = asked.join(diagnoses, diagnoses.c.id == deliveries.c.diagnosis_id).where(_of(sites))
        return {str(row[0]): int(row[1]) for row in await self._rows(asked)}

    async def dead_deliveries(self, sites: Sites, most: int) -> list[Dead]:
        """Return the deliveries given up last."""
        columns = [deliveries.c[name] for name in Dead.__slots__]
        asked = select(*columns).join(diagnoses, diagnoses.c.id == deliveries.c.diagnosis_id)
        asked = asked.where(deliveries.c.state == "dead", _of(sites)).order_by(deliveries.c.updated_at.desc())
        return [Dead(*row) for row in await self._rows(asked.limit(most))]

    async def open_list(self, sites: Sites, most: int) -> list[Seen]:
        """Return the diagnoses without an end, the longest waiting first."""
        asked = select(*_SEEN).where(diagnoses.c.status.in_(OPEN), _of(sites)).order_by(diagnoses.c.updated_at)
        return [Seen(*row) for row in await self._rows(asked.limit(most))]

    async def tallies_since(self, at: str, sites: Sites) -> list[Tally]:
        """Count the diagnoses begun since a time, by all that they are counted by."""
        table = diagnoses.c
        day = func.substr(table.created_at, 1, 10).label("day")
        each = select(day, table.status, table.site, table.cause, _VERDICT.label("verdict"))
        named = each.where(table.created_at >= at, _of(sites)).subquery()
        asked = select(*named.c, func.count()).group_by(*named.c)
        return [Tally(*row) for row in await self._rows(asked)]

    async def unclear_since(self, at: str, sites: Sites, most: int) -> list[Unclear]:
        """Return what inconclusive diagnoses begun since a time say of themselves, newest first."""
        table = diagnoses.c
        columns = (table.id, table.status, table.site, *(table.answer[name] for name in _SAID))
        asked = select(*columns).where(table.created_at >= at, _of(sites), _VERDICT == "inconclusive")
        return [_unclear(row) for row in await self._rows(asked.order_by(table.created_at.desc()).limit(most))]

    async def feedback_since(self, at: str, sites: Sites) -> list[Judged]:
        """Return the words on diagnoses since a time, oldest first; where there are very many, the newest."""
        f = feedback.c
        columns = (
            f.diagnosis_id,
            f.at,
            f.given_by,
            f.correct,
            f.actual_cause,
            diagnoses.c.cause,
            _VERDICT,
            _CONFIDENCE,
        )
        asked = select(*columns).join(diagnoses, diagnoses.c.id == f.diagnosis_id).where(f.at >= at, _of(sites))
        newest = await self._rows(asked.order_by(f.at.desc()).limit(MOST_WORDS))
        return [Judged(row[0], row[1], row[2], bool(row[3]), *row[4:]) for row in reversed(newest)]

    async def revision(self) -> str:
        """Return the schema that the database has, "" when it has none."""
        try:
            rows = await self._rows(text("SELECT version_num FROM alembic_version"))
        except SQLAlchemyError:
            return ""
        return str(rows[0][0]) if rows else ""

    async def _rows(self, asked: Any) -> Sequence[Any]:
        async with reading(self._engine) as connection:
            return (await connection.execute(asked)).all()


def _of(sites: Sites) -> ColumnElement[bool]:
    return true() if sites is None else diagnoses.c.site.in_(sites)


def _unclear(row: Sequence[Any]) -> Unclear:
    inseparable: Mapping[str, Any] = row[3] or {}
    reasoner: Mapping[str, Any] = row[5] or {}
    return Unclear(
        row[0], row[1], row[2], list(inseparable.get("codes", ())), list(row[4] or ()), reasoner.get("trouble")
    )


_VERDICT = diagnoses.c.answer["verdict"].as_string()
_CONFIDENCE = diagnoses.c.answer[("root_cause", "confidence")].as_float()
_SAID = ("inseparable", "not_tried", "reasoner")
_SEEN = (*(diagnoses.c[name] for name in Seen.__slots__[:-1]), _VERDICT)

__all__ = ["Dead", "Judged", "Overview", "Seen", "Sites", "Tally", "Unclear"]
