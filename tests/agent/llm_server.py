"""An OpenAI-compatible server over real sockets that answers, and misbehaves, by a script."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One raw HTTP answer. `breaks` closes the connection without an end; `hangs` never answers."""

    status: int = 200
    kind: str = "application/json"
    chunks: tuple[bytes, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    breaks: bool = False
    hangs: bool = False


Script = Callable[[Body, int], Answer]
"""Gets the request body and its number, from 1."""


@dataclass(slots=True)
class ScriptedLlm:
    """What a test holds of the running server."""

    script: Script
    url: str = ""
    bodies: list[Body] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)

    @property
    def prompts(self) -> str:
        """Everything that was ever sent, as one text."""
        return json.dumps(self.bodies, ensure_ascii=False)


@asynccontextmanager
async def scripted_llm(script: Script) -> AsyncIterator[ScriptedLlm]:
    """Serve on a free loopback port until the test ends."""
    llm = ScriptedLlm(script)
    open_tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            open_tasks.add(task)
        try:
            while await _exchange(llm, reader, writer):
                pass
        except (asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            writer.transport.abort()
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    llm.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield llm
    finally:
        server.close()
        for task in open_tasks:
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)


async def _exchange(llm: ScriptedLlm, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next((int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0)
    body = json.loads(await reader.readexactly(length) or b"{}")
    llm.bodies.append(body)
    llm.headers.append(head)
    answer = llm.script(body, len(llm.bodies))
    if answer.hangs:
        await asyncio.Event().wait()
    lines = [f"HTTP/1.1 {answer.status} Scripted", f"content-type: {answer.kind}", "transfer-encoding: chunked"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    for chunk in answer.chunks:
        writer.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        await writer.drain()
    if answer.breaks:
        writer.transport.abort()
        return False
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


def completion(text: str | None, *, finish: str | None = "stop", usage: Body | None = None, **message: Any) -> Answer:
    """Answer with one whole completion."""
    counted = {"prompt_tokens": 100, "completion_tokens": 20} if usage is None else usage
    raw: Body = {
        "id": "c1",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text, **message}, "finish_reason": finish}
        ],
    }
    return Answer(chunks=(json.dumps({**raw, "usage": counted} if counted else raw).encode(),))


def stream(pieces: Sequence[str], *, finish: str | None = "stop", done: bool = True, breaks: bool = False) -> Answer:
    """Answer with a stream: an empty first chunk as Azure sends, the pieces, the end, the usage."""
    events: list[Body] = [{"choices": []}]
    events += [{"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in pieces]
    if finish:
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        events.append({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20}})
    chunks = [b"data: " + json.dumps(event).encode() + b"\n\n" for event in events]
    if done:
        chunks.append(b"data: [DONE]\n\n")
    return Answer(kind="text/event-stream; charset=utf-8", chunks=tuple(chunks), breaks=breaks)


def says(body: Body, said: object) -> Answer:
    """Answer with an object as JSON, streamed when that was asked for."""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    if body.get("stream"):
        return stream([text[at : at + 40] for at in range(0, len(text), 40)])
    return completion(text)


def refuses(status: int, message: str, code: str | None = None, **headers: str) -> Answer:
    """Answer with an error as OpenAI words it."""
    raw = {"error": {"message": message, "type": "scripted", "code": code}}
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status=status, chunks=(json.dumps(raw).encode(),), headers=named)


LOGIN_PAGE = Answer(kind="text/html", chunks=(b"<!doctype html><title>Sign in</title>",))
"""What a proxy puts in the API's place, with status 200."""


def prompt_name(body: Body) -> str:
    """Tell which prompt a request carries, from the name of its schema."""
    form = body.get("response_format") or {}
    return str((form.get("json_schema") or {}).get("name", ""))
