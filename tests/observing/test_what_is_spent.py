"""What a diagnosis did and spent: probes, logins that were not tried, and the language model."""

from pathlib import Path

import pytest

from agent.case import Case, Deps, target_of
from agent.catalogue.load import load_catalogue
from agent.domain import IncidentReport
from agent.mind import Mode
from agent.planner import Planner
from agent.ports import NullRecorder
from api.probing import prober_factory
from evals.demo import TICKETS, DemoStage
from tests.agent.llm_cases import CAPTCHA
from tests.agent.llm_replies import good_model
from tests.agent.llm_server import refuses
from tests.api.llm_desk import llm_desk
from tests.observing.kit import log_lines, parsed, samples, spans, watched_service
from tests.tools.captcha_server import Account, CaptchaServer
from tools.clock import now_utc
from tools.memory_ledger import MemoryLedger
from tools.site import CredentialKind, Deployment, Site
from tools.vault import Secret, Vault

PRICES = '[models."m"]\nprompt = 1.0\ncompletion = 2.0\ncached = 0.1\n'


async def test_each_probe_is_counted_once_and_has_its_span(tmp_path: Path) -> None:
    """Against the lab: as many counts and spans as probes ran, under the node that ran them, without addresses."""
    with DemoStage() as stage, spans() as (watching, exporter):
        async with watched_service(tmp_path, stage.register, watching) as (client, _):
            report = stage.report(TICKETS[0])
            told = (await client.post("/v1/diagnoses", json=report, headers={"Prefer": "wait=20"})).json()
            found = await samples(client)
        finished = exporter.get_finished_spans()

    ran = {one["probe"] for one in told["evidence"] if one["kind"] == "probe"}
    counted = found["unlatch_probes_total"]
    probes = [span for span in finished if span.name.startswith("probe ")]
    nodes = {span.context.span_id for span in finished if span.name == "node probe"}
    assert ran
    assert ran <= {probe for _, probe in counted}
    assert sum(counted.values()) == len(probes)
    assert {span.parent.span_id for span in probes if span.parent} <= nodes
    assert "http://" not in "".join(span.to_json() for span in probes)
    assert report["credential"]["secret"] not in "".join(span.to_json() for span in finished)


async def test_a_login_that_might_lock_somebody_out_is_counted_as_withheld(tmp_path: Path) -> None:
    """A password on Data Center without consent: the server saw no login, and the count says what it was spared."""
    with CaptchaServer({"jdoe": Account("right")}) as server, log_lines() as into:
        site = Site("dc", server.url, Deployment.DATA_CENTER, allow_private_network=True)
        async with watched_service(tmp_path, lambda _: {"dc": site}) as (client, _):
            credential = {"kind": "basic", "username": "jdoe", "secret": "wrong"}
            body = {"text": "curl with my password answers 401", "site": "dc", "credential": credential}
            told = (await client.post("/v1/diagnoses", json=body, headers={"Prefer": "wait=25"})).json()
            found = await samples(client)
        line = next(one for one in parsed(into) if one.get("id") == told["id"])

    assert server.accounts["jdoe"].failures == 0
    assert line["logins_withheld"] >= 1
    assert found["unlatch_logins_total"] == {("refused",): 0, ("withheld",): line["logins_withheld"]}


async def test_what_an_earlier_turn_spent_is_not_forgotten_in_the_next() -> None:
    """A diagnosis that goes on adds to its counts; they do not begin again with the next run's client."""
    with CaptchaServer({"jdoe": Account("right")}) as server:
        site = Site("dc", server.url, Deployment.DATA_CENTER, allow_private_network=True)
        vault, catalogue = Vault(), load_catalogue()
        subject = vault.take_in(Secret(CredentialKind.BASIC, "wrong", "jdoe"), site.origins)
        case = Case("dg_1", IncidentReport(text="401"), site, subject=subject)
        case.usage.failed_logins, case.usage.logins_withheld = 1, 2
        prober = prober_factory(vault, MemoryLedger(), b"k" * 32)(case)
        target = target_of(Deps(case, catalogue, NullRecorder(), prober, now_utc, Planner(catalogue)))
        for probe in prober.menu(target):
            if probe.name == "current_user":
                await prober.run(probe, target)

    assert case.usage.failed_logins == 1
    assert case.usage.logins_withheld > 2


async def test_what_the_model_costs_is_counted_turn_by_turn(tmp_path: Path) -> None:
    """After two turns the counters hold what the diagnosis says that both spent together."""
    (tmp_path / "prices.toml").write_text(PRICES)
    async with llm_desk(tmp_path, good_model, llm_prices_file=tmp_path / "prices.toml") as desk:
        first = await desk.report(text=CAPTCHA)
        second = await desk.say(first["id"], text="Why do you think so?")
        found = await samples(desk.client)

    usage = second["usage"]
    assert usage["llm_calls"] == 2
    assert found["unlatch_llm_calls_total"] == {(): usage["llm_calls"]}
    tokens = {("prompt",): usage["prompt_tokens"], ("completion",): usage["completion_tokens"]}
    assert found["unlatch_llm_tokens_total"] == tokens
    assert found["unlatch_llm_cost_usd_total"][()] == pytest.approx(usage["cost_usd"])
    assert "unlatch_llm_troubles_total" not in found


async def test_a_lost_model_is_counted_by_what_it_failed_with(tmp_path: Path) -> None:
    """The trouble's name is the label, and the line says that the rules went on alone."""
    with log_lines() as into:
        async with llm_desk(tmp_path, lambda *_: refuses(401, "Incorrect API key provided: sk-test***")) as desk:
            told = await desk.report(text=CAPTCHA)
            found = await samples(desk.client)
        line = next(one for one in parsed(into) if one.get("id") == told["id"])

    assert found["unlatch_llm_troubles_total"] == {("key_refused",): 1}
    assert (line["reasoner"], line["trouble"], line["model"]) == (Mode.DEGRADED, "key_refused", "m")
