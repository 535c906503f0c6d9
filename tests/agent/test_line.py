"""The line without langgraph and the graph come to the same answer."""

from pathlib import Path

import pytest
import yaml
from langgraph.checkpoint.memory import InMemorySaver

from agent.case import Case, Deps
from agent.catalogue.load import load_catalogue
from agent.domain import Attachment, IncidentReport
from agent.graph import build_graph, run_line
from agent.line import run_once
from agent.offline import NoProber
from agent.planner import Planner
from agent.ports import NullRecorder
from tools.clock import now_utc

CASES = yaml.safe_load(Path("evals/field/cases.yaml").read_text("utf-8"))[::7]


def deps_for(text: str) -> Deps:
    """Return the dependencies of a case that nothing may be asked about."""
    catalogue = load_catalogue()
    case = Case("dg_test", IncidentReport(attachments=(Attachment(text),)))
    return Deps(case, catalogue, NullRecorder(), NoProber(), now_utc, Planner(catalogue))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
async def test_graph_and_plain_line_agree(case: dict[str, str]) -> None:
    """Same conclusion, whichever drives the nodes."""
    plain, wired = deps_for(case["reporter_text"]), deps_for(case["reporter_text"])

    await run_once(plain)
    await run_line(build_graph(), wired)

    assert plain.case.conclusion == wired.case.conclusion
    assert plain.case.explanation == wired.case.explanation


async def test_a_question_interrupts_the_graph_and_the_run_goes_on_after_it() -> None:
    """With a checkpointer the run waits; resumed, it asks something else or ends."""
    graph = build_graph(InMemorySaver())
    deps = deps_for("Confluence answers 401 to our script.")

    waiting = await run_line(graph, deps)
    first = list(deps.case.asked)
    await run_line(graph, deps)

    assert waiting
    assert len(first) == 1
    assert deps.case.asked[:1] == first
