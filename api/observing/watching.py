"""What watches the diagnoses of a process, and what it tells of each: counters, a trace, and one line in the log."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from agent.case import Case, Usage
from agent.mind import Mode
from api.observing.metrics import Metrics
from api.observing.tracing import Tracing
from api.store.records import StoredDiagnosis

_line = logging.getLogger("unlatch.diagnosis")
_USAGE = (
    "requests", "failed_logins", "logins_withheld", "refusals", "controls", "llm_calls", "prompt_tokens",
    "completion_tokens", "cost_usd",
)  # fmt: skip


@dataclass(slots=True)
class Watching:
    """What watches."""

    metrics: Metrics = field(default_factory=Metrics)
    tracing: Tracing = field(default_factory=Tracing)

    @contextmanager
    def turn(self, case: Case) -> Iterator[None]:
        """Watch one run of a diagnosis; whatever comes of it, what it spent is counted."""
        before = {name: getattr(case.usage, name) for name in Usage.__slots__}
        site = case.site.id if case.site else ""
        with self.tracing.span("diagnosis", diagnosis=case.id, site=site) as span:
            trace_id = self.tracing.trace_id()
            with structlog.contextvars.bound_contextvars(
                diagnosis=case.id, **{"trace_id": trace_id} if trace_id else {}
            ):
                try:
                    yield
                finally:
                    self._count(before, case)
                    conclusion = case.conclusion
                    span.note(
                        verdict=conclusion.verdict.value if conclusion else None,
                        cause=conclusion.root_cause.code if conclusion else None,
                        requests=case.usage.requests,
                        llm__calls=case.usage.llm_calls,
                        reasoner=case.reasoner.mode.value,
                    )

    def came_to_rest(self, told: Mapping[str, Any]) -> None:
        """Count a diagnosis that ended or asks something, and write its line."""
        self.metrics.count_end(told["status"], told["verdict"], told["code"], float(told["seconds"] or 0))
        _line.info("diagnosis", extra=dict(told))

    def _count(self, before: Mapping[str, Any], case: Case) -> None:
        spent = {name: (getattr(case.usage, name) or 0) - (before[name] or 0) for name in Usage.__slots__}
        more = {name: max(0, value) for name, value in spent.items()}
        self.metrics.count_logins(more["failed_logins"], more["logins_withheld"])
        if more["llm_calls"]:
            self.metrics.count_model(
                more["llm_calls"], more["prompt_tokens"], more["completion_tokens"], more["cost_usd"]
            )
        if case.reasoner.mode is Mode.DEGRADED and case.reasoner.trouble:
            self.metrics.count_trouble(case.reasoner.trouble)


def line_of_row(row: StoredDiagnosis) -> dict[str, Any]:
    """Return the canonical line of a stored diagnosis."""
    usage = row.progress.get("usage", {})
    return line_of(row.id, row.status, site=row.site, ticket=row.ticket_key, answer=row.answer, usage=usage)


def line_of(
    diagnosis_id: str,
    status: str,
    *,
    site: str,
    ticket: str,
    answer: Mapping[str, Any] | None,
    usage: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the canonical line: ids, codes and counts. Nothing that anybody wrote, but for the ticket's key."""
    said = answer or {}
    cause, reasoner = said.get("root_cause") or {}, said.get("reasoner") or {}
    return {
        "id": diagnosis_id,
        "status": status,
        "site": site,
        "ticket": ticket[:120],
        "verdict": said.get("verdict"),
        "code": cause.get("code"),
        "confidence": cause.get("confidence"),
        "seconds": round(float(usage.get("seconds") or 0), 3),
        **{name: usage.get(name) for name in _USAGE},
        "reasoner": reasoner.get("mode"),
        "model": reasoner.get("model"),
        "trouble": reasoner.get("trouble"),
    }
