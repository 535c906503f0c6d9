"""Verify the fix: what the repeated probes see decides, and another refusal is never taken for a repair."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from agent.case import Case, Deps
from agent.catalogue.load import load_catalogue
from agent.domain import IncidentReport
from agent.planner import Planner
from agent.ports import NullRecorder
from agent.verification import FixState, verify_fix
from tools.clock import now_utc
from tools.evidence import Evidence, EvidenceKind, Exchange, Identity
from tools.facts import Fact
from tools.probes.menu import ALL_PROBES
from tools.probes.spec import Probe, ProbeOutcome, Step, Target
from tools.site import Deployment, Site

SITE = Site("acme", "https://acme.atlassian.net/wiki", Deployment.CLOUD)
ANSWER: dict[str, Any] = {
    "root_cause": {"code": "scoped_token_on_site_url"},
    "claims": [{"text": "", "evidence": ["E1"]}],
    "remediation": [{"check": "Run the job."}],
}


@dataclass(frozen=True)
class FakeProber:
    """Offers one probe and answers it with facts."""

    facts: tuple[Fact, ...] = ()
    not_tried: tuple[str, ...] = ()
    pause: float = 0.0

    def menu(self, target: Target) -> Sequence[Probe]:
        """Offer the probe of the diagnosis."""
        return [probe for probe in ALL_PROBES if probe.name == "current_user"]

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Answer."""
        if self.not_tried:
            return ProbeOutcome((), (), self.not_tried, self.pause)
        step = Step(Identity.SUBJECT, Exchange("GET", SITE.url, status=401), self.facts)
        return ProbeOutcome((step,), (), (), self.pause)


def deps_with(prober: FakeProber, *, subject: str | None = "cred:1", site: Site | None = SITE) -> Deps:
    """Return a diagnosed case whose claim rests on one probe with the person's credential."""
    before = Evidence("E1", EvidenceKind.PROBE, now_utc().isoformat(), (), "current_user", Identity.SUBJECT)
    case = Case("dg_1", IncidentReport(), site, subject=subject, evidence=[before])
    catalogue = load_catalogue()
    return Deps(case, catalogue, NullRecorder(), prober, now_utc, Planner(catalogue))


@pytest.mark.parametrize(
    ("prober", "state", "says"),
    [
        (FakeProber((Fact.SUBJECT_KNOWN_ON_SITE,)), FixState.FIXED, "accepted at the site"),
        (FakeProber((Fact.SUBJECT_401_ON_SITE,)), FixState.NOT_YET, "try again in 2 minutes"),
        (FakeProber((Fact.SUBJECT_401_ON_SITE, Fact.SUBJECT_KNOWN_ON_SITE)), FixState.NOT_YET, "seen from here"),
        (FakeProber((Fact.BODY_IP_NOT_ALLOWED,)), FixState.UNKNOWN, "something else"),
        (FakeProber((Fact.BODY_SITE_SUSPENDED, Fact.SUBJECT_KNOWN_ON_SITE)), FixState.UNKNOWN, "something else"),
        (FakeProber(()), FixState.UNKNOWN, "neither yes nor no"),
        (FakeProber(not_tried=("a login was refused",), pause=900), FixState.UNKNOWN, "a login was refused"),
    ],
    ids=["works", "still", "both", "another_refusal", "works_and_refused", "nothing", "held_back"],
)
async def test_what_is_seen_now_decides(prober: FakeProber, state: FixState, says: str) -> None:
    """Fixed only when something works and nothing refuses."""
    found = await verify_fix(deps_with(prober), ANSWER)

    assert found.state is state
    assert says in found.because


async def test_a_pause_that_the_site_asks_for_is_passed_on() -> None:
    """Retry-After of the site wins over our own advice."""
    found = await verify_fix(deps_with(FakeProber((Fact.SUBJECT_401_ON_SITE,), pause=900)), ANSWER)

    assert found.retry_after_seconds == 900
    assert "15 minutes" in found.because


async def test_new_evidence_does_not_change_the_answer() -> None:
    """It gets numbers of its own and takes no part in the ranking."""
    deps = deps_with(FakeProber((Fact.SUBJECT_KNOWN_ON_SITE,)))
    before = deps.case.seen

    found = await verify_fix(deps, ANSWER)

    assert found.evidence == ("E2",)
    assert deps.case.seen == before


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"subject": None}, "Send it again"), ({"site": None}, "asks no site")],
    ids=["no_credential", "no_site"],
)
async def test_without_a_way_to_look_it_says_what_is_missing(changed: dict[str, Any], says: str) -> None:
    """Unknown, nothing is sent, and the person's own check is named."""
    deps = deps_with(FakeProber((Fact.SUBJECT_401_ON_SITE,)), **changed)

    found = await verify_fix(deps, ANSWER)

    assert found.state is FixState.UNKNOWN
    assert says in found.because
    assert "Run the job." in found.because
    assert len(deps.case.evidence) == 1


async def test_without_a_cause_there_is_nothing_to_verify() -> None:
    """An answer that names none gives no probe to repeat."""
    found = await verify_fix(replace(deps_with(FakeProber())), {})

    assert found.state is FixState.UNKNOWN
