"""Looks at a real site for a recording: first as a diagnosis would, then with every probe that is left."""

from dataclasses import dataclass, replace

from agent.case import Case, Deps, target_of
from agent.catalogue.load import load_catalogue
from agent.domain import IncidentReport
from agent.line import run_once
from agent.planner import Planner
from agent.ports import NullRecorder
from api.recording.spy import Noted, SpyClient, SpyProber, run_the_rest
from tools.clock import now_utc
from tools.guarded_client import GuardedClient, Shared
from tools.ledger import LedgerBook
from tools.site import Site
from tools.transport import Transport
from tools.vault import Secret, Vault, form_of


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: the requests with their answers, what was not tried and why, and the case."""

    noted: tuple[Noted, ...]
    not_tried: tuple[str, ...]
    case: Case


async def look_at(site: Site, report: IncidentReport, secret: Secret | None, book: LedgerBook, key: bytes) -> Look:
    """Make every read-only request that the ledger allows; the service's own accounts are never used.

    Args:
        site: The registered site.
        report: The incident.
        secret: The failing credential.
        book: The ledger.
        key: Key of the ledger's fingerprints.
    """
    vault = Vault()
    plain = replace(site, observer=None, org_admin=None)
    case = Case("dg_record", report, plain)
    if secret is not None:
        case.subject, case.subject_form = vault.take_in(secret, plain.origins), form_of(secret)
    client = GuardedClient(Shared(Transport(), vault, book, key), plain, case.id, now_utc, lambda: case.facts)
    spy = SpyClient(client)
    prober = SpyProber(spy, case)
    catalogue = load_catalogue()
    await run_once(Deps(case, catalogue, NullRecorder(), prober, now_utc, Planner(catalogue)))
    deps = Deps(case, catalogue, NullRecorder(), prober, now_utc, Planner(catalogue))
    await run_the_rest(prober, target_of(deps))
    return Look(tuple(spy.noted), tuple(dict.fromkeys(prober.not_tried)), case)
