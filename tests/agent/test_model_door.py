"""The door to the model: every fault of an endpoint has a name, within the deadline, and none escapes."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest

from agent.model.openai_door import OpenAiModel
from agent.model.port import Message, Meter, ModelTrouble, Prompt, Trouble, Wanted
from tests.agent.llm_server import (
    LOGIN_PAGE,
    Answer,
    Body,
    Script,
    ScriptedLlm,
    completion,
    refuses,
    says,
    scripted_llm,
    stream,
)

SHAPE = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False}
PROMPT = Prompt("probe", (Message("system", "Answer in JSON."), Message("user", "Are you there?")), SHAPE)
GOOD = {"ok": True}


@asynccontextmanager
async def opened(script: Script, **wanted: Any) -> AsyncIterator[tuple[OpenAiModel, ScriptedLlm]]:
    """Serve a script and open the door to it."""
    async with scripted_llm(script) as llm:
        values = {
            "model": "m",
            "base_url": llm.url,
            "api_key": "k",
            "timeout_seconds": 0.5,
            "retry_wait_seconds": 0.01,
            **wanted,
        }
        model = OpenAiModel(Wanted(**values))
        try:
            yield model, llm
        finally:
            await model.close()


async def heard_nothing(_: str) -> None:
    """Take a piece of text and forget it."""


@dataclass(frozen=True)
class Fault:
    """One misbehaviour, whether it is met while streaming, what it is called, and how many requests it costs."""

    id: str
    answer: Answer
    kind: Trouble
    streamed: bool = False
    calls: int = 1


def events(raw: bytes) -> Answer:
    """Answer with raw events."""
    return Answer(kind="text/event-stream", chunks=(raw,))


BROKEN_STREAM = stream(['{"ok"'], finish=None, done=False, breaks=True)
A_DATE = refuses(429, "later", retry_after="Wed, 21 Oct 2026 07:28:00 GMT")
FAULTS = [
    Fault("html-200", LOGIN_PAGE, Trouble.NOT_AN_API),
    Fault("html-200-called-json", Answer(chunks=(b"<html>login</html>",)), Trouble.NOT_AN_API),
    Fault("html-502", Answer(502, "text/html", (b"<h1>Bad gateway</h1>",)), Trouble.SERVER_FAILED, calls=2),
    Fault("redirect", Answer(302, headers=(("location", "https://sso.example/"),)), Trouble.NOT_AN_API),
    Fault("key-refused", refuses(401, "Incorrect API key provided: sk-abc***"), Trouble.KEY_REFUSED),
    Fault("forbidden", refuses(403, "no access to this model"), Trouble.KEY_REFUSED),
    Fault("no-such-model", refuses(404, "The model `m` does not exist"), Trouble.NO_SUCH_MODEL),
    Fault("rate-limit", refuses(429, "Rate limit reached", retry_after="0"), Trouble.RATE_LIMITED, calls=2),
    Fault("rate-limit-an-hour", refuses(429, "Rate limit reached", retry_after="3600"), Trouble.RATE_LIMITED),
    Fault("rate-limit-a-date", A_DATE, Trouble.RATE_LIMITED),
    Fault("quota", refuses(429, "You exceeded your current quota", "insufficient_quota"), Trouble.QUOTA_SPENT),
    Fault("too-long", refuses(400, "maximum context length is 8192", "context_length_exceeded"), Trouble.TOO_LONG),
    Fault("filtered-prompt", refuses(400, "management", "content_filter"), Trouble.DECLINED),
    Fault("loading", refuses(503, "Loading model", retry_after="0"), Trouble.SERVER_FAILED, calls=2),
    Fault("hang", Answer(hangs=True), Trouble.TIMED_OUT),
    Fault("no-choices", Answer(chunks=(b'{"choices": []}',)), Trouble.EMPTY, calls=2),
    Fault("null-content", completion(None), Trouble.EMPTY, calls=2),
    Fault("tool-call-nobody-offered", completion(None, tool_calls=[{"id": "1"}]), Trouble.EMPTY, calls=2),
    Fault("refusal", completion(None, refusal="I cannot help with that"), Trouble.DECLINED),
    Fault("filtered-answer", completion("", finish="content_filter"), Trouble.DECLINED),
    Fault("length", completion('{"ok": tr', finish="length"), Trouble.RAN_OUT_OF_TOKENS),
    Fault("prose", completion("Sure! The answer is yes."), Trouble.NOT_JSON),
    Fault("a-list", completion("[1, 2]"), Trouble.NOT_JSON),
    Fault("broken-json-of-server", Answer(chunks=(b'{"choices": [{"mess',)), Trouble.CUT_OFF, calls=2),
    Fault("json-but-a-list", Answer(chunks=(b"[]",)), Trouble.NOT_AN_API),
    Fault("choices-of-nonsense", Answer(chunks=(b'{"choices": [7]}',)), Trouble.CUT_OFF, calls=2),
    Fault("connection-broken", Answer(chunks=(b'{"cho',), breaks=True), Trouble.CUT_OFF, calls=2),
    Fault("error-in-200", Answer(chunks=(b'{"error": {"message": "upstream"}}',)), Trouble.SERVER_FAILED, calls=2),
    Fault("huge", Answer(chunks=(b" " * 600_000, b" " * 600_000)), Trouble.CUT_OFF, calls=2),
    Fault("stream-ends-silently", stream(['{"ok"'], finish=None, done=False), Trouble.CUT_OFF, streamed=True, calls=2),
    Fault("stream-done-unfinished", stream(['{"ok"'], finish=None), Trouble.CUT_OFF, streamed=True, calls=2),
    Fault("stream-broken", BROKEN_STREAM, Trouble.CUT_OFF, streamed=True, calls=2),
    Fault("stream-empty", events(b"data: [DONE]\n\n"), Trouble.CUT_OFF, streamed=True, calls=2),
    Fault("stream-error", events(b'data: {"error": "x"}\n\n'), Trouble.SERVER_FAILED, streamed=True, calls=2),
    Fault("stream-bad-json", events(b"data: {nope\n\n"), Trouble.CUT_OFF, streamed=True, calls=2),
    Fault("stream-length", stream(["\n" * 50], finish="length"), Trouble.RAN_OUT_OF_TOKENS, streamed=True),
    Fault("stream-html", LOGIN_PAGE, Trouble.NOT_AN_API, streamed=True),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.id)
async def test_each_fault_is_called_by_its_name(fault: Fault) -> None:
    """What an endpoint does wrong becomes one named trouble, after as many requests as make sense."""
    async with opened(lambda *_: fault.answer) as (model, llm):
        meter = Meter()
        with pytest.raises(ModelTrouble) as caught:
            await model.ask(PROMPT, meter, seconds=5, heard=heard_nothing if fault.streamed else None)

    structured = [b for b in llm.bodies if "response_format" in b]
    assert caught.value.kind is fault.kind
    assert meter.calls == fault.calls
    assert len(structured) <= 3
    assert "sk-abc" not in str(caught.value)


async def test_nobody_listening_is_unreachable() -> None:
    """A closed port is named, not a stack trace."""
    model = OpenAiModel(Wanted("m", "http://127.0.0.1:9/v1", timeout_seconds=1, max_retries=0))
    with pytest.raises(ModelTrouble) as caught:
        await model.ask(PROMPT, Meter(), seconds=3)
    await model.close()

    assert caught.value.kind is Trouble.UNREACHABLE


@pytest.mark.parametrize("said", [
    '{"ok": true}', '```json\n{"ok": true}\n```', 'Here you are: {"ok": true} Bye {"ok": false}',
    '<think>{"ok": false}</think>{"ok": true}', '{broken {"ok": true}',
])  # fmt: skip
@pytest.mark.parametrize("streamed", [False, True])
async def test_an_object_is_found_whatever_stands_around_it(said: str, *, streamed: bool) -> None:
    """Fences, prose, thoughts and a second object do not hide the first one."""
    async with opened(lambda body, _: says(body, said)) as (model, _):
        found = await model.ask(PROMPT, Meter(), seconds=5, heard=heard_nothing if streamed else None)

    assert found == GOOD


async def test_a_passing_fault_is_tried_again_and_both_requests_count() -> None:
    """A 500 and then an answer is an answer, and two calls."""
    answers = [refuses(500, "oops"), completion(json.dumps(GOOD))]
    async with opened(lambda _, n: answers[n - 1]) as (model, _):
        meter = Meter()
        found = await model.ask(PROMPT, meter, seconds=5)

    assert found == GOOD
    assert (meter.calls, meter.prompt_tokens, meter.completion_tokens) == (2, 100, 20)


async def test_the_deadline_holds_over_all_attempts() -> None:
    """Retries do not multiply the time."""
    async with opened(lambda *_: Answer(hangs=True), timeout_seconds=30.0, max_retries=5) as (model, _):
        started = monotonic()
        with pytest.raises(ModelTrouble):
            await model.ask(PROMPT, Meter(), seconds=0.3)

    assert monotonic() - started < 15


async def test_five_failures_open_the_breaker_and_a_trial_closes_it() -> None:
    """A dead endpoint is left alone for 30 seconds, then tried once."""
    now = [1000.0]
    alive = [False]

    def script(body: Body, _: int) -> Answer:
        return says(body, GOOD) if alive[0] else refuses(401, "no")

    async with scripted_llm(script) as llm:
        model = OpenAiModel(Wanted("m", llm.url, "k"), clock=lambda: now[0])
        for _ in range(5):
            with pytest.raises(ModelTrouble):
                await model.ask(PROMPT, Meter(), seconds=5)
        with pytest.raises(ModelTrouble) as rests:
            await model.ask(PROMPT, Meter(), seconds=5)
        while_resting = len(llm.bodies)
        now[0] += 31
        alive[0] = True
        found = await model.ask(PROMPT, Meter(), seconds=5)
        await model.close()

    assert rests.value.kind is Trouble.RESTING
    assert while_resting == 5
    assert found == GOOD


async def test_calls_and_tokens_of_a_turn_are_limited() -> None:
    """The fourth call of a turn is not made, nor one that the token budget cannot pay."""
    async with opened(lambda body, _: says(body, GOOD)) as (model, llm):
        with pytest.raises(ModelTrouble) as calls:
            await model.ask(PROMPT, Meter(calls=3), seconds=5)
        with pytest.raises(ModelTrouble) as tokens:
            await model.ask(PROMPT, Meter(max_tokens=5), seconds=5)

    assert {calls.value.kind, tokens.value.kind} == {Trouble.BUDGET_SPENT}
    assert llm.bodies == []


async def test_tokens_are_estimated_where_the_server_counts_none() -> None:
    """Some servers never send usage."""
    async with opened(lambda *_: completion(json.dumps(GOOD), usage={})) as (model, _):
        meter = Meter()
        await model.ask(PROMPT, meter, seconds=5)

    assert meter.prompt_tokens > 0
    assert meter.completion_tokens > 0


async def test_connections_are_kept_alive() -> None:
    """One connection serves many calls."""
    async with opened(lambda body, _: says(body, GOOD)) as (model, llm):
        for _ in range(3):
            await model.ask(PROMPT, Meter(), seconds=5)

    assert all("keep-alive" in head.lower() for head in llm.headers)
    assert all("authorization: bearer k" in head.lower() for head in llm.headers)
