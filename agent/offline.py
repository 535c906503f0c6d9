"""A diagnosis from what an incident carries, without any request and without the graph; for evals and tests."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from agent.case import Case, Deps, rank_case
from agent.catalogue.load import load_catalogue
from agent.diagnosis import Conclusion
from agent.domain import IncidentReport, Question, Ranking, Verdict
from agent.line import run_once
from agent.planner import Planner
from agent.ports import NullRecorder
from tools.clock import now_utc
from tools.probes.spec import Probe, ProbeOutcome, Target


@dataclass(frozen=True, slots=True)
class OfflineDiagnosis:
    """What the rules say of an incident that nothing may be asked about."""

    ranking: Ranking
    conclusion: Conclusion
    case: Case

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.conclusion.verdict

    @property
    def question(self) -> Question | None:
        """The question that would separate best."""
        return self.conclusion.question


class NoProber:
    """Offers nothing: an incident without a registered site is diagnosed from what it carries."""

    def menu(self, target: Target) -> tuple[Probe, ...]:
        """Offer no probe."""
        return ()

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run nothing."""
        return ProbeOutcome()


def diagnose_offline(report: IncidentReport) -> OfflineDiagnosis:
    """Diagnose from text and pastes alone."""
    case = Case("dg_offline", report)
    catalogue = load_catalogue()
    deps = Deps(case, catalogue, NullRecorder(), NoProber(), now_utc, Planner(catalogue))
    _finish(run_once(deps))
    if case.conclusion is None:
        raise RuntimeError("the line ended without a conclusion")
    return OfflineDiagnosis(rank_case(deps), case.conclusion, case)


def _finish(step: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that waits for nothing, wherever it is called from."""
    try:
        step.send(None)
    except StopIteration:
        return
    raise RuntimeError("a node waited for something in an offline diagnosis")
