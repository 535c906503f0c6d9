"""The model port: a prompt in, a JSON object out, and every way in which that can fail, by name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

Heard = Callable[[str], Awaitable[None]]
"""Called with each piece of text as it arrives."""


class Trouble(StrEnum):
    """What can go wrong with a model, by what it means for the next step."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    RATE_LIMITED = "rate_limited"
    QUOTA_SPENT = "quota_spent"
    KEY_REFUSED = "key_refused"
    NO_SUCH_MODEL = "no_such_model"
    REQUEST_REFUSED = "request_refused"
    TOO_LONG = "too_long"
    SERVER_FAILED = "server_failed"
    NOT_AN_API = "not_an_api"
    EMPTY = "empty"
    DECLINED = "declined"
    CUT_OFF = "cut_off"
    RAN_OUT_OF_TOKENS = "ran_out_of_tokens"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    RESTING = "resting"
    BUDGET_SPENT = "budget_spent"


_PASSES = frozenset({
    Trouble.UNREACHABLE, Trouble.RATE_LIMITED, Trouble.SERVER_FAILED, Trouble.EMPTY, Trouble.CUT_OFF,
})  # fmt: skip
_THE_ENDPOINT_FAILS = frozenset({
    Trouble.UNREACHABLE, Trouble.TIMED_OUT, Trouble.RATE_LIMITED, Trouble.QUOTA_SPENT, Trouble.KEY_REFUSED,
    Trouble.NO_SUCH_MODEL, Trouble.SERVER_FAILED, Trouble.NOT_AN_API,
})  # fmt: skip


class ModelTrouble(Exception):  # noqa: N818 - it names what happened
    """The model gave no usable answer. The text says what happened and never holds a key or a prompt.

    Attributes:
        kind: What happened, by name.
        retry_after_seconds: What the server asked to wait, or None.
        said: What the model wrote, where it wrote something that cannot be used.
    """

    def __init__(
        self, kind: Trouble, told: str, *, retry_after_seconds: float | None = None, said: str = "", body: str = ""
    ) -> None:
        super().__init__(told)
        self.kind = kind
        self.retry_after_seconds = retry_after_seconds
        self.said = said
        self.body = body

    @property
    def passes(self) -> bool:
        """Tell whether the same request may succeed a moment later."""
        return self.kind in _PASSES

    @property
    def blames_endpoint(self) -> bool:
        """Tell whether asking this endpoint again would most likely fail for everybody."""
        return self.kind in _THE_ENDPOINT_FAILS


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt; `role` is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: messages, the shape of the answer as JSON Schema, and how long the answer may be."""

    name: str
    messages: tuple[Message, ...]
    shape: Mapping[str, Any]
    max_tokens: int = 1500


@dataclass(slots=True)
class Meter:
    """Counts what a turn of a diagnosis has spent on the model, and says when it must stop."""

    max_calls: int = 3
    max_tokens: int = 30_000
    calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def check(self, wanted_tokens: int) -> None:
        """Say no before a call that the budget does not allow.

        Raises:
            ModelTrouble: Calls or tokens are spent.
        """
        if self.calls >= self.max_calls:
            raise ModelTrouble(Trouble.BUDGET_SPENT, f"the {self.max_calls} model calls of this turn are spent")
        if self.prompt_tokens + self.completion_tokens + wanted_tokens > self.max_tokens:
            raise ModelTrouble(Trouble.BUDGET_SPENT, f"the budget of {self.max_tokens} model tokens is spent")


class Model(Protocol):
    """A language model that answers with JSON objects."""

    @property
    def name(self) -> str:
        """Return the model's name, as the endpoint knows it."""
        ...

    @property
    def place(self) -> str:
        """Return the host that text is sent to."""
        ...

    async def ask(
        self, prompt: Prompt, meter: Meter, *, seconds: float, heard: Heard | None = None
    ) -> Mapping[str, Any]:
        """Return the JSON object that the model answers with.

        Args:
            prompt: What is sent.
            meter: Counts every request that is made, also those that fail.
            seconds: How long all attempts together may take.
            heard: Gets the raw text piece by piece; where it is given the answer is streamed.

        Raises:
            ModelTrouble: There is no usable answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an endpoint is to be reached, from the settings. The key is kept out of repr."""

    model: str
    base_url: str
    api_key: str = field(repr=False, default="")
    timeout_seconds: float = 60.0
    max_retries: int = 1
    retry_wait_seconds: float = 0.5
    max_tokens: int | None = None
    temperature: float | None = None
    structured: str = "auto"
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    extra_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
