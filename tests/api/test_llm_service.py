"""The service with a model: explanations as events, cost in the diagnosis, questions answered, evidence re-opening."""

import re
from pathlib import Path

import pytest

from api.mind import prices_of, wanted_of
from api.settings import Settings, SettingsError
from tests.agent.llm_cases import CAPTCHA
from tests.agent.llm_replies import good_model
from tests.agent.llm_server import Answer, Body, prompt_name, refuses, says
from tests.api.llm_desk import llm_desk

PRICES = '[models."m"]\nprompt = 1.0\ncompletion = 2.0\ncached = 0.1\n'


async def test_a_sound_explanation_ships_with_its_cost_and_its_events(tmp_path: Path) -> None:
    """The reporter's text is the model's, streamed sentence by sentence; the diagnosis says who reasoned."""
    (tmp_path / "prices.toml").write_text(PRICES)
    async with llm_desk(tmp_path, good_model, llm_prices_file=tmp_path / "prices.toml") as desk:
        found = await desk.report(text=CAPTCHA)
        events = await desk.events(found["id"])

    reasoner, usage = found["reasoner"], found["usage"]
    assert (reasoner["mode"], reasoner["model"], reasoner["sent_to"]) == ("llm", "m", "127.0.0.1")
    assert re.fullmatch(r"[0-9a-f]{64}", reasoner["prompts_sha256"])
    assert (usage["llm_calls"], usage["prompt_tokens"], usage["completion_tokens"]) == (1, 100, 20)
    assert usage["cost_usd"] == pytest.approx(0.00014)
    assert "The evidence shows that" in found["explanation"]
    assert events.count("event: message.delta") >= 2
    assert events.count("event: message.completed") == 1
    assert events.index("message.completed") < events.index("diagnosis.concluded")


async def test_a_dead_model_leaves_the_rules_answer(tmp_path: Path) -> None:
    """The same verdict and cause, marked degraded, and no 401 of the model's server becomes ours."""
    async with llm_desk(tmp_path, lambda *_: refuses(401, "Incorrect API key provided: sk-test***")) as desk:
        found = await desk.report(text=CAPTCHA)

    assert found["status"] == "concluded"
    assert found["root_cause"]["code"] == "captcha_triggered"
    assert (found["reasoner"]["mode"], found["reasoner"]["trouble"]) == ("degraded", "key_refused")
    assert "sk-test" not in str(found)


async def test_why_is_answered_from_the_evidence_without_a_new_run(tmp_path: Path) -> None:
    """A question after the end is answered; the answer and its events are kept, and the cause stays."""
    async with llm_desk(tmp_path, good_model) as desk:
        first = await desk.report(text=CAPTCHA)
        second = await desk.say(first["id"], text="Why do you think so?")
        events = await desk.events(first["id"])

    assert second["status"] == "concluded"
    assert second["root_cause"] == first["root_cause"]
    assert [m["question"] for m in second["messages"]] == ["Why do you think so?"]
    assert second["messages"][0]["by"] == "llm"
    assert first["root_cause"]["title"].rstrip(".") in second["messages"][0]["answer"]
    assert second["usage"]["llm_calls"] == first["usage"]["llm_calls"] + 1
    assert events.count("event: message.completed") == 2


async def test_why_is_answered_by_the_rules_when_the_model_is_gone(tmp_path: Path) -> None:
    """Losing the model never loses the conversation."""

    def script(body: Body, number: int) -> Answer:
        return refuses(500, "gone") if prompt_name(body) == "talk" else good_model(body, number)

    async with llm_desk(tmp_path, script) as desk:
        first = await desk.report(text=CAPTCHA)
        second = await desk.say(first["id"], text="Why do you think so?")

    assert second["messages"][0]["by"] == "rules"
    assert all(claim["text"] in second["messages"][0]["answer"] for claim in first["claims"])


async def test_new_evidence_reopens_the_diagnosis(tmp_path: Path) -> None:
    """A message with new facts is no question: the line runs again over all evidence."""
    async with llm_desk(tmp_path, good_model) as desk:
        first = await desk.report(text=CAPTCHA)
        second = await desk.say(
            first["id"], text="We looked again: now it says\n< HTTP/1.1 403\n< X-Seraph-LoginReason: OK\n"
        )

    assert second["messages"] == []
    assert second["updated_at"] > first["updated_at"]
    assert len(second["evidence"]) > len(first["evidence"])


async def test_a_caller_can_do_without_the_model(tmp_path: Path) -> None:
    """A token budget of nothing means rules alone, and nothing is sent."""
    async with llm_desk(tmp_path, good_model) as desk:
        found = await desk.report(text=CAPTCHA, budget={"llm_tokens": 0})
        sent = list(desk.llm.bodies)

    assert found["reasoner"]["mode"] == "rules"
    assert sent == []


async def test_answers_that_stay_unsound_are_never_kept(tmp_path: Path) -> None:
    """After one repair turn the rules' words stand, and nothing of the model's is in the diagnosis."""
    lie = {"text": "Port 48151 is closed.", "fact": "status_401", "evidence": ["E1"]}

    def script(body: Body, _: int) -> Answer:
        return says(body, {"reporter": [lie], "claims": [lie], "ruled_out": [], "cause": "x", "language": "en"})

    async with llm_desk(tmp_path, script) as desk:
        found = await desk.report(text=CAPTCHA)
        events = await desk.events(found["id"])
        calls = len(desk.llm.bodies)

    assert calls == 2
    assert found["reasoner"]["mode"] == "degraded"
    assert "48151" not in str(found)
    assert "48151" not in events


@pytest.mark.parametrize(
    "text", ["models = 3", "[models.m]\nprompt = 'x'\ncompletion = 1", "[models.m]\nprompt = 1", "[["]
)
def test_a_price_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    """The process does not start with prices that mean nothing."""
    (tmp_path / "p.toml").write_text(text)

    with pytest.raises(SettingsError, match="LLM_PRICES_FILE"):
        prices_of(tmp_path / "p.toml")


def test_an_address_that_is_none_is_named() -> None:
    """So does a base URL without a scheme."""
    with pytest.raises(SettingsError, match="LLM_BASE_URL"):
        wanted_of(Settings(llm_model="m", llm_base_url="localhost:8000"))
