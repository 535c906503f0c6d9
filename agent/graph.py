"""The one door to langgraph: wires the nodes into the straight line and runs them."""

from collections.abc import Awaitable
from functools import lru_cache
from typing import Any, Protocol

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from agent import nodes
from agent.case import Deps
from agent.nodes import DiagnosisState

Graph = CompiledStateGraph[DiagnosisState, Deps, DiagnosisState, DiagnosisState]


async def run_line(graph: Graph, deps: Deps) -> bool:
    """Run from the start, or go on from a question that waits. Returns True while a question waits.

    A lost checkpoint costs nothing: the line starts again from the stored evidence.
    """
    config: Any = {"configurable": {"thread_id": deps.case.id}}
    start: Any = {"case_id": deps.case.id}
    if graph.checkpointer is None:
        await graph.ainvoke(start, config, context=deps, version="v2")
        return False
    waiting = bool(deps.case.asked) and bool((await graph.aget_state(config)).interrupts)
    given = Command(resume=True) if waiting else start
    output = await graph.ainvoke(given, config, context=deps, durability="exit", version="v2")
    return bool(output.interrupts)


async def forget_thread(graph: Graph, diagnosis_id: str) -> None:
    """Drop what is kept for going on from a question; the evidence is elsewhere and stays."""
    if isinstance(graph.checkpointer, BaseCheckpointSaver):
        await graph.checkpointer.adelete_thread(diagnosis_id)


@lru_cache(maxsize=4)
def build_graph(checkpointer: BaseCheckpointSaver[Any] | None = None) -> Graph:
    """Compile the straight line. Without a checkpointer nobody can wait, so a question ends the run."""
    builder = StateGraph(DiagnosisState, context_schema=Deps)
    for name, node in _NODES.items():
        builder.add_node(name, _watched(name, node))
    builder.add_edge(START, "intake")
    builder.add_edge("intake", "plan")
    builder.add_conditional_edges("plan", nodes.after_plan, ["probe", "conclude"])
    builder.add_edge("probe", "plan")
    builder.add_edge("conclude", "verify")
    builder.add_edge("verify", "explain")
    waits = "ask" if checkpointer is not None else END
    builder.add_conditional_edges("explain", nodes.after_explain, {"ask": waits, "end": END})
    if checkpointer is not None:
        builder.add_node("ask", _ask)
        builder.add_edge("ask", "plan")
    return builder.compile(checkpointer=checkpointer)


class Node(Protocol):
    """A node as langgraph calls it."""

    def __call__(self, state: DiagnosisState, runtime: Runtime[Deps]) -> Awaitable[DiagnosisState]:
        """Return what changes."""
        ...


def _watched(name: str, node: Node) -> Node:
    async def run(state: DiagnosisState, runtime: Runtime[Deps]) -> DiagnosisState:
        with runtime.context.watch(name):
            return await node(state, runtime)

    return run


async def _intake(state: DiagnosisState, runtime: Runtime[Deps]) -> DiagnosisState:
    return await nodes.intake(state, runtime.context)


async def _plan(state: DiagnosisState, runtime: Runtime[Deps]) -> DiagnosisState:
    return await nodes.plan(state, runtime.context)


async def _probe(state: DiagnosisState, runtime: Runtime[Deps]) -> DiagnosisState:
    return await nodes.probe(state, runtime.context)


async def _conclude(state: DiagnosisState, runtime: Runtime[Deps]) -> DiagnosisState:
    return await nodes.conclude(state, runtime.context)


async def _verify(state: DiagnosisState, runtime: Runtime[Deps]) -> DiagnosisState:
    return await nodes.verify(state, runtime.context)


async def _explain(state: DiagnosisState, runtime: Runtime[Deps]) -> DiagnosisState:
    return await nodes.explain(state, runtime.context)


async def _ask(state: DiagnosisState) -> DiagnosisState:
    interrupt({"question": state.get("question")})
    return {"question": None, "rounds": 0}


_NODES = {
    "intake": _intake,
    "plan": _plan,
    "probe": _probe,
    "conclude": _conclude,
    "verify": _verify,
    "explain": _explain,
}
