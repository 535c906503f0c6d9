"""Diagnoses against a lab world, as the service makes them: real probes through the guard, over loopback."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from agent.case import Case, Deps
from agent.catalogue.load import load_catalogue
from agent.diagnosis import Conclusion
from agent.domain import Attachment, IncidentReport, Reporter
from agent.line import run_once
from agent.planner import Planner
from agent.ports import NullRecorder
from api.probing import prober_factory
from evals.lab.roles import RoleCredential
from evals.lab.world import World, build_world
from tools.facts import Fact
from tools.memory_ledger import MemoryLedger
from tools.probes.spec import ProbeOutcome, Target
from tools.site import Deployment, ServiceAccount, Site
from tools.vault import Secret, Vault, form_of

MOST_REQUESTS = 8


@dataclass(frozen=True, slots=True)
class Told:
    """What the ticket of a live diagnosis says; `{site}` and `{gateway}` in pastes become the lab's addresses."""

    text: str = ""
    pastes: tuple[str, ...] = ()
    email: str = ""
    username: str = ""
    account_id: str = ""
    space_key: str = ""
    page_id: str = ""
    consent: bool = False


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class Found:
    """What a live diagnosis ended with.

    Attributes:
        requests: How many requests the lab saw, where a test counts them.
        refused_logins: How many of them a server may count as failed logins of a person.
    """

    case: Case
    world: World
    requests: int = 0
    refused_logins: int = 0

    @property
    def conclusion(self) -> Conclusion:
        """The conclusion."""
        assert self.case.conclusion is not None
        return self.case.conclusion

    @property
    def code(self) -> str:
        """The leading cause."""
        return self.conclusion.root_cause.code

    @property
    def candidates(self) -> set[str]:
        """The leading cause, or all causes of the group that it cannot be told apart from."""
        return {self.code, *self.conclusion.inseparable}

    @property
    def question(self) -> str:
        """Id of the open question, "" when there is none."""
        return self.conclusion.question.id if self.conclusion.question else ""


@contextmanager
def started(spec: Mapping[str, Any]) -> Iterator[World]:
    """Start a world from its specification."""
    world = build_world(spec)
    with world:
        yield world


async def diagnose(world: World, told: Told, *, observer: bool = False, org_admin: bool = False) -> Found:
    """Run one diagnosis to its end; an open question becomes part of the answer."""
    vault = Vault()
    site = register(world, vault, observer=observer, org_admin=org_admin)
    case = Case("dg_live", _report(world, site, told), site)
    subject = world.credentials.get("subject")
    if subject is not None:
        secret = secret_of(subject)
        case.subject, case.subject_form = vault.take_in(secret, site.origins), form_of(secret)
    prober = prober_factory(vault, MemoryLedger(), b"k" * 32)(case)
    catalogue = load_catalogue()
    await run_once(Deps(case, catalogue, NullRecorder(), prober, world.clock, Planner(catalogue)))
    return Found(case, world)


async def run_probe(
    world: World,
    name: str,
    told: Told = NOTHING_TOLD,
    known: Iterable[Fact] = (),
    *,
    calls: Sequence[str] = (),
    learned: Mapping[str, str] | None = None,
    observer: bool = False,
    org_admin: bool = False,
    as_nobody: bool = False,
) -> ProbeOutcome:
    """Run one probe of the menu through the guard.

    Args:
        world: A started world.
        name: The probe's name; it must be on the menu.
        told: What the ticket says of the person and the place; its text and pastes are not read.
        known: Facts seen before.
        calls: Paths at the site, or addresses, of failing calls.
        learned: What earlier probes learned.
        observer: The service has its own account.
        org_admin: The service has the organisation's key.
        as_nobody: No credential of the person was given.
    """
    vault = Vault()
    site = register(world, vault, observer=observer, org_admin=org_admin)
    case = Case("dg_probe", _report(world, site, told), site)
    target = Target(
        site=site,
        now=world.clock(),
        known=frozenset(known),
        learned=learned or {},
        space_key=told.space_key,
        page_id=told.page_id,
        person_account_id=told.account_id,
        person_username=told.username,
        person_email=told.email,
        password_probe_consent=told.consent,
        failing_urls=tuple(_filled(call, _places(world, site)) for call in calls),
    )
    subject = None if as_nobody else world.credentials.get("subject")
    if subject is not None:
        secret = secret_of(subject)
        target = replace(target, subject=vault.take_in(secret, site.origins), subject_form=form_of(secret))
    prober = prober_factory(vault, MemoryLedger(), b"k" * 32)(case)
    menu = {probe.name: probe for probe in prober.menu(target)}
    return await prober.run(menu[name], target)


def facts_of(outcome: ProbeOutcome) -> set[Fact]:
    """Return every fact of an outcome, of its steps and of their comparison."""
    return {fact for step in outcome.steps for fact in step.facts} | set(outcome.facts)


def register(world: World, vault: Vault, *, observer: bool = False, org_admin: bool = False) -> Site:
    """Register the world's site, with the service's own accounts when they are wanted."""
    site = world.registered_site()
    if observer:
        site = replace(site, observer=_account(world, vault, site, "observer"))
    if org_admin:
        site = replace(site, org_admin=_account(world, vault, site, "org_admin"))
    return site


def secret_of(credential: RoleCredential) -> Secret:
    """Turn a role's credential into what the vault takes."""
    return Secret(credential.kind, credential.secret, credential.username, credential.header)


def _account(world: World, vault: Vault, site: Site, role: str) -> ServiceAccount:
    credential = world.credentials[role]
    return ServiceAccount(credential.kind.value, vault.take_in(secret_of(credential), site.origins, None))


def _report(world: World, site: Site, told: Told) -> IncidentReport:
    places = _places(world, site)
    return IncidentReport(
        text=_filled(told.text, places),
        site_id=site.id,
        reporter=Reporter(told.email, told.username, told.account_id),
        space_key=told.space_key,
        page_id=told.page_id,
        attachments=tuple(Attachment(_filled(one, places)) for one in told.pastes),
        password_probe_consent=told.consent,
    )


def _places(world: World, site: Site) -> Mapping[str, str]:
    gateway = f"{site.gateway_url}{gateway_path(world)}" if world.deployment is Deployment.CLOUD else ""
    return {"{site}": site.url, "{gateway}": gateway, "{gateway_root}": site.gateway_url}


def _filled(text: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(name, value)
    return text


def transcript(
    world: World,
    path: str,
    at: str = "site",
    *,
    role: str = "subject",
    method: str = "GET",
    extra: tuple[tuple[str, str], ...] = (),
) -> str:
    """Make a call as a role's client would and write it down as `curl -v` does."""
    where = urlsplit(world.lab.url(at))
    headers = [("Host", where.netloc), ("User-Agent", "curl/8.5.0"), ("Accept", "*/*"), *extra]
    if role:
        headers += list(world.credentials[role].headers())
    connection = HTTPConnection(where.netloc, timeout=10)
    connection.request(method, path, headers=dict(headers))
    reply = connection.getresponse()
    body = reply.read().decode("utf-8", "replace")
    connection.close()
    sent = [f"> {method} {path} HTTP/1.1", *(f"> {name}: {value}" for name, value in headers), ">"]
    came = [f"< HTTP/1.1 {reply.status} {reply.reason}", *(f"< {n}: {v}" for n, v in reply.getheaders()), "<"]
    return "\n".join(["* Connected to the lab port 80 (#0)", *sent, *came, body])


def gateway_path(world: World) -> str:
    """Return the path of the world's site at the gateway."""
    return f"/ex/confluence/{world.state.sites[0].cloud_id}/wiki"


def leaders(found: Found, count: int = 5) -> Sequence[tuple[str, float]]:
    """Return the first causes with their probabilities, for a test's message."""
    conclusion = found.conclusion
    first = (conclusion.root_cause.code, round(conclusion.root_cause.confidence, 3))
    return [first, *((one.code, round(one.confidence, 3)) for one in conclusion.alternatives)][:count]


def story(found: Found) -> str:
    """Tell what was asked and found, for a test's message."""
    lines = [f"{leaders(found)} {found.conclusion.verdict} question={found.question} usage={found.case.usage}"]
    for item in found.case.evidence:
        exchange = item.exchange
        what = f"{exchange.method} {exchange.url} -> {exchange.status or exchange.error}" if exchange else item.kind
        lines.append(f"{item.id} {item.probe or ''} {item.identity or ''} {what}: {[f.value for f in item.facts]}")
    return "\n".join([*lines, *found.conclusion.not_tried])
