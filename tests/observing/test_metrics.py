"""Metrics: what they count, who may read them, and that their labels stay few."""

import json
import re
from pathlib import Path

import httpx2
import pytest

from api.keys import Scope
from api.observing.metrics import Metrics
from api.observing.own_port import metrics_served
from api.settings import Settings, SettingsError
from tests.api.access_kit import house
from tests.api.fleet import free_port
from tests.observing.kit import diagnosed, samples, watched_service

DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana" / "unlatch.json"


async def test_a_diagnosis_is_counted_by_its_verdict_and_cause(tmp_path: Path) -> None:
    """One more of that status, verdict and cause; and its seconds are observed."""
    async with watched_service(tmp_path) as (client, _):
        told = await diagnosed(client)
        found = await samples(client)

    labels = (told["root_cause"]["code"], told["status"], told["verdict"])
    assert found["unlatch_diagnoses_total"] == {labels: 1.0}
    assert found["unlatch_diagnosis_seconds_count"] == {(): 1.0}


async def test_requests_are_timed_by_the_template_of_their_route(tmp_path: Path) -> None:
    """Ids, queries and unknown paths make no labels of their own, however many are asked for."""
    async with watched_service(tmp_path) as (client, _):
        told = await diagnosed(client)
        await client.get(f"/v1/diagnoses/{told['id']}")
        for number in range(5):
            await client.get(f"/nowhere/{number}?secret={number}")
        await client.request("BREW", "/v1/causes")
        found = await samples(client)

    counted = found["unlatch_http_request_seconds_count"]
    assert counted["GET", "/v1/diagnoses/{diagnosis_id}", "2xx"] == 1
    assert counted["GET", "unmatched", "4xx"] == 5
    assert {method for method, _, _ in counted} == {"GET", "POST", "other"}
    assert told["id"] not in json.dumps([list(key) for key in counted])


async def test_the_queue_and_the_outbox_are_read_from_the_store(tmp_path: Path) -> None:
    """A diagnosis that waits for an answer shows as such, and the store as up."""
    async with watched_service(tmp_path) as (client, _):
        await diagnosed(client, "Since Monday our script is refused by the wiki. It worked before.")
        found = await samples(client)

    assert found["unlatch_open_diagnoses"] == {("investigating",): 0, ("needs_input",): 1, ("queued",): 0}
    assert found["unlatch_queue_oldest_seconds"] == {(): 0}
    assert found["unlatch_store_up"] == {(): 1}
    assert set(found["unlatch_deliveries"]) == {("waiting",), ("sent",), ("shadow",), ("skipped",), ("dead",)}


async def test_metrics_need_the_scope_ops(tmp_path: Path) -> None:
    """A key that reads everything else does not read them."""
    async with house(tmp_path, embeds=False) as served:
        reader = await served.key("reader", (Scope.READ_FULL,))
        ops = await served.key("watcher", (Scope.OPS,))

        assert (await served.client.get("/metrics")).status_code == 401
        assert (await served.client.get("/metrics", headers=reader)).status_code == 403
        told = await served.client.get("/metrics", headers=ops)

    assert told.status_code == 200
    assert "acme" not in told.text, "a tenant's site must not show in metrics that all operators share"


async def test_a_port_of_their_own_serves_the_metrics_and_nothing_else(tmp_path: Path) -> None:
    """Without a key, as Prometheus comes; once closed nobody listens there."""
    port = free_port()
    settings = Settings(data_dir=tmp_path, metrics_port=port)
    async with watched_service(tmp_path) as (_, app), httpx2.AsyncClient(trust_env=False) as outside:
        async with metrics_served(settings, app.state.desk):
            told = await outside.get(f"http://127.0.0.1:{port}/metrics")
            other = await outside.get(f"http://127.0.0.1:{port}/v1/causes")
            with pytest.raises(SettingsError, match="UNLATCH_METRICS_PORT"):
                async with metrics_served(settings, app.state.desk):
                    pass
        with pytest.raises(httpx2.ConnectError):
            await outside.get(f"http://127.0.0.1:{port}/metrics")

    assert told.status_code == 200
    assert "unlatch_diagnoses_total" in told.text
    assert other.status_code == 404


def test_every_metric_of_the_dashboard_exists() -> None:
    """What the Grafana file asks for is what the service offers, and it is a file that Grafana imports."""
    board = json.loads(DASHBOARD.read_text("utf-8"))
    asked = "\n".join(target["expr"] for panel in board["panels"] for target in panel.get("targets", ()))
    offered = {line.split()[2] for line in Metrics().text().decode().splitlines() if line.startswith("# TYPE")}
    known = offered | {f"{name}_{end}" for name in offered for end in ("total", "bucket", "sum", "count")}

    named = set(re.findall(r"\b(?:unlatch|process)_[a-z_]+", asked))

    assert named - known == set()
    own = {name for name in offered if name.startswith("unlatch_")}
    assert {name for name in own if not any(one.startswith(name) for one in named)} == set(), "shown nowhere"
    assert board["title"]
    assert board["schemaVersion"] >= 36
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
