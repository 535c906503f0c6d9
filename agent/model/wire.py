"""Reads what an endpoint sends: a whole completion or a stream of them, as plain dicts.

The SDK's typed chunks cost twice the CPU, and it takes an HTML page, an empty list of choices and a stream that ends
in the middle for success. Here each of them has a name.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent.model.port import Heard, ModelTrouble, Trouble

MAX_REPLY_BYTES = 1_000_000


@dataclass(slots=True)
class Completion:
    """What came back: the text, why it ended, and the tokens that the server counted (0: it did not say)."""

    text: str = ""
    finish: str | None = None
    refusal: str = ""
    tool_call: bool = False
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def checked(self) -> "Completion":
        """Return it when it is a whole answer.

        Raises:
            ModelTrouble: It is refused, empty, cut off or no text.
        """
        if self.refusal or self.finish == "content_filter":
            raise ModelTrouble(Trouble.DECLINED, "the model or its filter declined to answer")
        if self.finish == "length":
            raise ModelTrouble(
                Trouble.RAN_OUT_OF_TOKENS,
                "the answer ran into the token limit; raise UNLATCH_LLM_MAX_TOKENS for a model that thinks first",
            )
        if self.finish is None:
            raise ModelTrouble(Trouble.CUT_OFF, "the answer ended before it was finished", said=self.text)
        if not self.text.strip():
            what = "a tool call that nobody offered" if self.tool_call else "no text"
            raise ModelTrouble(Trouble.EMPTY, f"the model answered with {what}")
        return self


async def read_whole(chunks: AsyncIterator[bytes]) -> Completion:
    """Read a completion that comes in one piece.

    Raises:
        ModelTrouble: It is no completion.
    """
    raw = b"".join([chunk async for chunk in _bounded(chunks)])
    return _take(Completion(), _json_object(raw), "message")


async def read_stream(chunks: AsyncIterator[bytes], heard: Heard | None) -> Completion:
    """Read a stream of server-sent events.

    Raises:
        ModelTrouble: An event is no chunk of a completion.
    """
    found, done = Completion(), False
    async for line in _lines(_bounded(chunks)):  # to the very end, so that the connection can be used again
        if done or not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            done = True
            continue
        before = len(found.text)
        _take(found, _json_object(data), "delta")
        if heard is not None and len(found.text) > before:
            await heard(found.text[before:])
    return found


def json_object_in(text: str) -> Mapping[str, Any]:
    """Find the first JSON object in what a model wrote; fences, thoughts and prose around it are passed over.

    Raises:
        ModelTrouble: There is none.
    """
    body = text.rpartition("</think>")[2]
    start = body.find("{")
    while start >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(body, start)
        except (ValueError, RecursionError):
            start = body.find("{", start + 1)
            continue
        if isinstance(found, dict):
            return found
        start = body.find("{", start + 1)
    raise ModelTrouble(Trouble.NOT_JSON, "the answer holds no JSON object", said=text)


def _take(into: Completion, raw: Mapping[str, Any], part: str) -> Completion:
    if raw.get("error"):
        told = _words_of(raw["error"])
        raise ModelTrouble(Trouble.SERVER_FAILED, f"the server reported an error: {told}", body=told)
    choices = raw.get("choices")
    _take_usage(into, raw.get("usage"))
    if part == "message" and not choices:
        raise ModelTrouble(Trouble.EMPTY, "the answer has no choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(first, dict):
        return into
    message = first.get(part)
    if isinstance(message, dict):
        into.text += _text_of(message.get("content"))
        into.refusal += _text_of(message.get("refusal"))
        into.tool_call = into.tool_call or bool(message.get("tool_calls"))
    finish = first.get("finish_reason")
    into.finish = finish if isinstance(finish, str) else into.finish
    return into


def _take_usage(into: Completion, usage: object) -> None:
    if not isinstance(usage, dict):
        return
    into.prompt_tokens = _count(usage.get("prompt_tokens"))
    into.completion_tokens = _count(usage.get("completion_tokens"))
    details = usage.get("prompt_tokens_details")
    into.cached_tokens = _count(details.get("cached_tokens")) if isinstance(details, dict) else 0


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _text_of(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_text_of(part.get("text")) for part in content if isinstance(part, dict))
    return ""


def _words_of(error: object) -> str:
    words = error.get("message") if isinstance(error, dict) else error
    return str(words)[:200]


def _json_object(raw: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        if raw.lstrip()[:1] == b"<":
            raise not_an_api() from None
        raise ModelTrouble(Trouble.CUT_OFF, "the server's answer is broken JSON") from None
    if not isinstance(found, dict):
        raise not_an_api()
    return found


def not_an_api() -> ModelTrouble:
    """Name a page that answers in the API's place."""
    return ModelTrouble(
        Trouble.NOT_AN_API,
        "something other than a model API answered, often a login or proxy page; check UNLATCH_LLM_BASE_URL",
    )


async def _bounded(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MAX_REPLY_BYTES:
            raise ModelTrouble(Trouble.CUT_OFF, f"the answer is over {MAX_REPLY_BYTES} bytes")
        yield chunk


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line
    if rest:
        yield rest
