"""The operator's numbers: what they count, for whom, and how the page asks for them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2

from api.keys import Scope
from api.observing.overview import why_unclear
from api.store.overview import Unclear
from api.store.records import Change, NewDiagnosis
from api.store.store import Store
from tests.api.access_kit import House, house, visitor
from tests.observing.kit import PASTE, diagnosed, watched_service
from tools.clock import now_utc

VAGUE = "Since Monday our script is refused by the wiki. It worked before."


async def overview(client: httpx2.AsyncClient, headers: dict[str, str] | None = None, query: str = "") -> Any:
    """Return the numbers."""
    answer = await client.get(f"/v1/ops/overview{query}", headers=headers or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def stored(store: Store, number: int, *, site: str = "acme", cause: str = "pat_expired", days: int = 0) -> str:
    """Put a concluded diagnosis into the store, as many days ago."""
    at = (now_utc() - timedelta(days=days)).isoformat()
    name = f"dg_{number:024x}"
    await store.accept(NewDiagnosis(name, at, "key:owner", site, "", {}))
    answer = {"verdict": "likely", "root_cause": {"code": cause, "confidence": 0.8}}
    await store.change(name, Change(at, {"status": "concluded", "cause": cause, "answer": answer}))
    return name


async def test_what_waits_and_what_was_found_is_counted(tmp_path: Path) -> None:
    """One that ended and one that asks: both have a verdict, one is open."""
    async with watched_service(tmp_path) as (client, _):
        ended = await diagnosed(client)
        asks = await diagnosed(client, VAGUE, ticket={"key": "HELP-7"})
        told = await overview(client)

    assert told["total"] == 2
    assert told["open"]["by_status"] == {"needs_input": 1}
    (waiting,) = told["open"]["list"]
    assert (waiting["id"], waiting["ticket"], waiting["status"]) == (asks["id"], "HELP-7", "needs_input")
    assert told["verdicts"]["confirmed"] == 1
    assert sum(told["verdicts"].values()) == 2
    assert ended["root_cause"]["code"] in {one["code"] for one in told["causes"]["series"]}
    assert told["causes"]["days"][-1] == now_utc().date().isoformat()
    assert len(told["causes"]["days"]) == told["days"] == 14


async def test_tickets_that_share_a_cause_on_a_site_today_stand_out(tmp_path: Path) -> None:
    """Fourteen of today's are told; those of another site, another cause or yesterday are not added to them."""
    async with watched_service(tmp_path) as (client, app):
        store = app.state.desk.store
        for number in range(14):
            await stored(store, number)
        await stored(store, 20, site="beta")
        await stored(store, 21, cause="pat_revoked")
        await stored(store, 22, days=1)
        told = await overview(client)

    title = "title of the catalogue"
    assert [{**one, "title": title} for one in told["alike"]] == [
        {"site": "acme", "code": "pat_expired", "title": title, "today": 14}
    ]
    assert told["alike"][0]["title"] != "pat_expired"


async def test_causes_are_counted_by_the_day_they_came(tmp_path: Path) -> None:
    """A cause's counts stand in the column of their day; what is older than the days asked for is left out."""
    async with watched_service(tmp_path) as (client, app):
        for number, days in enumerate((0, 2, 2, 9)):
            await stored(app.state.desk.store, number, days=days)
        told = await overview(client, query="?days=3")

    (series,) = told["causes"]["series"]
    assert series["counts"] == [2, 0, 1]
    assert (series["total"], told["total"]) == (3, 3)


async def test_visitors_feedback_is_counted_apart_and_only_their_last_word(tmp_path: Path) -> None:
    """A visitor's word does not change what the staff's words say, and saying it twice does not double it."""
    async with house(tmp_path) as served:
        staff, ops = await served.key("desk"), await served.key("watcher", (Scope.OPS,))
        by_staff = await served.start(staff, text=PASTE, site="acme", budget={"probes": 0})
        by_visitor = await served.start(visitor("ana"), text=PASTE)
        await judge(served, staff, by_staff["id"], correct=True)
        await judge(served, visitor("ana"), by_visitor["id"], correct=True)
        await judge(served, visitor("ana"), by_visitor["id"], correct=False, actual_cause="pat_expired")
        told = (await overview(served.client, ops))["reliability"]

    assert (told["staff"]["judged"], told["staff"]["right"], told["staff"]["wrong"]) == (1, 1, [])
    assert (told["visitors"]["judged"], told["visitors"]["right"]) == (1, 0)
    assert told["visitors"]["wrong"][0]["id"] == by_visitor["id"]
    (step,) = told["staff"]["by_confidence"]
    assert (step["from"], step["judged"], step["right"]) == (0.9, 1, 1)
    assert step["said"] >= 0.9


async def test_an_operator_of_one_tenant_sees_nothing_of_another(tmp_path: Path) -> None:
    """Lists, counts, feedback and deliveries are those of the key's sites."""
    async with house(tmp_path, embeds=False) as served:
        acme = await served.key("desk")
        beta = await served.key("beta", (Scope.OPS,), ("beta",))
        begun = await served.start(acme, text=VAGUE, site="acme", budget={"probes": 0}, ticket={"key": "HELP-7"})
        await judge(served, acme, begun["id"], correct=False)
        told = await served.client.get("/v1/ops/overview", headers=beta)

    assert told.status_code == 200
    assert told.json()["total"] == told.json()["open"]["total"] == told.json()["reliability"]["staff"]["judged"] == 0
    for private in (begun["id"], "HELP-7", "acme"):
        assert private not in told.text


async def test_the_numbers_hold_nothing_that_people_wrote(tmp_path: Path) -> None:
    """Ids, codes and counts; not the ticket's text and not a comment."""
    async with watched_service(tmp_path) as (client, _):
        told = await diagnosed(client, f"Zebra says: {VAGUE}", reporter={"email": "zebra@acme.example"})
        said = {"correct": False, "comment": "zebra's comment"}
        await client.post(f"/v1/diagnoses/{told['id']}/feedback", json=said)
        text = (await client.get("/v1/ops/overview")).text

    assert told["id"] in text
    assert "zebra" not in text.lower()


def test_why_one_stayed_open_is_said_in_words() -> None:
    """The first reason that holds, from what hinders most."""
    told = [
        why_unclear(one)
        for one in (
            Unclear("a", "needs_input", "acme", ["x"], [], None),
            Unclear("b", "concluded", "", ["x"], [], None),
            Unclear("c", "concluded", "acme", ["sso_clock_skew", "pat_expired"], ["no consent"], None),
            Unclear("d", "concluded", "acme", [], ["no consent"], "timed_out"),
            Unclear("e", "concluded", "acme", [], [], "timed_out"),
            Unclear("f", "concluded", "acme", [], [], None),
        )
    ]

    assert len(set(told)) == len(told)
    assert told[2] == "Public facts cannot tell these apart: pat_expired, sso_clock_skew."
    assert "no consent" in told[3]


async def test_readiness_tells_reasons_to_operators_only(tmp_path: Path) -> None:
    """An old schema makes the process unready; only a key with ops reads which and what to do."""
    async with house(tmp_path, embeds=False) as served:
        ops = await served.key("watcher", (Scope.OPS,))
        well = (await served.client.get("/readyz", headers=ops)).json()
        async with served.app.state.desk.store.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        told = await served.client.get("/readyz", headers=ops)
        stranger = await served.client.get("/readyz")

    assert well == {"status": "ready", "reasons": dict.fromkeys(("store", "migrations", "queue", "sites"), "fine")}
    assert (told.status_code, stranger.status_code) == (503, 503)
    assert "unlatch db upgrade" in told.json()["detail"]
    assert "0001" not in stranger.text


async def judge(served: House, headers: dict[str, str], diagnosis: str, **said: Any) -> None:
    """Give feedback."""
    answer = await served.client.post(f"/v1/diagnoses/{diagnosis}/feedback", json=said, headers=headers)
    assert answer.status_code == 201, answer.text
