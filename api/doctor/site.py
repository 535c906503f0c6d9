"""A registered site, asked without any credential: is it reachable, and is it what it is registered as?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from api.doctor.finding import Finding, good, note, problem, warning
from tools.client import SiteClient
from tools.evidence import Exchange
from tools.facts import Fact
from tools.guard.faults import NO_SUCH_NAME, REFUSED_BY_POLICY
from tools.probes.asking import Asking
from tools.probes.menu import ALL_PROBES
from tools.probes.reading import clock_facts, json_of
from tools.probes.spec import Target
from tools.site import Deployment, Site

_FIXES = (
    (REFUSED_BY_POLICY, "If it stands inside your network, set allow_private_network = true for the site."),
    (NO_SUCH_NAME, "Correct the host in `url`, or make this machine's DNS know it."),
    ("certificate", "Have the certificate corrected, or install the authority that issued it on this machine."),
    ("TLS", "Ask your network administrators whether a proxy breaks TLS open on the way."),
    ("timed out", "Ask your network administrators to let this machine reach the host on that port."),
)
_ANY_FIX = "Open the address from this machine: is the server up, and does a firewall let this machine through?"


def target_of(site: Site, now: datetime) -> Target:
    """Return a target that is about the site only."""
    return Target(site=site, now=now, known=frozenset(), learned={})


@dataclass(frozen=True, slots=True)
class SiteSeen:
    """What a site told of itself; `learned` is for later calls ("cloud_id")."""

    answers: bool
    findings: tuple[Finding, ...]
    learned: Mapping[str, str]


async def look_at_site(client: SiteClient, target: Target) -> SiteSeen:
    """Ask the site who it is."""
    asking = Asking(client, target)
    tenant, status = await asking.ask("tenant_info"), await asking.ask("status")
    answers = [one for one in (tenant, status) if one is not None and one.status is not None]
    if not answers:
        return SiteSeen(answers=False, findings=(_unreachable(asking, tenant or status),), learned={})
    cloud_id = str(json_of(tenant).get("cloudId") or "")
    found = [good("reachable", f"{_origin(target.site.url)} answers."), *_clock(answers[0], target)]
    found += _deployment(target.site, cloud_id, runs=json_of(status).get("state") == "RUNNING")
    if target.site.deployment is Deployment.CLOUD:
        found += _cloud_identity(target.site, cloud_id)
    else:
        found += await _own_identity(client, target)
    return SiteSeen(answers=True, findings=tuple(found), learned={"cloud_id": cloud_id} if cloud_id else {})


def _unreachable(asking: Asking, answer: Exchange | None) -> Finding:
    reason = (
        (answer.error if answer is not None else "") or "; ".join(dict.fromkeys(asking.not_tried)) or "no answer came"
    )
    fix = next((fix for words, fix in _FIXES if words in reason), _ANY_FIX)
    return problem("reachable", f"{_origin(asking.target.site.url)} cannot be asked: {reason}.", fix)


def _clock(answer: Exchange, target: Target) -> list[Finding]:
    if Fact.CLOCK_SKEW_LARGE not in clock_facts(answer, target):
        return []
    told = "The clocks of this machine and of the site differ by more than three minutes."
    return [
        warning("clock", told, "Set this machine's clock by NTP, and tell the site's administrators if it is theirs.")
    ]


def _deployment(site: Site, cloud_id: str, *, runs: bool) -> list[Finding]:
    seen = Deployment.CLOUD if cloud_id else Deployment.DATA_CENTER if runs else None
    if seen is None:
        told = f"It answers, but neither as Confluence Cloud nor as a running Data Center under {site.url}."
        return [
            problem("deployment", told, "Register the base URL as a person browses it, with /wiki or the context path.")
        ]
    if seen is not site.deployment:
        told = f"It is registered as {site.deployment} and answers as {seen}."
        return [problem("deployment", told, f'Set deployment = "{seen}" for the site.')]
    return [good("deployment", f"It is {seen}, as registered.")]


def _cloud_identity(site: Site, cloud_id: str) -> list[Finding]:
    found = []
    if cloud_id and site.cloud_id and cloud_id.lower() != site.cloud_id.lower():
        told = f"Registered cloud_id {site.cloud_id}, but the site says {cloud_id}: look-ups would go to another site."
        found.append(problem("identity", told, f'Set cloud_id = "{cloud_id}", or correct the url.'))
    elif cloud_id and not site.cloud_id:
        fix = f'Write cloud_id = "{cloud_id}" into the entry: it saves one request in each diagnosis.'
        found.append(note("identity", f"The site's cloudId is {cloud_id}.", fix))
    elif cloud_id:
        found.append(good("identity", f"The site's cloudId is {cloud_id}, as registered."))
    if urlsplit(site.url).path.rstrip("/") != "/wiki":
        told = f"On Cloud, Confluence lives under /wiki; the registered address is {site.url}."
        found.append(warning("identity", told, "End the url in /wiki."))
    return found


async def _own_identity(client: SiteClient, target: Target) -> list[Finding]:
    """Compare version and base URL with what the server publishes of itself."""
    probe = next(one for one in ALL_PROBES if one.name == "server_version")
    outcome = await probe.run(client, target)
    facts = {*outcome.facts, *(fact for step in outcome.steps for fact in step.facts)}
    version = outcome.learned.get("version", "")
    found = [good("identity", f"It is Confluence {version}.")] if version else []
    if Fact.TOLD_BASE_URL_CHANGED in facts:
        told = f"The base URL that the server publishes is another than {target.site.url}."
        fix = "Register the published base URL, or have an administrator correct it under General Configuration."
        found.append(warning("identity", told, fix))
    return found


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
