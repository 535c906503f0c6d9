"""The store's numbers are the same on SQLite and on PostgreSQL."""

from datetime import timedelta
from pathlib import Path

import pytest

from api.store.feedback import Feedback, FeedbackStore
from api.store.overview import Overview
from api.store.records import Change, NewDiagnosis
from tests.api.databases import BOTH, service_on, settings_on
from tools.clock import now_utc


@pytest.mark.parametrize("database", BOTH)
async def test_numbers_are_read_from_either_database(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Codes out of the answer's JSON, counts, ages and the schema; a diagnosis without an answer yet is no trouble."""
    now = now_utc()
    at = (now - timedelta(minutes=5)).isoformat()
    async with service_on(settings_on(database, request, tmp_path)) as app:
        store, overview = app.state.desk.store, Overview(app.state.desk.store.engine)
        for number in (1, 2):
            await store.accept(NewDiagnosis(f"dg_{number:024x}", at, "key:desk", "acme", f"HELP-{number}", {}))
        answer = {
            "verdict": "inconclusive",
            "root_cause": {"code": "pat_expired", "confidence": 0.41},
            "inseparable": {"codes": ["pat_expired", "pat_revoked"], "says": ""},
            "not_tried": ["no consent"],
            "reasoner": {"trouble": "timed_out"},
        }
        first = f"dg_{1:024x}"
        await store.change(first, Change(at, {"status": "concluded", "cause": "pat_expired", "answer": answer}))
        await FeedbackStore(store.engine).add(Feedback(first, at, "key:desk", correct=True))

        since = (now - timedelta(days=1)).isoformat()
        told = {one.verdict: (one.day, one.cause, one.count) for one in await overview.tallies_since(since, ("acme",))}
        (unclear,) = await overview.unclear_since(since, None, 10)
        (word,) = await overview.feedback_since(since, None)

        assert told == {"inconclusive": (at[:10], "pat_expired", 1), None: (at[:10], "", 1)}
        assert [one.ticket_key for one in await overview.open_list(("acme",), 5)] == ["HELP-2"]
        assert unclear.inseparable == ["pat_expired", "pat_revoked"]
        assert (unclear.not_tried, unclear.trouble) == (["no consent"], "timed_out")
        assert (word.correct, word.cause, word.confidence) == (True, "pat_expired", 0.41)
        assert await overview.open_by_status(("acme",)) == await overview.open_by_status() != {}
        assert await overview.open_by_status(("beta",)) == {}
        assert await overview.deliveries_by_state(("acme",)) == {}
        assert await overview.dead_deliveries(None, 5) == []
        assert await overview.revision() >= "0004"
