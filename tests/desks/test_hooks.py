"""A ticket becomes one diagnosis, whatever the desk sends and however often."""

import asyncio
from pathlib import Path
from typing import Any

from agent.domain import Status
from api.desks.note import marker_of
from tests.desks.desk_kit import closed, commented, eventually, opened, service


async def test_a_new_ticket_starts_a_diagnosis(tmp_path: Path) -> None:
    """It is acknowledged with where to look."""
    async with service(tmp_path) as desk:
        answer = await desk.send(opened())
        diagnosis = await desk.at_rest(answer.json()["diagnosis"])

    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/diagnoses/{diagnosis['id']}"
    assert diagnosis["ticket"]["key"] == "HELP-12"
    assert diagnosis["root_cause"]


async def test_two_hundred_redeliveries_at_once_are_one_diagnosis(tmp_path: Path) -> None:
    """All are acknowledged, and name the same one."""
    async with service(tmp_path) as desk:
        answers = await asyncio.gather(
            *(desk.send(opened(), **{"x-atlassian-webhook-identifier": "w1"}) for _ in range(200))
        )

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["diagnosis"] for answer in answers}) == 1


async def test_two_different_deliveries_about_one_new_ticket_are_one_diagnosis(tmp_path: Path) -> None:
    """A desk that tells the same twice under two ids does not get two answers."""
    async with service(tmp_path) as desk:
        answers = await asyncio.gather(
            *(desk.send(opened(), **{"x-atlassian-webhook-identifier": f"w{n}"}) for n in range(8))
        )

    assert len({answer.json()["diagnosis"] for answer in answers}) == 1


async def test_the_reporters_comment_goes_on_with_the_diagnosis_once(tmp_path: Path) -> None:
    """What they add is evidence, and a redelivered comment is not read twice."""
    said = "Now the server log says: CAPTCHA_CHALLENGE for this user."
    async with service(tmp_path) as desk:
        started = (await desk.send(opened())).json()["diagnosis"]
        before = await desk.at_rest(started)
        for _ in range(3):
            assert (await desk.send(commented(said, "ana"))).json()["diagnosis"] == started

        async def grown() -> dict[str, Any] | None:
            now = await desk.at_rest(started)
            return now if len(now["evidence"]) > len(before["evidence"]) else None

        after = await eventually(grown)

    texts = [item["observed"]["body_excerpt"] for item in after["evidence"] if item["observed"]]
    assert sum(said in text for text in texts) == 1


async def test_our_own_note_is_answered_with_nothing(tmp_path: Path) -> None:
    """Neither by account nor by marker does Unlatch talk to itself."""
    async with service(tmp_path) as desk:
        started = (await desk.send(opened())).json()["diagnosis"]
        before = await desk.at_rest(started)
        by_account = await desk.send(commented("A note.", "bot", "8"))
        by_marker = await desk.send(commented(f"Copied: {marker_of(started, 1)}", "olu", "9"))
        after = await desk.at_rest(started)

    assert by_account.status_code == by_marker.status_code == 200
    assert len(after["evidence"]) == len(before["evidence"])


async def test_closing_the_ticket_cancels_and_a_new_one_starts_anew(tmp_path: Path) -> None:
    """What waits for an answer is cancelled; a ticket that is opened again gets a diagnosis of its own."""
    async with service(tmp_path) as desk:
        first = (await desk.send(opened(description="It does not work."))).json()["diagnosis"]
        assert (await desk.at_rest(first))["status"] == Status.NEEDS_INPUT.value
        await desk.send(closed())
        ended = await desk.at_rest(first)
        second = (await desk.send(opened(), **{"x-atlassian-webhook-identifier": "again"})).json()["diagnosis"]

    assert ended["status"] == Status.CANCELLED.value
    assert second != first


async def test_an_unsigned_delivery_and_an_unknown_desk_are_refused(tmp_path: Path) -> None:
    """Nothing is read of what nobody signed."""
    async with service(tmp_path) as desk:
        forged = await desk.send(opened(), **{"x-hub-signature": "sha256=00"})
        unknown = await desk.send(opened(), desk="other")
        listed = (await desk.client.get("/v1/diagnoses")).json()

    assert forged.status_code == 401
    assert unknown.status_code == 404
    assert listed["diagnoses"] == []


async def test_what_is_no_json_object_is_told_so(tmp_path: Path) -> None:
    """With a signature, but without sense."""
    async with service(tmp_path) as desk:
        answer = await desk.send([])  # type: ignore[arg-type]

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
