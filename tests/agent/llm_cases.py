"""A case with a model in it, over real sockets, without a store."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from agent.case import Case, Deps
from agent.catalogue.load import load_catalogue
from agent.domain import IncidentReport
from agent.line import run_once
from agent.mind import Mind
from agent.model.openai_door import OpenAiModel
from agent.model.port import Meter, Wanted
from agent.model.prices import Price
from agent.offline import NoProber
from agent.planner import Planner
from agent.ports import Event
from tests.agent.llm_server import Script, ScriptedLlm, scripted_llm
from tools.clock import now_utc
from tools.evidence import Evidence

CAPTCHA = """Our job cannot log in to Confluence any more.
< HTTP/1.1 401
< X-Seraph-LoginReason: AUTHENTICATION_DENIED
< X-Authentication-Denied-Reason: CAPTCHA_CHALLENGE; login-url=https://wiki.corp.example/login.action
"""
GERMAN = (
    "Hallo, unser Skript bekommt seit Montag von Confluence nur noch 401. Im Browser funktioniert die Anmeldung mit "
    "demselben Konto. Das Token ist gestern abgelaufen, glaube ich nicht, aber das steht so in der Liste."
)
VAGUE = "Confluence answers 401 to our script since Monday. In the browser it works."


@dataclass(slots=True)
class Noting:
    """A recorder that keeps events."""

    events: list[Event] = field(default_factory=list)

    async def record(self, diagnosis_id: str, evidence: Sequence[Evidence], events: Sequence[Event]) -> None:
        """Keep the events."""
        self.events += events


@dataclass(slots=True)
class Ran:
    """One diagnosis with a model."""

    case: Case
    deps: Deps
    llm: ScriptedLlm
    events: list[Event]

    @property
    def answer(self) -> dict[str, Any]:
        """The diagnosis as the REST contract shows it."""
        from api.present import answer_of

        return answer_of(self.case)


def deps_of(report: str | IncidentReport, mind: Mind | None = None, recorder: Noting | None = None) -> Deps:
    """Return the dependencies of a case that nothing may be asked about."""
    catalogue = load_catalogue()
    given = IncidentReport(text=report) if isinstance(report, str) else report
    return Deps(Case("dg_test", given), catalogue, recorder or Noting(), NoProber(), now_utc, Planner(catalogue), mind)


@asynccontextmanager
async def opened_mind(
    script: Script, *, seconds: float = 20.0, **wanted: Any
) -> AsyncIterator[tuple[Mind, ScriptedLlm]]:
    """Serve a script and open a mind over it."""
    async with scripted_llm(script) as llm:
        values = {"model": "m", "base_url": llm.url, "timeout_seconds": 2.0, "retry_wait_seconds": 0.01, **wanted}
        model = OpenAiModel(Wanted(**values))
        try:
            yield Mind(model, Meter(), monotonic() + seconds, {"m": Price(1.0, 2.0)}), llm
        finally:
            await model.close()


async def run_with(script: Script, text: str | IncidentReport, **wanted: Any) -> Ran:
    """Diagnose a ticket with a scripted model."""
    async with opened_mind(script, **wanted) as (mind, llm):
        recorder = Noting()
        deps = deps_of(text, mind, recorder)
        await run_once(deps)
        return Ran(deps.case, deps, llm, recorder.events)


async def run_by_rules(text: str | IncidentReport) -> Case:
    """Diagnose the same ticket without a model."""
    deps = deps_of(text)
    await run_once(deps)
    return deps.case


def fresh(mind: Mind) -> Mind:
    """Return a mind for another diagnosis over the same model."""
    return Mind(mind.model, Meter(), monotonic() + 20)


def settled(case: Case) -> tuple[str, str, float]:
    """Return what no model may change: verdict, cause and confidence."""
    conclusion = case.conclusion
    assert conclusion is not None
    return conclusion.verdict.value, conclusion.root_cause.code, round(conclusion.root_cause.confidence, 6)


__all__ = [
    "CAPTCHA",
    "GERMAN",
    "VAGUE",
    "Ran",
    "deps_of",
    "opened_mind",
    "run_by_rules",
    "run_with",
    "settled",
]
