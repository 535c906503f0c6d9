"""Turns what the SDK and its transport raise into troubles with a name."""

import asyncio

import httpx2
import openai

from agent.model.port import ModelTrouble, Trouble

LONGEST_WAIT_SECONDS = 30.0
_OF_QUOTA = ("insufficient_quota", "billing", "exceeded your current quota", "out of credits")
_OF_LENGTH = ("context_length", "context length", "maximum context", "too many tokens", "exceeds the available context")
_OF_FILTER = ("content_filter", "content management policy")


def trouble_of(fault: Exception) -> ModelTrouble:
    """Name what the SDK or its transport raised. Bodies are kept apart: they may quote a part of a key."""
    if isinstance(fault, ModelTrouble):
        return fault
    if isinstance(fault, (openai.APITimeoutError, httpx2.TimeoutException, asyncio.TimeoutError)):
        return ModelTrouble(Trouble.TIMED_OUT, "the model did not answer in time")
    if isinstance(fault, openai.APIStatusError):
        return _of_status(fault)
    if isinstance(fault, (openai.APIConnectionError, httpx2.ConnectError)):
        return ModelTrouble(Trouble.UNREACHABLE, "no connection to the model; check UNLATCH_LLM_BASE_URL")
    if isinstance(fault, (httpx2.HTTPError, httpx2.StreamError)):
        return ModelTrouble(Trouble.CUT_OFF, "the connection broke while the model answered")
    return ModelTrouble(Trouble.SERVER_FAILED, f"the model's answer could not be taken ({type(fault).__name__})")


def _of_status(fault: openai.APIStatusError) -> ModelTrouble:
    status, body = fault.status_code, str(fault.body or fault.response.text)[:2000]
    kind = _kind_of(status, body.lower())
    return ModelTrouble(kind, _TOLD[kind].format(status=status), retry_after_seconds=_wait_of(fault), body=body)


def _kind_of(status: int, body: str) -> Trouble:
    if _names(body, _OF_QUOTA) or status == 402:
        return Trouble.QUOTA_SPENT
    if _names(body, _OF_LENGTH) or status == 413:
        return Trouble.TOO_LONG
    if _names(body, _OF_FILTER):
        return Trouble.DECLINED
    if status >= 500:
        return Trouble.SERVER_FAILED
    if 300 <= status < 400:
        return Trouble.NOT_AN_API
    return _BY_STATUS.get(status, Trouble.REQUEST_REFUSED)


def _names(body: str, words: tuple[str, ...]) -> bool:
    return any(word in body for word in words)


_BY_STATUS = {
    401: Trouble.KEY_REFUSED,
    403: Trouble.KEY_REFUSED,
    404: Trouble.NO_SUCH_MODEL,
    408: Trouble.TIMED_OUT,
    429: Trouble.RATE_LIMITED,
}
_TOLD = {
    Trouble.QUOTA_SPENT: "the model account's quota is spent ({status}); top it up at the provider",
    Trouble.TOO_LONG: "the prompt is too long for this model; lower UNLATCH_LLM_CONTEXT_TOKENS",
    Trouble.DECLINED: "the model's content filter declined the prompt",
    Trouble.SERVER_FAILED: "the model server failed with {status}",
    Trouble.NOT_AN_API: "the model address redirects elsewhere ({status}); check UNLATCH_LLM_BASE_URL",
    Trouble.REQUEST_REFUSED: "the model server refused the request with {status}",
    Trouble.KEY_REFUSED: "the model server refused our key ({status}); check UNLATCH_LLM_API_KEY. "
    "This says nothing about Confluence",
    Trouble.NO_SUCH_MODEL: "the model server knows no such model or path ({status}); check UNLATCH_LLM_MODEL",
    Trouble.TIMED_OUT: "the model server gave up waiting ({status})",
    Trouble.RATE_LIMITED: "the model server limits our rate ({status})",
}


def _wait_of(fault: openai.APIStatusError) -> float | None:
    """Return the seconds of Retry-After; a date or nonsense counts as the longest wait."""
    headers = fault.response.headers
    if (milliseconds := headers.get("retry-after-ms")) and milliseconds.isascii() and milliseconds.isdigit():
        return int(milliseconds) / 1000
    seconds = headers.get("retry-after")
    if seconds is None:
        return None
    try:
        return max(0.0, float(seconds))
    except ValueError:
        return LONGEST_WAIT_SECONDS
