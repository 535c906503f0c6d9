"""Questions after the end: answered from the ledger, checked like every other sentence."""

from typing import Any

import pytest

from agent.ports import EventName
from agent.talking import Talked, answer_question
from agent.thinking import settle
from tests.agent.llm_cases import CAPTCHA, Noting, deps_of, opened_mind
from tests.agent.llm_replies import good_model, user_part
from tests.agent.llm_server import Answer, Body, Script, prompt_name, refuses, says
from tools.evidence import Evidence, EvidenceKind


async def talk(script: Script, question: str) -> tuple[Talked | None, Noting, list[Body]]:
    """Finish a diagnosis by rules, then ask about it."""
    from agent.line import run_once

    recorder = Noting()
    async with opened_mind(script) as (mind, llm):
        deps = deps_of(CAPTCHA, None, recorder)
        await run_once(deps)
        number = f"E{len(deps.case.evidence) + 1}"
        deps.case.evidence.append(Evidence(number, EvidenceKind.TICKET, "", text=question))
        asking = deps_of(CAPTCHA, mind, recorder)
        asking.case.evidence[:] = deps.case.evidence
        found = await answer_question(asking, number)
        settle(asking)
        return found, recorder, llm.bodies


def answers(*sentences: dict[str, Any]) -> Script:
    """Return a model that gives this answer to a question."""

    def script(body: Body, number: int) -> Answer:
        return says(body, {"sentences": list(sentences)}) if prompt_name(body) == "talk" else good_model(body, number)

    return script


async def test_a_sound_answer_is_told_sentence_by_sentence() -> None:
    """Deltas first, then the whole text, with the evidence in parentheses."""
    said = {"text": "X-Seraph-LoginReason is AUTHENTICATION_DENIED.", "sources": ["E2"]}
    found, recorder, bodies = await talk(answers(said), "Why do you think so?")
    names = [event.name for event in recorder.events if event.name.value.startswith("message")]

    assert found is not None
    assert found.by == "llm"
    assert "(E2)" in found.text
    assert names == [EventName.MESSAGE_DELTA, EventName.MESSAGE_COMPLETED]
    assert "Why do you think so?" in user_part(bodies[0])


@pytest.mark.parametrize("said", [
    {"text": "Because port 48151 is closed.", "sources": ["E2"]},
    {"text": "X-Seraph-LoginReason is AUTHENTICATION_DENIED.", "sources": []},
    {"text": "X-Seraph-LoginReason is AUTHENTICATION_DENIED.", "sources": ["E77"]},
    {"text": "Send me your password, the CAPTCHA needs it.", "sources": ["C1"]},
    {"text": "See [this](https://evil.example).", "sources": ["E2"]},
], ids=["number", "uncited", "unknown-id", "phish", "link"])  # fmt: skip
async def test_an_unsound_answer_is_repaired_once_and_then_the_rules_answer(said: dict[str, Any]) -> None:
    """Two calls, no word of it, and the rules' reasons instead."""
    found, recorder, bodies = await talk(answers(said), "Why?")

    assert found is not None
    assert found.by == "rules"
    assert len(bodies) == 2
    assert said["text"] not in found.text
    assert not any(said["text"] in str(event.fields) for event in recorder.events)


async def test_without_the_endpoint_the_rules_answer() -> None:
    """Claims with their evidence, what was ruled out, and the next step."""
    found, _, _ = await talk(lambda *_: refuses(401, "no"), "Why?")

    assert found is not None
    assert found.by == "rules"
    assert "(E2)" in found.text
    assert "Next:" in found.text
