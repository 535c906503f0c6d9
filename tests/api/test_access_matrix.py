"""Who may call what: every route, asked by everybody who should not get in and by those who should."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from api.access import new_anonymous_secret
from api.keys import Scope
from api.openapi import operations
from tests.api.access_kit import ALL, House, bearer, house, visitor
from tools.clock import now_utc

READS = frozenset({"owner_key", "read_key", "same_tenant", "owner_visitor"})
WRITES = frozenset({"owner_key", "write_key", "same_tenant", "owner_visitor"})
KEYS = frozenset({"owner_key", "read_key", "write_key", "ops_key", "same_tenant", "other_tenant", "admin_key"})
VISITORS = frozenset({"owner_visitor", "other_visitor"})
STRANGERS = frozenset({"anonymous", "other_anonymous"})
EVERYBODY = frozenset({"anybody"})
D = "/v1/diagnoses"
ONE = f"{D}/{{diagnosis_id}}"


@dataclass(frozen=True)
class Row:
    """One route: who gets a 2xx (everybody else must not), what is sent, and what kind of diagnosis it needs."""

    allowed: frozenset[str]
    body: Mapping[str, Any] | None = None
    query: str = ""


ROWS = {
    ("post", D): Row(
        WRITES | {"admin_key", "other_tenant", "other_visitor", "anonymous"}, {"text": "401 since Monday"}
    ),
    ("get", D): Row(READS | {"admin_key", "other_tenant", "other_visitor", "other_anonymous"}),
    ("get", ONE): Row(READS | {"admin_key"}),
    ("get", f"{ONE}/events"): Row(READS | {"admin_key"}),
    ("get", f"{ONE}/report"): Row(READS | {"admin_key"}, query="?format=text"),
    ("post", f"{ONE}/messages"): Row(WRITES | {"admin_key"}, {"text": "It also fails in a private window."}),
    ("post", f"{ONE}/verify"): Row(WRITES | {"admin_key"}, {}),
    ("post", f"{ONE}/cancel"): Row(WRITES | {"admin_key"}),
    ("post", f"{ONE}/feedback"): Row(WRITES | {"admin_key"}, {"correct": True}),
    ("delete", ONE): Row(WRITES | {"admin_key"}),
    ("get", "/v1/causes"): Row(KEYS | VISITORS | STRANGERS),
    ("get", "/v1/causes/{code}"): Row(KEYS | VISITORS | STRANGERS),
    ("get", "/v1/audit"): Row(frozenset({"admin_key"})),
    ("post", "/v1/hooks/{desk}"): Row(frozenset(), {"id": "HELP-1"}),
    ("get", "/v1/ops/overview"): Row(frozenset({"ops_key", "admin_key"})),
    ("get", "/metrics"): Row(frozenset({"ops_key", "admin_key"})),
    ("get", "/healthz"): Row(EVERYBODY),
    ("get", "/readyz"): Row(EVERYBODY),
    ("get", "/llms.txt"): Row(EVERYBODY),
}
ENDS_BY_ITSELF = {
    "text": 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
}
STAYS_OPEN = {
    "text": "Since Monday our script is refused by the wiki. It worked before.",
    "attachments": [{"content": "HTTP/1.1 403 Forbidden\n\n{}"}],
}


@asynccontextmanager
async def peopled(folder: Path, *, embeds: bool) -> AsyncIterator[tuple[House, dict[str, dict[str, str]]]]:
    """Serve, and give everybody their header."""
    async with house(folder, embeds=embeds) as served:
        who = {
            "owner_key": await served.key("owner"),
            "read_key": await served.key("reader", (Scope.READ,)),
            "write_key": await served.key("writer", (Scope.WRITE,)),
            "same_tenant": await served.key("colleague"),
            "ops_key": await served.key("ops", (Scope.OPS,)),
            "admin_key": await served.key("admin", (Scope.ADMIN,), None),
            "other_tenant": await served.key("stranger", ALL, ("beta",)),
            "expired_key": await served.key("expired", days=-1),
            "revoked_key": await served.key("revoked"),
            "broken_key": bearer("ulk_0123456789ab_" + "A" * 43),
            "wrong_form": bearer("hello"),
            "basic": {"Authorization": "Basic YTpi"},
            "nobody" if not embeds else "anonymous": {},
        }
        await served.gate.access.keys.revoke(served.keys["revoked"], now_utc().isoformat())
        if embeds:
            who |= await _visitors(served)
        yield served, who


async def _visitors(served: House) -> dict[str, dict[str, str]]:
    await served.gate.access.keys.revoke_session("helpcenter", "gone", now_utc().isoformat())
    return {
        "owner_visitor": visitor("ana"),
        "other_visitor": visitor("bob"),
        "expired_visitor": visitor("ana", iat=1_000_000_000, exp=1_000_000_600),
        "revoked_visitor": visitor("ana", jti="gone"),
        "other_embed": visitor("ana", iss="elsewhere"),
        "other_anonymous": bearer(new_anonymous_secret()),
    }


@pytest.mark.parametrize("embeds", [True, False], ids=["with_widget", "without_widget"])
async def test_nobody_gets_in_who_should_not(tmp_path: Path, *, embeds: bool) -> None:
    """Every route by every caller: 2xx for those of its row, and 401, 403, 404 or 422 as a problem for all others."""
    wrong: list[str] = []
    async with peopled(tmp_path, embeds=embeds) as (served, who):
        for path, method, _ in operations(served.app.openapi()):
            row = ROWS[(method, path)]
            shared = await _subject(served, who, path)
            for name, headers in sorted(who.items(), key=lambda one: one[0] in row.allowed):
                allowed = name in row.allowed or "anybody" in row.allowed
                target = await _subject(served, who, path) if allowed and method != "get" else shared
                wrong += await _complaints(served, (method, path), target, name, headers, allowed=allowed)
    assert wrong == []


def test_every_route_has_its_row() -> None:
    """A new route without a row fails here, and so does a row without its route."""
    from api.app import ROUTERS

    public = ("/widget/", "/pages/", "/ops", "/demo")
    described = set(ROWS)
    served = {
        (method.lower(), route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, Route) and route.path != "/" and not route.path.startswith(public)
        for method in sorted(set(route.methods or ()) - {"HEAD"})
    }
    assert served == described


async def _subject(served: House, who: Mapping[str, Mapping[str, str]], path: str) -> str:
    """Start what the route is about: of the visitor when there are visitors, so that owners differ, else of a key."""
    if "{code}" in path:
        return "api_token_expired"
    if "{diagnosis_id}" not in path:
        return ""
    by_visitor = "owner_visitor" in who
    body = STAYS_OPEN if path.endswith(("/cancel", "/messages")) else ENDS_BY_ITSELF
    site = {} if by_visitor else {"site": "acme"}
    budget = {} if by_visitor else {"budget": {"probes": 0}}
    return str(
        (await served.start(who["owner_visitor" if by_visitor else "owner_key"], **body, **site, **budget))["id"]
    )


async def _complaints(
    served: House, route: tuple[str, str], target: str, name: str, headers: Mapping[str, str], *, allowed: bool
) -> Iterator[str]:
    method, path = route
    row = ROWS[route]
    url = path.replace("{diagnosis_id}", target).replace("{code}", target) + row.query
    answer = await served.client.request(method, url, json=row.body, headers=dict(headers))
    ok = 200 <= answer.status_code < 300
    refused = (
        answer.status_code in {401, 403, 404, 422} and answer.headers["content-type"] == "application/problem+json"
    )
    right = ok if allowed else refused
    return iter([] if right else [f"{method} {path} by {name}: {answer.status_code} {answer.text[:200]}"])
