"""Keeps secrets out of logs: redacts whole records as they are made, and pins talkative libraries."""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, Final

from tools.redaction import redact

PINNED: Final[Mapping[str, int]] = {
    "atlassian": logging.ERROR,
    "requests": logging.ERROR,
    "urllib3": logging.ERROR,
    "httpcore": logging.WARNING,
    "httpcore2": logging.WARNING,
    "httpx": logging.WARNING,
    "httpx2": logging.WARNING,
    "openai": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "psycopg": logging.WARNING,
    "mcp": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "sqlalchemy.engine": logging.WARNING,
    "asyncio": logging.WARNING,
}
"""Loggers whose finer lines carry headers, bodies, prompts or rows, and the level they never go below."""

Scrub = Callable[[str], str]
_OWN = frozenset({*logging.LogRecord("", 0, "", 0, "", None, None).__dict__, "message", "asctime", "taskName"})
_DEEPEST = 6
_WANTS_ARGUMENTS = "uvicorn"
"""Its formatters want the arguments one by one."""


def plain_scrub(text: str) -> str:
    """Redact by the form of secrets alone."""
    return redact(text).text


class RedactingFilter(logging.Filter):
    """Redacts a record: message with arguments, exception text, stack, extra fields. It never drops one.

    Args:
        scrub: Takes secrets out of a text; one that also knows the vault's secrets finds those without a known form.
    """

    def __init__(self, scrub: Scrub = plain_scrub) -> None:
        super().__init__()
        self._scrub = scrub

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place and let it pass."""
        if (record.name or "").startswith(_WANTS_ARGUMENTS) and isinstance(record.args, tuple):
            record.msg = self._scrub(str(record.msg))
            record.args = tuple(scrubbed(value, self._scrub) for value in record.args)
        else:
            record.msg, record.args = self._scrub(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        record.exc_info = None
        if record.exc_text:
            record.exc_text = self._scrub(record.exc_text)
        if record.stack_info:
            record.stack_info = self._scrub(record.stack_info)
        for name in set(record.__dict__) - _OWN:
            record.__dict__[name] = scrubbed(record.__dict__[name], self._scrub)
        return True


def redact_event(scrub: Scrub = plain_scrub) -> Callable[[Any, str, MutableMapping[str, Any]], Mapping[str, Any]]:
    """Return a structlog processor that redacts every value of an event; put it last before the renderer."""

    def processor(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return {str(key): scrubbed(value, scrub) for key, value in event.items()}

    return processor


def scrubbed(value: Any, scrub: Scrub, depth: int = 0) -> Any:
    """Return a value without secrets; what is neither a number nor a collection becomes its text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {scrub(str(k)): scrubbed(v, scrub, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth < _DEEPEST:
        return [scrubbed(item, scrub, depth + 1) for item in value]
    if isinstance(value, bytes):
        return scrub(value.decode("utf-8", "replace"))
    return scrub(str(value))


def scrub_with(known: Scrub) -> Scrub:
    """Return a scrub that takes out what a vault knows first, and then what has the form of a secret."""
    return lambda text: redact(known(text)).text


def install(scrub: Scrub = plain_scrub, handlers: Iterable[logging.Handler] | None = None) -> RedactingFilter:
    """Redact every record of every logger from now on, and pin the libraries.

    Records are redacted as they are made, so that handlers that a server adds later get clean ones; extra fields come
    to a record after that, so the filter sits on the handlers that exist (or those given) as well.
    """
    redacting = RedactingFilter(scrub)
    logging.setLogRecordFactory(_factory(redacting))
    for handler in _handlers() if handlers is None else handlers:
        for old in [one for one in handler.filters if isinstance(one, RedactingFilter)]:
            handler.removeFilter(old)
        handler.addFilter(redacting)
    pin_libraries()
    return redacting


def _factory(redacting: RedactingFilter) -> Callable[..., logging.LogRecord]:
    def made(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = logging.LogRecord(*args, **kwargs)
        redacting.filter(record)
        return record

    return made


def pin_libraries() -> None:
    """Raise the level of libraries that log what passes through them, and of their children that were set lower."""
    for name in {*PINNED, *logging.root.manager.loggerDict}:
        floor = max((level for pinned, level in PINNED.items() if f"{name}.".startswith(f"{pinned}.")), default=0)
        logger = logging.getLogger(name)
        if name in PINNED or logger.level:
            logger.setLevel(max(logger.level, floor))


def _handlers() -> set[logging.Handler]:
    named = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    found = {handler for logger in (logging.root, *named) for handler in logger.handlers}
    return found | ({logging.lastResort} if logging.lastResort else set())


def _message(record: logging.LogRecord) -> str:
    """Return the message with its arguments; one that does not fit its arguments is no reason to lose the line."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args!r}"
