"""The one door to the openai SDK: chat completions only, the widest common subset of compatible servers.

One client per process with keep-alive connections. The SDK's own retries are off: retries, the deadline and the
circuit breaker are here, so that they hold over all attempts together.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx2
from openai import AsyncOpenAI, DefaultAsyncHttpx2Client, OpenAIError

from agent.model.breaker import Breaker
from agent.model.capabilities import Known, Profile, response_format, stepped_down
from agent.model.faults import LONGEST_WAIT_SECONDS, trouble_of
from agent.model.port import Heard, Meter, Model, ModelTrouble, Prompt, Trouble, Wanted
from agent.model.wire import Completion, json_object_in, not_an_api, read_stream, read_whole

logger = logging.getLogger(__name__)
_CONNECT_SECONDS = 5.0
_MAX_STEPS_DOWN = 4
_RAISED_BY_THE_SDK = (
    OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    ValueError,
    AttributeError,
    TypeError,
    KeyError,
)


class OpenAiModel:
    """A model behind any server that speaks OpenAI's chat completions."""

    def __init__(self, wanted: Wanted, known: Known | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._wanted = wanted
        self._known = known or Known()
        self._clock = clock
        self._breaker = Breaker(clock)
        self._client = AsyncOpenAI(
            api_key=wanted.api_key or "none",
            base_url=wanted.base_url,
            max_retries=0,
            timeout=httpx2.Timeout(wanted.timeout_seconds, connect=_CONNECT_SECONDS),
            default_headers=dict(wanted.extra_headers),
            http_client=DefaultAsyncHttpx2Client(follow_redirects=False),
        )

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._wanted.model

    @property
    def place(self) -> str:
        """Return the host that text is sent to."""
        return urlsplit(self._wanted.base_url).hostname or self._wanted.base_url

    @property
    def profile(self) -> Profile:
        """Return what is known of the endpoint."""
        return self._known.of(self._wanted.base_url, self.name)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def ask(
        self, prompt: Prompt, meter: Meter, *, seconds: float, heard: Heard | None = None
    ) -> Mapping[str, Any]:
        """Return the JSON object that the model answers with; see the port.

        Raises:
            ModelTrouble: There is no usable answer.
        """
        self._breaker.check()
        until = self._clock() + seconds
        try:
            found = await self._attempts(prompt, meter, until, heard)
        except ModelTrouble as trouble:
            (self._breaker.failed if trouble.blames_endpoint else self._breaker.left_open)()
            logger.warning("model %s: %s (%s)", self.name, trouble.kind.value, trouble)
            raise
        except BaseException:
            self._breaker.left_open()
            raise
        self._breaker.succeeded()
        return found

    async def _attempts(self, prompt: Prompt, meter: Meter, until: float, heard: Heard | None) -> Mapping[str, Any]:
        profile, retries, steps = self.profile, 0, 0
        while True:
            try:
                answer = await self._once(prompt, profile, meter, until, heard)
            except ModelTrouble as trouble:
                lower = stepped_down(profile, trouble) if steps < _MAX_STEPS_DOWN else None
                if lower is not None:
                    profile, steps = lower, steps + 1
                    meter.calls -= 1  # it was refused before any model ran
                    continue
                await self._pause(trouble, retries, until)
                retries += 1
                continue
            self._known.keep(self._wanted.base_url, self.name, profile)
            return json_object_in(answer.text)

    async def _once(
        self, prompt: Prompt, profile: Profile, meter: Meter, until: float, heard: Heard | None
    ) -> Completion:
        meter.check(sum(len(m.text) for m in prompt.messages) // 4)
        meter.calls += 1
        left = min(self._wanted.timeout_seconds, until - self._clock())
        if left <= 0:
            raise ModelTrouble(Trouble.TIMED_OUT, "the time for the model is over")
        try:
            async with asyncio.timeout(left):
                answer = await self._send(self._body(prompt, profile, stream=heard is not None), heard)
        except ModelTrouble:
            raise
        except _RAISED_BY_THE_SDK as fault:
            raise trouble_of(fault) from None
        except TimeoutError as fault:
            raise trouble_of(fault) from None
        _count(meter, prompt, answer)
        return answer.checked()

    async def _send(self, body: dict[str, Any], heard: Heard | None) -> Completion:
        async with self._client.chat.completions.with_streaming_response.create(**body) as reply:
            kind = reply.headers.get("content-type", "")
            if "html" in kind:
                raise not_an_api()
            if "event-stream" in kind:
                return await read_stream(reply.iter_bytes(), heard)
            return await read_whole(reply.iter_bytes())

    def _body(self, prompt: Prompt, profile: Profile, *, stream: bool) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": m.role, "content": m.text} for m in prompt.messages],
            profile.limit_name: self._wanted.max_tokens or prompt.max_tokens,
        }
        if stream:
            body["stream"] = True
            if profile.stream_usage:
                body["stream_options"] = {"include_usage": True}
        if self._wanted.temperature is not None and profile.temperature:
            body["temperature"] = self._wanted.temperature
        wanted_format = response_format(profile, prompt.name, prompt.shape)
        if wanted_format is not None:
            body["response_format"] = wanted_format
        if self._wanted.extra_body:
            body["extra_body"] = dict(self._wanted.extra_body)
        return body

    async def _pause(self, trouble: ModelTrouble, retries: int, until: float) -> None:
        """Wait before the next attempt, or raise the trouble when there is none."""
        if not trouble.passes or retries >= self._wanted.max_retries:
            raise trouble
        asked = trouble.retry_after_seconds
        pause = self._wanted.retry_wait_seconds * 2**retries if asked is None else asked
        if pause > LONGEST_WAIT_SECONDS or self._clock() + pause >= until:
            raise trouble
        await asyncio.sleep(pause)


def open_model(wanted: Wanted, known: Known | None = None) -> Model:
    """Open a model; where the SDK is loaded is here."""
    return OpenAiModel(wanted, known)


def _count(meter: Meter, prompt: Prompt, answer: Completion) -> None:
    """Add the tokens that the server counted; where it counted none, about four bytes are one."""
    sent = sum(len(m.text.encode()) for m in prompt.messages)
    meter.prompt_tokens += answer.prompt_tokens or sent // 4
    meter.cached_tokens += answer.cached_tokens
    meter.completion_tokens += answer.completion_tokens or len(answer.text.encode()) // 4
