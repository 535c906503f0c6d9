"""Log lines as JSON (structlog renders them), or in columns where a person looks at a terminal.

Every line of every library takes this way. Secrets are taken out twice: by the filter that `tools.log_filter` puts on
each record, which knows the vault, and by the last step before a line is written, which knows their forms.
"""

import logging
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, Literal, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

from tools import log_filter

LogFormat = Literal["auto", "json", "console"]
_QUIET = {"alembic.runtime": logging.WARNING, "uvicorn.access": logging.WARNING}
"""Loggers whose lines are told elsewhere: each request is in the metrics and, where it is guarded, the audit log."""
Step = Callable[[Any, str, MutableMapping[str, Any]], MutableMapping[str, Any]]


def configure_logs(level: str, form: LogFormat = "auto", stream: TextIO | None = None) -> None:
    """Write the lines of all loggers to a stream (standard error), from now on in one form.

    Call it before `tools.log_filter.install`, which then redacts what this handler is given.
    """
    to = stream or sys.stderr
    handler = logging.StreamHandler(to)
    handler.setFormatter(_formatter(as_json=form == "json" or (form == "auto" and not to.isatty())))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name, floor in _QUIET.items():
        logging.getLogger(name).setLevel(floor if root.level > logging.DEBUG else logging.DEBUG)
    log_filter.install(handlers=[handler])


def _formatter(*, as_json: bool) -> logging.Formatter:
    scrub: Any = log_filter.redact_event()
    written: Any = structlog.processors.JSONRenderer(sort_keys=False) if as_json else structlog.dev.ConsoleRenderer()
    return ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _fault,
        ],
        processors=[ProcessorFormatter.remove_processors_meta, scrub, written],
    )


def _fault(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take over the traceback that the filter has redacted already."""
    text = event["_record"].exc_text
    if text:
        event["exception"] = text
    for name in ("exc_info", "color_message"):  # the latter is uvicorn's own, for terminals
        event.pop(name, None)
    return event
