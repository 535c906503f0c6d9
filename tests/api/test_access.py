"""Tenants, visitors, anonymous visitors and open mode, as the contract has them."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.domain import Rights
from api.composition import build_service
from api.gatehouse import Opening
from api.keys import Scope, mint, parts_of
from api.settings import Settings, SettingsError
from tests.api.access_kit import ALL, WAIT, bearer, house, stored_bytes, visitor
from tools.clock import now_utc


async def test_a_visitor_is_who_the_token_says(tmp_path: Path) -> None:
    """The token's identity and the page's site stand in the diagnosis, in the reporter's view."""
    async with house(tmp_path) as served:
        shown = await served.start(visitor("ana", username="ana.k", account_id="5b10"))

    assert shown["view"] == "reporter"
    assert shown["site"] == "acme"
    assert shown["reporter"] == {"email": "ana@acme.example", "username": "ana.k", "account_id": "5b10"}


@pytest.mark.parametrize(
    "field",
    [
        {"site": "beta"},
        {"reporter": {"email": "boss@acme.example"}},
        {"consent": {"password_probe": True}},
        {"ticket": {"key": "HELP-1"}},
        {"callback": "x"},
        {"budget": {"probes": 40}},
    ],
    ids=lambda field: next(iter(field)),
)
async def test_a_visitor_cannot_speak_for_others(tmp_path: Path, field: dict[str, Any]) -> None:
    """Fields of the operator, even with harmless values, are refused and named."""
    async with house(tmp_path) as served:
        answer = await served.client.post("/v1/diagnoses", json={"text": "401", **field}, headers=visitor())

    assert answer.status_code == 422
    assert next(iter(field)) in answer.json()["detail"]


async def test_an_anonymous_visitor_reads_only_with_the_secret_given_once(tmp_path: Path) -> None:
    """Words and pastes, no site, and a secret that opens this one diagnosis and is stored nowhere."""
    async with house(tmp_path) as served:
        started = await served.client.post("/v1/diagnoses", json={"text": "401 since Monday"}, headers=WAIT)
        shown = started.json()
        mine = bearer(shown["secret"])
        url = f"/v1/diagnoses/{shown['id']}"
        read = await served.client.get(url, headers=mine)
        without = await served.client.get(url)
        listed = await served.client.get("/v1/diagnoses", headers=mine)
        again = await served.client.post("/v1/diagnoses", json={"text": "401"}, headers=mine)

    assert read.status_code == 200
    assert "secret" not in read.json()
    assert without.status_code == 401
    assert [one["id"] for one in listed.json()["diagnoses"]] == [shown["id"]]
    assert again.status_code == 403
    assert shown["secret"].encode() not in stored_bytes(tmp_path)


@pytest.mark.parametrize(
    "field", [{"credential": {"kind": "bearer", "secret": "x"}}, {"site": "acme"}, {"page_id": "1"}]
)
async def test_an_anonymous_visitor_sends_words_only(tmp_path: Path, field: dict[str, Any]) -> None:
    """No credential, no site, no place to look at."""
    async with house(tmp_path) as served:
        answer = await served.client.post("/v1/diagnoses", json={"text": "401", **field})

    assert answer.status_code == 422


async def test_tenants_do_not_see_each_other(tmp_path: Path) -> None:
    """A key sees what was started for its sites, by whomever, and nothing of other sites, in lists as well."""
    async with house(tmp_path) as served:
        acme, beta = await served.key("acme-desk"), await served.key("beta-desk", ALL, ("beta",))
        everything = await served.key("central", ALL, None)
        of_acme = [
            (await served.start(visitor()))["id"],
            (await served.start(acme, site="acme", budget={"probes": 0}))["id"],
        ]
        of_beta = (await served.start(beta, site="beta", budget={"probes": 0}))["id"]
        loose = (await served.start(beta))["id"]

        async def listed(headers: dict[str, str], query: str = "") -> set[str]:
            found = await served.client.get(f"/v1/diagnoses{query}", headers=headers)
            return {one["id"] for one in found.json()["diagnoses"]}

        assert await listed(acme) == set(of_acme)
        assert await listed(beta) == {of_beta, loose}
        assert await listed(beta, "?site=acme") == set()
        assert await listed(everything) == {*of_acme, of_beta, loose}
        assert (await served.client.get(f"/v1/diagnoses/{loose}", headers=acme)).status_code == 404


async def test_a_site_of_another_tenant_is_like_none(tmp_path: Path) -> None:
    """Naming it tells nothing, not even that it exists."""
    async with house(tmp_path) as served:
        acme = await served.key("acme-desk")
        theirs = await served.start(acme, site="beta")
        unknown = await served.start(acme, site="no-such-site")

    changing = ("id", "created_at", "updated_at", "evidence", "usage")
    assert {k: v for k, v in theirs.items() if k not in changing} == {
        k: v for k, v in unknown.items() if k not in changing
    }


async def test_what_may_be_looked_up_depends_on_who_asks(tmp_path: Path) -> None:
    """Only a key with subjects:any has others looked up, a visitor only themself, an anonymous visitor nobody."""
    async with house(tmp_path) as served:
        plain, any_subject = await served.key("plain"), await served.key("any", (*ALL, Scope.ANY_SUBJECT))
        ids = {
            "plain": (await served.start(plain))["id"],
            "any": (await served.start(any_subject))["id"],
            "visitor": (await served.start(visitor(username="ana.k")))["id"],
            "anonymous": (await served.start({}))["id"],
        }
        found = {name: (await served.app.state.desk.store.find(i)).report["rights"] for name, i in ids.items()}

    assert Rights(**found["plain"]) == Rights(person=False)
    assert Rights(**found["any"]) == Rights()
    assert Rights(**found["visitor"]) == Rights(verified_username="ana.k")
    assert Rights(**found["anonymous"]) == Rights(observer=False, person=False)


async def test_a_page_of_another_origin_cannot_use_a_token(tmp_path: Path) -> None:
    """The embed's exact origins pass, with CORS headers; any other page is refused and gets none."""
    async with house(tmp_path) as served:
        home = {**visitor(), "Origin": "https://help.acme.example"}
        away = {**visitor(), "Origin": "https://evil.example"}
        good = await served.client.get("/v1/diagnoses", headers=home)
        bad = await served.client.get("/v1/diagnoses", headers=away)

    assert good.status_code == 200
    assert good.headers["access-control-allow-origin"] == "https://help.acme.example"
    assert bad.status_code == 403
    assert "access-control-allow-origin" not in bad.headers


async def test_a_key_ends_open_mode_for_good(tmp_path: Path) -> None:
    """From the first key on a local caller must prove who they are, even once that key is revoked."""
    async with house(tmp_path, embeds=False, closed=False) as served:
        before = await served.client.get("/v1/diagnoses")
        await served.key("only")
        during = await served.client.get("/v1/diagnoses")
        await served.gate.access.keys.revoke(served.keys["only"], now_utc().isoformat())
        after = await served.client.get("/v1/diagnoses")

    assert [before.status_code, during.status_code, after.status_code] == [200, 401, 401]
    assert during.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "127.0.0.1:9999"},
        {"Host": "localhost"},
        {"Origin": "http://localhost:8401"},
        {"X-Forwarded-Proto": "https"},
    ],
    ids=["another_port", "no_port", "another_name", "proxy"],
)
async def test_open_mode_is_exact(tmp_path: Path, headers: dict[str, str]) -> None:
    """Another port, an origin of another name and every X-Forwarded header are refused."""
    async with house(tmp_path, embeds=False, closed=False) as served:
        answer = await served.client.get("/v1/diagnoses", headers=headers)

    assert answer.status_code == 403


async def test_open_mode_leaves_our_own_account_alone(tmp_path: Path) -> None:
    """Unless asked for, an open service looks nothing up with the observer."""
    async with house(tmp_path, embeds=False, closed=False) as served:
        shown = await served.start({})
        row = await served.app.state.desk.store.find(shown["id"])

    assert row.report["rights"]["observer"] is False


async def test_it_does_not_start_open_to_the_world(tmp_path: Path) -> None:
    """Listening beyond loopback takes a key that can be used."""
    with pytest.raises(SettingsError, match="keys create"):
        await build_service(Settings(data_dir=tmp_path), opening=Opening(on_loopback=False))


def test_a_key_is_kept_as_a_hash_only() -> None:
    """What is kept opens for the key and for nothing else, and does not hold it."""
    token, kept = mint("desk", [Scope.READ], ("acme",), now_utc())
    parts = parts_of(token)

    assert parts is not None
    assert kept.opens(parts[1])
    assert not kept.opens(parts[1][:-1] + "!")
    assert parts[1] not in json.dumps([kept.id, kept.sha256, kept.name])


async def test_every_access_and_every_request_is_in_the_audit_log(tmp_path: Path) -> None:
    """Who, what, how it ended, about which diagnosis; refusals too; and no word of what was said."""
    async with house(tmp_path) as served:
        admin, desk = await served.key("admin", (Scope.ADMIN,), None), await served.key("desk")
        shown = await served.start(desk, text="401 for zebra-striped pages", site="acme")
        await served.client.get(f"/v1/diagnoses/{shown['id']}", headers=bearer("nonsense"))
        page = await served.client.get(f"/v1/audit?diagnosis={shown['id']}", headers=admin)
        sent = await served.client.get("/v1/audit?kind=outbound", headers=admin)

    lines = [(line["who"], line["what"], line["status"]) for line in page.json()["lines"] if line["kind"] == "access"]
    assert ("key:desk", "POST /v1/diagnoses", 200) in lines
    assert ("nobody", "GET /v1/diagnoses/{diagnosis_id}", 401) in lines
    assert len(sent.json()["lines"]) == shown["usage"]["requests"]
    assert all(line["what"].startswith("GET http://127.0.0.1:9/") for line in sent.json()["lines"])
    assert "zebra" not in page.text + sent.text
