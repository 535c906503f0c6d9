"""What a real, very weak model wrote (SmolLM2-135M, `make test-llm RECORD=...`), replayed: the answer is the rules'."""

import json
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from agent.line import run_once
from agent.mind import Mind, Mode
from agent.model.port import Meter
from tests.agent.llm_cases import deps_of, opened_mind, run_by_rules, settled
from tests.agent.llm_server import Answer, Body, Script, prompt_name, stream
from tests.llm.real_model import ATTACKS, CONTEXT_TOKENS, FIELD

RECORDED: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[1] / "llm" / "replies_smollm2.json").read_text("utf-8")
)
REPORTS = FIELD | ATTACKS


def replay(replies: list[dict[str, Any]], misses: list[str]) -> Script:
    """Answer with the recorded texts of each prompt, the last one again.

    Where the catalogue has moved on and a prompt is new to a case, another case's text stands in; a prompt that was
    never recorded is a miss.
    """
    anywhere = [reply for others in RECORDED.values() for reply in others]
    left: dict[str, list[dict[str, Any]]] = {}
    for name in {reply["prompt"] for reply in anywhere}:
        own = [reply for reply in replies if reply["prompt"] == name]
        left[name] = own or [reply for reply in anywhere if reply["prompt"] == name][:1]

    def script(body: Body, _: int) -> Answer:
        name = prompt_name(body)
        if name not in left:
            misses.append(name)
            return stream(["not recorded"])
        reply = left[name].pop(0) if len(left[name]) > 1 else left[name][0]
        text, cut = reply["text"], reply["trouble"] == "ran_out_of_tokens"
        return stream([text[at : at + 20] for at in range(0, len(text), 20)], finish="length" if cut else "stop")

    return script


@pytest.mark.parametrize("name", RECORDED)
async def test_a_recorded_weak_model_changes_nothing(name: str) -> None:
    """Verdict, cause and claims are the rules', and every prompt that is sent was recorded."""
    misses: list[str] = []
    async with opened_mind(replay(RECORDED[name], misses)) as (opened, _):
        mind = Mind(opened.model, Meter(), monotonic() + 20, context_tokens=CONTEXT_TOKENS)
        deps = deps_of(REPORTS[name], mind)
        await run_once(deps)
    alone = await run_by_rules(REPORTS[name])
    assert deps.case.conclusion is not None
    assert alone.conclusion is not None

    assert misses == []
    assert settled(deps.case) == settled(alone)
    assert deps.case.usage.llm_calls <= 3
    if deps.case.reasoner.mode is Mode.DEGRADED:
        assert replace(deps.case.conclusion, question=None) == replace(alone.conclusion, question=None)
