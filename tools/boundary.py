"""The edge of the tools: what is raised past it carries no text of a request, a reply or a secret."""

from pathlib import Path
from traceback import extract_tb
from types import TracebackType

from tools.client import Withheld


class ToolFault(Exception):  # noqa: N818 - it names what happened
    """A bug in a tool. The text names the kind of fault and the line, nothing of what was being worked on."""


class ScrubbedFaults:
    """A context in which every unforeseen exception becomes a ToolFault; Withheld and cancellation pass as they are."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(fault, Withheld | ToolFault):
            _cut_off(fault)
        elif isinstance(fault, Exception):
            told = _scrubbed(fault)
            try:
                raise told
            finally:
                _cut_off(told)


def _cut_off(fault: Exception) -> None:
    """Drop what hangs on an exception: those before it hold texts of their own, even when no traceback shows them."""
    fault.__cause__ = fault.__context__ = None
    fault.__suppress_context__ = True
    fault.__dict__.pop("__notes__", None)


def _scrubbed(fault: Exception) -> ToolFault:
    last = extract_tb(fault.__traceback__)[-1]
    return ToolFault(f"a tool failed with {type(fault).__name__} at {Path(last.filename).name}:{last.lineno}")
