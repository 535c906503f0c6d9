"""The straight line without langgraph: for a run in one process that nobody can answer.

The nodes and the routing are those of agent/graph.py; a test holds the two to the same answers. Importing langgraph
costs more than a whole diagnosis, which the command line would feel at every call.
"""

from agent.case import Deps
from agent.nodes import DiagnosisState, after_plan, conclude, explain, intake, plan, probe, verify


async def run_once(deps: Deps) -> None:
    """Run to the end; an open question becomes part of the answer."""
    state: DiagnosisState = await intake({}, deps)
    state |= await plan(state, deps)
    while after_plan(state) == "probe":
        state |= await probe(state, deps)
        state |= await plan(state, deps)
    for node in (conclude, verify, explain):
        state |= await node(state, deps)
