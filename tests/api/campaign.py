"""A campaign against a fleet: so many diagnoses, each followed to its end by a client that never gives up."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx2

PATIENCE_SECONDS = 240.0
AT_REST = frozenset({"concluded", "needs_input", "failed", "cancelled"})


@dataclass(slots=True)
class Followed:
    """What one client saw of its diagnosis."""

    id: str
    seqs: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    longest_silence: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Campaign:
    """Posts to the ports in turn and follows each diagnosis from whichever port answers."""

    ports: list[int]
    followed: list[Followed] = field(default_factory=list)

    async def run(
        self, bodies: list[dict[str, Any]], at_once: int, in_between: Callable[[int], Awaitable[None]]
    ) -> None:
        """Send all; `in_between` is told how many are accepted after each one."""
        slots = asyncio.Semaphore(at_once)
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
        async with httpx2.AsyncClient(timeout=20, limits=limits) as client:

            async def one(number: int, body: dict[str, Any]) -> None:
                async with slots:
                    followed = Followed(await self._post(client, number, body))
                    self.followed.append(followed)
                    await in_between(len(self.followed))
                    await self._follow(client, number, followed)

            async with asyncio.TaskGroup() as group:
                for number, body in enumerate(bodies):
                    group.create_task(one(number, body))

    async def follow_all(self, ids: list[str]) -> None:
        """Follow diagnoses that were accepted before."""
        self.followed = [Followed(diagnosis_id) for diagnosis_id in ids]
        async with httpx2.AsyncClient(timeout=20) as client:
            await asyncio.gather(*(self._follow(client, n, one) for n, one in enumerate(self.followed)))

    async def _post(self, client: httpx2.AsyncClient, number: int, body: dict[str, Any]) -> str:
        """Send until it is accepted, each time with the same key, so that it is never accepted twice."""
        until = monotonic() + PATIENCE_SECONDS
        for turn in _turns(number):
            url = f"http://127.0.0.1:{self.ports[turn % len(self.ports)]}/v1/diagnoses"
            try:
                answer = await client.post(url, json=body, headers={"Idempotency-Key": f"campaign-{number}"})
            except httpx2.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 202:
                return str(answer.json()["id"])
            if answer is not None and answer.status_code not in {409, 429, 500, 503}:
                raise AssertionError(f"{answer.status_code}: {answer.text}")
            assert monotonic() < until, "nobody accepted a diagnosis for too long"
            await asyncio.sleep(0.2)
        raise AssertionError("unreachable")

    async def _follow(self, client: httpx2.AsyncClient, number: int, followed: Followed) -> None:
        """Read the stream; when it is cut, go on from the last event at the other port."""
        until = monotonic() + PATIENCE_SECONDS
        for turn in _turns(number + 1):
            base = f"http://127.0.0.1:{self.ports[turn % len(self.ports)]}/v1/diagnoses/{followed.id}"
            try:
                if await _read_stream(client, base, followed):
                    return
            except httpx2.HTTPError:
                await asyncio.sleep(0.2)
            assert monotonic() < until, f"{followed.id} came to no rest"


async def _read_stream(client: httpx2.AsyncClient, base: str, followed: Followed) -> bool:
    last = str(followed.seqs[-1]) if followed.seqs else "0"
    async with client.stream("GET", f"{base}/events", headers={"Last-Event-ID": last}) as stream:
        seen = monotonic()
        async for line in stream.aiter_lines():
            if line.startswith("id: "):
                followed.longest_silence = max(followed.longest_silence, monotonic() - seen)
                seen = monotonic()
                followed.seqs.append(int(line[4:]))
            elif line.startswith("event: "):
                followed.names.append(line[7:])
            if line == "" and followed.names and followed.names[-1] in {"question.asked"}:
                break
    answer = (await client.get(base)).json()
    followed.answer = answer
    return answer.get("status") in AT_REST


def _turns(first: int) -> range:
    return range(first, first + 100_000)


def problems(followed: Followed) -> list[str]:
    """Tell what is wrong with what a client saw."""
    told = []
    if followed.seqs != list(range(1, len(followed.seqs) + 1)):
        told.append(f"{followed.id}: gap or double in {json.dumps(followed.seqs)}")
    if followed.answer.get("status") not in {"concluded", "needs_input"}:
        told.append(f"{followed.id}: ended as {followed.answer.get('status')}")
    ends = followed.names.count("diagnosis.concluded")
    if followed.answer.get("status") == "concluded" and (ends != 1 or followed.names[-1] != "diagnosis.concluded"):
        told.append(f"{followed.id}: {ends} conclusions in {followed.names}")
    return told
