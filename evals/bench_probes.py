"""Measures how much of the time of a diagnosis with probes is waiting for the site: prints one JSON line.

Every reply of the lab is held back, so that requests cost time and the machine's speed does not. The longest chain of
dependent requests is, round by round, that of the probe with the most requests; side by side the rest is free.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field

from agent.case import Case, Deps
from agent.catalogue.load import load_catalogue
from agent.domain import IncidentReport
from agent.line import run_once
from agent.planner import Planner
from agent.ports import NullRecorder, Prober
from api.probing import prober_factory
from evals.demo import TICKETS
from evals.lab.world import build_world
from tools.clock import now_utc
from tools.memory_ledger import MemoryLedger
from tools.probes.spec import Probe, ProbeOutcome, Target
from tools.vault import Secret, Vault, form_of

DELAY_SECONDS = 0.4
_LISTENERS = ("site", "gateway")


@dataclass(slots=True)
class Rounds:
    """A prober that notes which probes ran side by side, and how many requests each made."""

    prober: Prober
    together: list[list[int]] = field(default_factory=list)
    _running: int = 0

    def menu(self, target: Target) -> list[Probe]:
        """Offer what the prober offers."""
        return list(self.prober.menu(target))

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run a probe; one that begins while none runs begins a round."""
        if not self._running:
            self.together.append([])
        self._running += 1
        outcome = await self.prober.run(probe, target)
        self._running -= 1
        self.together[-1].append(len(outcome.steps))
        return outcome

    @property
    def longest_chain(self) -> int:
        """How many requests must follow each other."""
        return sum(max(steps, default=0) for steps in self.together)


async def measure() -> dict[str, float]:
    """Return seconds of one diagnosis, requests made, and the seconds that its longest chain takes at least."""
    delay = {"kind": "slow", "seconds": DELAY_SECONDS}
    with build_world({**TICKETS[0].spec, "front": {name: [delay] for name in _LISTENERS}}) as world:
        vault, site, subject = Vault(), world.registered_site(), world.credentials["subject"]
        secret = Secret(subject.kind, subject.secret, subject.username)
        case = Case("dg_bench", IncidentReport(text=TICKETS[0].text), site)
        case.subject, case.subject_form = vault.take_in(secret, site.origins, seconds=None), form_of(secret)
        rounds = Rounds(prober_factory(vault, MemoryLedger(), b"k" * 32)(case))
        catalogue = load_catalogue()
        deps = Deps(case, catalogue, NullRecorder(), rounds, now_utc, Planner(catalogue))
        began = time.monotonic()
        await run_once(deps)
        took = time.monotonic() - began
    made = sum(sum(steps) for steps in rounds.together)
    return {"seconds": took, "requests": made, "chain_seconds": rounds.longest_chain * DELAY_SECONDS}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure())))  # noqa: T201 - read by evals/bench.py
