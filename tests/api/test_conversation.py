"""What can be done with a diagnosis: verify the fix, cancel, erase, say whether it was right; and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from evals.lab.world import World, build_world
from tests.api.access_kit import WAIT, house, stored_bytes
from tests.api.conftest import serving

ANA = "5b10a2844c20165700ede21a"
SCOPED = {
    "base": "cloud",
    "credentials": {
        "subject": {"kind": "basic", "email_of": ANA, "token": "ana-scoped"},
        "healed": {"kind": "basic", "email_of": ANA, "token": "ana-plain"},
    },
}
STAYS_OPEN = {
    "text": "Since Monday our script is refused by the wiki. It worked before.",
    "attachments": [{"content": "HTTP/1.1 403 Forbidden\n\n{}"}],
}
ENDS = {"text": 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'}


@asynccontextmanager
async def refused_token(folder: Path) -> AsyncIterator[tuple[httpx2.AsyncClient, World, str]]:
    """Serve a lab whose person sends a token with scopes to the site's address, diagnosed."""
    with build_world(SCOPED) as world:
        async with serving(folder, lambda _: {"lab": world.registered_site("lab")}) as client:
            told = {"text": "Every call ends in 401.", "site": "lab", "credential": credential(world, "subject")}
            shown = (await client.post("/v1/diagnoses", json=told, headers=WAIT)).json()
            assert shown["root_cause"]["code"] == "scoped_token_on_site_url"
            yield client, world, shown["id"]


def credential(world: World, role: str) -> dict[str, str]:
    """Return a credential of the lab as a caller sends it."""
    found = world.credentials[role]
    return {"kind": found.kind.value, "username": found.username, "secret": found.secret}


async def verified(client: httpx2.AsyncClient, diagnosis_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """Ask whether the fix works, and return the diagnosis once it rests."""
    answer = await client.post(f"/v1/diagnoses/{diagnosis_id}/verify", json=body)
    assert answer.status_code == 202, answer.text
    return await at_rest(client, diagnosis_id)


async def at_rest(client: httpx2.AsyncClient, diagnosis_id: str) -> dict[str, Any]:
    """Read the diagnosis until it rests."""
    for _ in range(1000):
        shown: dict[str, Any] = (await client.get(f"/v1/diagnoses/{diagnosis_id}")).json()
        if shown["status"] not in {"queued", "investigating"}:
            return shown
        await asyncio.sleep(0.02)
    raise AssertionError("the diagnosis never came to rest")


async def test_the_fix_is_seen_with_the_new_token_and_not_with_the_old(tmp_path: Path) -> None:
    """Not yet with a time to try again, then fixed; the answer and the state of before stay."""
    async with refused_token(tmp_path) as (client, world, number):
        before = (await client.get(f"/v1/diagnoses/{number}")).json()
        same = await verified(client, number, {"credential": credential(world, "subject")})
        healed = await verified(client, number, {"credential": credential(world, "healed")})

    assert same["verification"]["state"] == "not_yet"
    assert same["verification"]["retry_after_seconds"] > 0
    assert "try again in" in same["verification"]["because"]
    assert healed["verification"]["state"] == "fixed"
    assert set(healed["verification"]["evidence"]) <= {item["id"] for item in healed["evidence"]}
    for name in ("status", "verdict", "root_cause", "claims"):
        assert healed[name] == before[name]


async def test_a_fix_cannot_be_seen_without_what_the_answer_rested_on(tmp_path: Path) -> None:
    """The credential was dropped by a restart and is not given again: unknown, and it says what to send."""
    with build_world(SCOPED) as world:
        sites = {"lab": world.registered_site("lab")}
        async with serving(tmp_path, lambda _: sites) as client:
            told = {"text": "Every call ends in 401.", "site": "lab", "credential": credential(world, "subject")}
            number = (await client.post("/v1/diagnoses", json=told, headers=WAIT)).json()["id"]
        async with serving(tmp_path, lambda _: sites) as client:
            shown = await verified(client, number, {})

    assert shown["verification"]["state"] == "unknown"
    assert "Send it again" in shown["verification"]["because"]


async def test_pastes_alone_give_nothing_to_look_at_again(client: httpx2.AsyncClient) -> None:
    """Without a registered site there is no request to repeat; the check that the person can do is named."""
    shown = (await client.post("/v1/diagnoses", json=ENDS, headers=WAIT)).json()

    after = await verified(client, shown["id"], {})

    assert after["verification"]["state"] == "unknown"
    assert after["verification"]["retry_after_seconds"] == 0
    assert shown["remediation"][0]["check"] in after["verification"]["because"]
    assert after["status"] == "concluded"


async def test_a_cancelled_diagnosis_stays_cancelled(client: httpx2.AsyncClient) -> None:
    """It keeps what was found, ends its event stream, takes no message and can be cancelled twice."""
    shown = (await client.post("/v1/diagnoses", json=STAYS_OPEN, headers=WAIT)).json()
    url = f"/v1/diagnoses/{shown['id']}"
    assert shown["status"] == "needs_input"

    first, second = await client.post(f"{url}/cancel"), await client.post(f"{url}/cancel")
    message = await client.post(f"{url}/messages", json={"text": "Here is more."})
    events = await client.get(f"{url}/events")

    assert first.json()["status"] == second.json()["status"] == "cancelled"
    assert first.json()["root_cause"] == shown["root_cause"]
    assert message.status_code == 409
    assert "Start a new one" in message.json()["detail"]
    assert "event: diagnosis.cancelled" in events.text


async def test_cancel_stops_what_has_not_run_yet(tmp_path: Path) -> None:
    """Cancelled while it waits, it never turns into something else."""
    async with house(tmp_path, embeds=False, closed=False, max_running=1) as served:
        started = [(await served.client.post("/v1/diagnoses", json=STAYS_OPEN)).json()["id"] for _ in range(4)]
        stopped = await served.client.post(f"/v1/diagnoses/{started[-1]}/cancel")
        for number in started[:-1]:
            await at_rest(served.client, number)
        later = (await served.client.get(f"/v1/diagnoses/{started[-1]}")).json()

    assert stopped.status_code == 200
    assert later["status"] == "cancelled"


async def test_what_has_ended_cannot_be_cancelled(client: httpx2.AsyncClient) -> None:
    """A concluded diagnosis says so."""
    shown = (await client.post("/v1/diagnoses", json=ENDS, headers=WAIT)).json()

    answer = await client.post(f"/v1/diagnoses/{shown['id']}/cancel")

    assert answer.status_code == 409
    assert "concluded" in answer.json()["detail"]


async def test_what_is_erased_is_gone(client: httpx2.AsyncClient, tmp_path: Path) -> None:
    """404 from then on, in lists too, and none of its words is left on disk."""
    told = {"text": "Our quokkaberg sync gets 401 since Monday."}
    shown = (await client.post("/v1/diagnoses", json=told, headers=WAIT)).json()
    url = f"/v1/diagnoses/{shown['id']}"

    erased = await client.delete(url)
    statuses = [(await client.get(url)).status_code, (await client.delete(url)).status_code]
    listed = (await client.get("/v1/diagnoses")).json()["diagnoses"]
    stored = stored_bytes(tmp_path)

    assert erased.status_code == 204
    assert statuses == [404, 404]
    assert shown["id"] not in {one["id"] for one in listed}
    assert b"quokkaberg" not in stored
    assert shown["id"].encode() not in stored


async def test_feedback_is_kept_without_secrets(tmp_path: Path) -> None:
    """Each word counts, an unknown cause is refused, and a token in the comment is not kept."""
    token = "Bearer " + "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
    async with house(tmp_path, embeds=False, closed=False) as served:
        number = (await served.start({}, **ENDS))["id"]
        url = f"/v1/diagnoses/{number}/feedback"
        right = await served.client.post(url, json={"correct": True, "comment": f"it was {token}"})
        wrong = await served.client.post(url, json={"correct": False, "actual_cause": "gremlins"})

    assert right.status_code == 201
    assert wrong.status_code == 422
    assert "/v1/causes" in wrong.json()["detail"]
    assert token[20:].encode() not in stored_bytes(tmp_path)


async def test_an_etag_saves_reading_again(client: httpx2.AsyncClient) -> None:
    """304 while nothing changed, 200 with another tag once it did."""
    shown = (await client.post("/v1/diagnoses", json=STAYS_OPEN, headers=WAIT)).json()
    url = f"/v1/diagnoses/{shown['id']}"
    tag = (await client.get(url)).headers["etag"]
    same = await client.get(url, headers={"If-None-Match": tag})
    await client.post(f"{url}/cancel")
    changed = await client.get(url, headers={"If-None-Match": tag})

    assert same.status_code == 304
    assert same.content == b""
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


async def test_fifty_at_once_with_one_key_are_one_diagnosis(client: httpx2.AsyncClient) -> None:
    """Whoever wins, all get the same, and none is an error."""
    headers = {"Idempotency-Key": "ticket HELP-12"}
    sent = [client.post("/v1/diagnoses", json=STAYS_OPEN, headers=headers) for _ in range(50)]

    answers = await asyncio.gather(*sent)

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await client.get("/v1/diagnoses")).json()["diagnoses"]) == 1


async def test_too_many_calls_are_told_when_to_come_back(tmp_path: Path) -> None:
    """Headers count down; then 429 with Retry-After, and reading goes on."""
    async with house(tmp_path, embeds=False, closed=False, rate_key_per_minute=2) as served:
        answers = [await served.client.post("/v1/diagnoses", json=ENDS) for _ in range(3)]
        reading = await served.client.get("/v1/diagnoses")

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert answers[0].headers["ratelimit-policy"] == '"writes";q=2;w=60'
    assert answers[0].headers["ratelimit"].startswith('"writes";r=1;t=')
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60
    assert answers[2].headers["content-type"] == "application/problem+json"
    assert reading.status_code == 200


@pytest.mark.parametrize(("prefer", "applied"), [("wait=3", "wait=3"), ("respond-async, wait=9999", "wait=25")])
async def test_waiting_is_clamped_and_said(client: httpx2.AsyncClient, prefer: str, applied: str) -> None:
    """Preference-Applied says how long it would have waited; it answers as soon as there is something."""
    answer = await client.post("/v1/diagnoses", json=ENDS, headers={"Prefer": prefer})

    assert answer.status_code == 200
    assert answer.headers["preference-applied"] == applied
    assert answer.headers["location"] == f"/v1/diagnoses/{answer.json()['id']}"


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("PUT", "/v1/diagnoses", 405),
        ("GET", "/v1/diagnoses?status=nonsense", 422),
        ("GET", "/v1/diagnoses?cursor=%00", 422),
        ("GET", "/v1/diagnoses?cursor=bm90aGluZw==", 422),
        ("GET", "/v1/diagnoses?limit=0", 422),
        ("GET", "/v1/diagnoses/%00", 404),
        ("GET", "/v1/diagnoses/dg_0123456789abcdef01234567/report?format=pdf", 404),
        ("GET", "/v1/nothing", 404),
    ],
)
async def test_every_refusal_is_a_problem(client: httpx2.AsyncClient, method: str, url: str, status: int) -> None:
    """Also those of the framework."""
    answer = await client.request(method, url)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "detail"}
