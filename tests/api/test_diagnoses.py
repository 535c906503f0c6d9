"""The REST spine: an incident in, a diagnosis out, answers and events in between."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2

from evals.demo import TICKETS, DemoStage
from tests.api.conftest import serving

WAIT = {"Prefer": "wait=20"}
REFUSED = (
    "HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n"
    '{"statusCode":403,"message":"Request rejected because caller cannot access Confluence"}'
)


def refused_incident() -> dict[str, Any]:
    """Return an incident that five causes explain."""
    text = "Since Monday our sync script is refused by https://acme.atlassian.net/wiki. It worked before."
    return {"text": text, "attachments": [{"content": REFUSED}]}


async def test_a_ticket_with_the_failing_token_is_proven_over_rest(tmp_path: Path) -> None:
    """A scoped token at the site's address is confirmed against the lab, with evidence for every claim."""
    with DemoStage() as stage:
        async with serving(tmp_path, stage.register) as client:
            answer = await client.post("/v1/diagnoses", json=stage.report(TICKETS[0]), headers=WAIT)

    diagnosis = answer.json()
    ids = {item["id"] for item in diagnosis["evidence"]}
    assert answer.status_code == 200
    assert diagnosis["status"] == "concluded"
    assert diagnosis["verdict"] == "confirmed"
    assert diagnosis["root_cause"]["code"] == "scoped_token_on_site_url"
    assert diagnosis["claims"]
    assert all(claim["evidence"] and set(claim["evidence"]) <= ids for claim in diagnosis["claims"])
    assert diagnosis["usage"]["failed_logins"] == 0
    assert diagnosis["usage"]["requests"] <= 8


async def test_what_cannot_be_separated_ends_in_a_question(client: httpx2.AsyncClient) -> None:
    """A bare refusal names the causes that look the same, and asks."""
    diagnosis = (await client.post("/v1/diagnoses", json=refused_incident(), headers=WAIT)).json()

    assert diagnosis["status"] == "needs_input"
    assert diagnosis["verdict"] != "confirmed"
    assert diagnosis["question"]["options"]
    assert len(diagnosis["alternatives"]) >= 2


async def test_an_answer_goes_on_from_the_question(client: httpx2.AsyncClient) -> None:
    """The chosen option becomes evidence and moves the diagnosis."""
    before = (await client.post("/v1/diagnoses", json=refused_incident(), headers=WAIT)).json()
    question = before["question"]
    chosen = {"answer": {"question": question["id"], "option": question["options"][0]["id"]}}

    told = await client.post(f"/v1/diagnoses/{before['id']}/messages", json=chosen)
    after = await _at_rest(client, before["id"])

    assert told.status_code == 202
    assert any(item["kind"] == "answer" for item in after["evidence"])
    assert after["question"] is None or after["question"]["id"] != question["id"]


async def test_new_evidence_reopens_a_diagnosis(client: httpx2.AsyncClient) -> None:
    """A later paste with decisive words changes the answer."""
    before = (await client.post("/v1/diagnoses", json=refused_incident(), headers=WAIT)).json()
    paste = 'HTTP/1.1 401 Unauthorized\n\n{"code":401,"message":"Unauthorized; scope does not match"}'

    await client.post(f"/v1/diagnoses/{before['id']}/messages", json={"attachments": [{"content": paste}]})
    after = await _at_rest(client, before["id"])

    assert len(after["evidence"]) > len(before["evidence"])
    assert after["root_cause"]["code"] != before["root_cause"]["code"]


async def test_the_same_key_and_body_give_the_same_diagnosis(client: httpx2.AsyncClient) -> None:
    """Sent again, it is the one of before; another body under the key is refused."""
    headers = {"Idempotency-Key": "k-1"}
    first = await client.post("/v1/diagnoses", json=refused_incident(), headers=headers)
    again = await client.post("/v1/diagnoses", json=refused_incident(), headers=headers)
    other = await client.post("/v1/diagnoses", json={"text": "something else"}, headers=headers)

    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 422
    assert other.headers["content-type"] == "application/problem+json"


async def test_events_tell_the_whole_story_and_can_be_resumed(client: httpx2.AsyncClient) -> None:
    """Ids grow by one; after Last-Event-ID only what is new comes."""
    text = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
    concluded = (await client.post("/v1/diagnoses", json={"text": text}, headers=WAIT)).json()
    assert concluded["status"] == "concluded", concluded["question"]

    whole = await client.get(f"/v1/diagnoses/{concluded['id']}/events")
    rest = await client.get(f"/v1/diagnoses/{concluded['id']}/events", headers={"Last-Event-ID": "2"})

    ids = [line.removeprefix("id: ") for line in whole.text.splitlines() if line.startswith("id: ")]
    assert ids == [str(i) for i in range(1, len(ids) + 1)]
    assert "event: diagnosis.started" in whole.text
    assert "event: diagnosis.concluded" in whole.text
    assert "id: 2\n" not in rest.text
    assert "id: 3\n" in rest.text


async def test_an_unregistered_site_is_diagnosed_without_any_request(client: httpx2.AsyncClient) -> None:
    """Nothing is asked of an address that is not registered."""
    body = refused_incident() | {"site": "https://somewhere.example/wiki"}

    diagnosis = (await client.post("/v1/diagnoses", json=body, headers=WAIT)).json()

    assert diagnosis["usage"]["requests"] == 0
    assert diagnosis["site"] is None


async def test_the_list_is_paged_newest_first(client: httpx2.AsyncClient) -> None:
    """Each page follows the one before, and none doubles."""
    made = [(await client.post("/v1/diagnoses", json={"text": f"401 number {i}"})).json()["id"] for i in range(5)]

    first = (await client.get("/v1/diagnoses?limit=3")).json()
    second = (await client.get(f"/v1/diagnoses?limit=3&cursor={first['next_cursor']}")).json()

    listed = [item["id"] for page in (first, second) for item in page["diagnoses"]]
    assert listed == made[::-1]
    assert second["next_cursor"] is None


async def test_the_report_comes_in_each_form(client: httpx2.AsyncClient) -> None:
    """Markdown, HTML and text carry the same title."""
    diagnosis = (await client.post("/v1/diagnoses", json=refused_incident(), headers=WAIT)).json()

    for form in ("markdown", "html", "text"):
        report = await client.get(f"/v1/diagnoses/{diagnosis['id']}/report?format={form}")
        assert report.status_code == 200
        assert diagnosis["root_cause"]["title"][:40] in report.text.replace("&#39;", "'")


async def _at_rest(client: httpx2.AsyncClient, diagnosis_id: str) -> dict[str, Any]:
    """Read the diagnosis until it rests."""
    for _ in range(500):
        found: dict[str, Any] = (await client.get(f"/v1/diagnoses/{diagnosis_id}")).json()
        if found["status"] not in {"queued", "investigating"}:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("the diagnosis never came to rest")
