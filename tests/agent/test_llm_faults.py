"""Whatever the model's endpoint does, a diagnosis ends with the rules' verdict and cause, whole, within its time."""

from time import monotonic

import pytest

from agent.mind import Mode
from tests.agent.llm_cases import CAPTCHA, GERMAN, run_by_rules, run_with, settled
from tests.agent.llm_replies import good_model
from tests.agent.llm_server import Answer, Body, completion, prompt_name, refuses, says, stream
from tests.agent.test_model_door import FAULTS, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.id)
async def test_each_fault_ends_in_the_rules_answer(fault: Fault) -> None:
    """Degraded, with the same verdict, cause and claims as by rules alone, and a whole explanation."""
    started = monotonic()
    ran = await run_with(lambda *_: fault.answer, CAPTCHA, timeout_seconds=0.4)
    alone = await run_by_rules(CAPTCHA)

    assert settled(ran.case) == settled(alone)
    assert ran.case.conclusion == alone.conclusion
    assert ran.case.explanation == alone.explanation
    assert ran.case.reasoner.mode is Mode.DEGRADED
    assert ran.case.reasoner.trouble
    assert ran.case.usage.llm_calls <= 3
    assert monotonic() - started < 25


@pytest.mark.parametrize("first", [
    completion("I think it is the CAPTCHA."), completion('{"reporter": "none"}'), stream(['{"claims": []}']),
    completion('{"reporter": [{"text": 7}]}'), stream(["\n" * 40], finish="length"), completion("{}" * 500),
], ids=["prose", "wrong-type", "missing", "wrong-item", "newlines", "many-objects"])  # fmt: skip
async def test_one_repair_turn_says_exactly_what_is_wrong(first: Answer) -> None:
    """The second answer is used, and the model saw its first one and the complaint."""
    ran = await run_with(lambda body, n: first if n == 1 else good_model(body, n), CAPTCHA)

    repair = ran.llm.bodies[1]["messages"]
    assert ran.case.reasoner.mode is Mode.LLM
    assert [m["role"] for m in repair] == ["system", "user", "assistant", "user"]
    assert "cannot be used" in repair[3]["content"]
    assert repair[:2] == ran.llm.bodies[0]["messages"]


async def test_calls_are_three_at_most_whatever_fails() -> None:
    """Reading, judging and repairing share three calls; then the rules' answer stands."""

    def script(body: Body, _: int) -> Answer:
        if prompt_name(body) == "read":
            return says(body, {"items": [], "language": "de", "tone": "calm", "tried": []})
        return completion("no")

    ran = await run_with(script, GERMAN)

    assert len(ran.llm.bodies) == 3
    assert ran.case.usage.llm_calls == 3
    assert ran.case.reasoner.mode is Mode.DEGRADED


async def test_a_lost_reading_still_gets_an_explanation() -> None:
    """A model that cannot read in the right shape may still explain; the answer is marked degraded."""

    def script(body: Body, number: int) -> Answer:
        return completion("no") if prompt_name(body) == "read" else good_model(body, number)

    ran = await run_with(script, GERMAN)

    assert "The evidence shows that" in ran.case.explanation
    assert ran.case.reasoner.mode is Mode.DEGRADED


async def test_a_model_that_dies_in_the_middle_costs_one_call_not_three() -> None:
    """After a refused key nothing more is asked in this turn."""
    ran = await run_with(lambda *_: refuses(401, "no"), GERMAN)

    assert len(ran.llm.bodies) == 1
    assert ran.case.reasoner.trouble == "key_refused"


async def test_a_message_that_is_not_completed_by_the_model_is_completed_by_the_rules() -> None:
    """Half an answer may be told while it comes; what completes the message is the whole explanation."""
    whole = say_half()
    ran = await run_with(lambda *_: whole, CAPTCHA)

    ended = [event for event in ran.events if event.name.value == "message.completed"]
    assert [event.fields["by"] for event in ended] == ["rules"]
    assert ended[0].fields["text"] == ran.case.explanation


def say_half() -> Answer:
    """Stream one sound sentence and break off."""
    sentence = '{"text": "The call answers 401.", "fact": "status_401", "evidence": ["E2"]}'
    return stream(['{"reporter": [', sentence, ', {"te'], finish=None, done=False, breaks=True)
