"""Notes every request that passes on its way to the guarded client, with the answer that came back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.case import Case
from tools.client import Call, Scheme, SiteClient
from tools.evidence import Exchange, Identity
from tools.probes.menu import ALL_PROBES, menu_for, needs_at_hand
from tools.probes.spec import Probe, ProbeOutcome, Target

_BY_SCRIPT = "python-requests"
_SCHEMES = {Scheme.BASIC: "/basic", Scheme.BEARER: "/bearer", Scheme.STRIPPED: "/stripped"}


@dataclass(frozen=True, slots=True)
class Noted:
    """One request and its answer, redacted.

    Attributes:
        followed: It is a hop that a redirect led to, so its address is not the call's.
    """

    call: Call
    exchange: Exchange
    followed: bool = False

    @property
    def identity(self) -> str:
        """Who asked, in the words of a recording: none, control or subject, with the scheme and the client's kind."""
        name = self.call.identity.value
        if self.call.identity is Identity.SUBJECT:
            name += _SCHEMES.get(self.call.scheme, "")
        return f"{name}+script" if (self.call.user_agent or "").startswith(_BY_SCRIPT) else name


@dataclass(slots=True)
class SpyClient:
    """A client that notes what passes."""

    client: SiteClient
    noted: list[Noted] = field(default_factory=list)

    async def send(self, call: Call) -> Exchange:
        """Send and note. What the guard withholds is not noted, since nothing was sent."""
        exchange = await self.client.send(call)
        self.noted.append(Noted(call, exchange))
        return exchange

    async def follow_login(self, call: Call) -> tuple[Exchange, ...]:
        """Follow a login without any credential and note each hop."""
        hops = await self.client.follow_login(call)
        self.noted += [Noted(call, hop, followed=place > 0) for place, hop in enumerate(hops)]
        return hops


@dataclass(slots=True)
class SpyProber:
    """Runs probes for a case through a spy."""

    client: SpyClient
    case: Case
    not_tried: list[str] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)

    def menu(self, target: Target) -> Sequence[Probe]:
        """List the probes that could run now."""
        return menu_for(target)

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run one probe."""
        outcome = await probe.run(self.client, target)
        self.ran.add(probe.name)
        self.not_tried.extend(outcome.not_tried)
        return outcome


async def run_the_rest(prober: SpyProber, target: Target) -> None:
    """Run every probe that has what it needs and did not run yet, whatever is known: a replay may want it later."""
    for probe in ALL_PROBES:
        fits = target.site.deployment in probe.deployments and probe.needs <= needs_at_hand(target)
        if fits and probe.name not in prober.ran and probe.suits(target):
            await prober.run(probe, target)
