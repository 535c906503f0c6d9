"""What people said of diagnoses afterwards."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.store.away import reading, writing
from api.store.tables import feedback


@dataclass(frozen=True, slots=True)
class Feedback:
    """One word on a diagnosis. `given_by` tells a visitor from a key."""

    diagnosis_id: str
    at: str
    given_by: str
    correct: bool
    actual_cause: str = ""
    comment: str = ""


class FeedbackStore:
    """Writes and reads feedback."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, given: Feedback) -> None:
        """Keep it; every word counts, later ones do not replace earlier ones."""
        values = {name: getattr(given, name) for name in given.__slots__} | {"correct": int(given.correct)}
        async with writing(self._engine) as connection:
            await connection.execute(insert(feedback).values(**values))

    async def of(self, diagnosis_id: str) -> list[Feedback]:
        """Return what was said of a diagnosis, oldest first."""
        asked = select(feedback).where(feedback.c.diagnosis_id == diagnosis_id).order_by(feedback.c.at)
        async with reading(self._engine) as connection:
            return [_feedback(row) for row in (await connection.execute(asked)).all()]


def _feedback(row: Row[Any]) -> Feedback:
    values = dict(row._mapping)
    return Feedback(**values | {"correct": bool(values["correct"])})
