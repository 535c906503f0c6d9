"""The service as users get it, in process: only its clock, its sites and its socket are the exam's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from agent.case import Case
from agent.model.port import Model
from agent.offline import NoProber
from agent.ports import Prober
from api.casework import Desk
from api.composition import build_service
from api.gatehouse import Opening
from api.mind import wanted_of
from api.probing import GuardedProber
from api.settings import Settings
from api.store.ledger import StoreLedger
from evals.scenarios.model import GivenCredential, Scenario
from evals.solvers.now import NOW, exam_now
from evals.solvers.places import Places, places_of
from evals.solvers.recorded import Recording, identities_of, load_recording
from evals.solvers.wire import LabTransport
from tools.guarded_client import GuardedClient, Shared
from tools.site import CredentialKind, ServiceAccount, Site
from tools.vault import Secret

BASE_URL = "http://127.0.0.1:8401"
_KEY = b"the exam's fingerprints are of made-up secrets"


@dataclass(slots=True)
class Sat:
    """One scenario as the desk has it: its site, what answers for it, and the subject's credential in clear."""

    scenario: Scenario
    site: Site | None
    answering: Places | Recording | None
    credential: dict[str, str] | None
    secrets: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ExamDesk:
    """Runs scenarios one after the other against one service."""

    client: httpx2.AsyncClient
    desk: Desk
    folder: Path
    model: Model | None = None
    seated: dict[str, Sat] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    _count: int = 0

    def seat(self, scenario: Scenario) -> Sat:
        """Build the scenario's world and register its site under a name that no other run has."""
        self._count += 1
        sat = _sit(scenario, f"s{self._count}", self.desk)
        if sat.site is not None:
            self.sites[sat.site.id] = sat.site
            self.seated[sat.site.id] = sat
        return sat

    def clear(self, sat: Sat) -> None:
        """Forget a scenario's site."""
        if sat.site is not None:
            self.sites.pop(sat.site.id, None)
            self.seated.pop(sat.site.id, None)

    def prober_for(self, case: Case) -> Prober:
        """Give a case the product's own prober behind the exam's socket."""
        sat = self.seated.get(case.site.id) if case.site else None
        if case.site is None or sat is None or sat.answering is None:
            return NoProber()
        transport = LabTransport(sat.answering, sat.scenario.site.probes_from)
        shared = Shared(transport, self.desk.vault, StoreLedger(self.desk.store.engine), _KEY)
        consent = case.report.password_probe_consent
        client = GuardedClient(
            shared, case.site, case.id, self.desk.clock, lambda: case.facts, password_consent=consent
        )
        return GuardedProber(client, case)

    def stored_bytes(self) -> bytes:
        """Return everything that the service has written so far, for the search of leaks."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


def exam_settings(folder: Path, with_model: Settings | None = None) -> Settings:
    """Return settings that share nothing with an installation: no sites, no database, no model unless one is given."""
    own = Settings(data_dir=folder, sites_file=None, database_url=None, secret_key=None, llm_model=None)
    if with_model is None:
        return own
    model = {name: getattr(with_model, name) for name in Settings.model_fields if name.startswith("llm_")}
    return own.model_copy(update=model)


@asynccontextmanager
async def open_exam_desk(with_model: Settings | None = None) -> AsyncIterator[ExamDesk]:
    """Start the service in a temporary folder; everything is gone afterwards.

    Args:
        with_model: Settings of a model for the service; None means that the rules alone decide.
    """
    with TemporaryDirectory(prefix="unlatch-exam-") as folder:
        app = await build_service(exam_settings(Path(folder), with_model), opening=Opening(with_observer=True))
        desk: Desk = app.state.desk
        transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000))
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url=BASE_URL, timeout=60) as client,
        ):
            exam = ExamDesk(client, desk, Path(folder), model=_model_of(with_model))
            desk.sites, desk.clock, desk.prober_for = exam.sites, exam_now, exam.prober_for
            yield exam


def _model_of(settings: Settings | None) -> Model | None:
    if settings is None or not settings.llm_model:
        return None
    from agent.model.openai_door import open_model

    return open_model(wanted_of(settings))


def _sit(scenario: Scenario, site_id: str, desk: Desk) -> Sat:
    under = scenario.site
    if under.world is not None:
        places = places_of({"now": NOW.isoformat(), **under.world}, under.url, under.network)
        roles = places.world.credentials if places.world else {}
        clear = {name: _clear(role.kind, role.username, role.secret, role.header) for name, role in roles.items()}
        answering: Places | Recording | None = places
    else:
        clear, answering = {}, None
    given = _given(scenario.credential, clear)
    secrets = [one["secret"] for one in [*clear.values(), *([given] if given else [])] if len(one["secret"]) >= 8]
    if under.recording:
        answering = load_recording(under.recording, identities_of(given))
    if not under.registered:
        return Sat(scenario, None, None, given, secrets)
    return Sat(scenario, _site(scenario, site_id, clear, desk), answering, given, secrets)


def _site(scenario: Scenario, site_id: str, clear: dict[str, Any], desk: Desk) -> Site:
    under = scenario.site
    plain: dict[str, Any] = {
        "id": site_id,
        "url": under.url.rstrip("/"),
        "deployment": under.deployment,
        "allow_private_network": True,
        "allow_password_probe": under.allow_password_probe,
    }
    site = Site(**plain)
    if not under.observer or "observer" not in clear:
        return site
    observer = clear["observer"]
    secret = Secret(CredentialKind(observer["kind"]), observer["secret"], observer["username"], observer["header"])
    handle = desk.vault.take_in(secret, site.origins, seconds=None)
    return Site(**plain, observer=ServiceAccount(observer["kind"], handle))


def _given(given: GivenCredential | None, clear: dict[str, dict[str, str]]) -> dict[str, str] | None:
    if given is None:
        return None
    if given.kind is None:
        return clear[given.role]
    return _clear(given.kind, given.username, given.secret, given.header)


def _clear(kind: CredentialKind, username: str, secret: str, header: str) -> dict[str, str]:
    return {"kind": kind.value, "username": username, "secret": secret, "header": header}
