"""Watches the probes: a span and a count for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.case import Case
from agent.ports import Prober
from api.observing.watching import Watching
from api.probing import OWN_FAULT
from tools.probes.spec import Probe, ProbeOutcome, Target


@dataclass(frozen=True, slots=True)
class WatchedProber:
    """A prober that is watched."""

    inner: Prober
    watching: Watching

    def menu(self, target: Target) -> Sequence[Probe]:
        """List the probes that could run now."""
        return self.inner.menu(target)

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run one and note what came of it."""
        with self.watching.tracing.span(f"probe {probe.name}", probe=probe.name) as span:
            outcome = await self.inner.run(probe, target)
            came = what_came_of(outcome)
            span.note(outcome=came, requests=len(outcome.steps), facts=len(outcome.facts))
            self.watching.metrics.count_probe(probe.name, came)
            return outcome


def what_came_of(outcome: ProbeOutcome) -> str:
    """Name it: `fault` of ours, `withheld` by the guard or the ledger, `found` something, or `nothing` new."""
    if any(reason.endswith(OWN_FAULT) for reason in outcome.not_tried):
        return "fault"
    if not outcome.steps:
        return "withheld" if outcome.not_tried else "nothing"
    return "found" if outcome.facts or any(step.facts for step in outcome.steps) else "nothing"


def watched(prober_for: Callable[[Case], Prober], watching: Watching) -> Callable[[Case], Prober]:
    """Return a maker of probers that are watched."""
    return lambda case: WatchedProber(prober_for(case), watching)
