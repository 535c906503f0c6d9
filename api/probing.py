"""Gives each diagnosis its prober: the menu of probes behind one guarded client."""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from agent.case import Case
from agent.domain import Rights
from agent.offline import NoProber
from agent.ports import Prober
from api.audit import AuditedTransport, AuditLog, asked_for
from tools.boundary import ScrubbedFaults, ToolFault
from tools.clock import now_utc
from tools.guarded_client import GuardedClient, Shared
from tools.ledger import LedgerBook
from tools.probes.menu import menu_for
from tools.probes.spec import Need, Probe, ProbeOutcome, Target
from tools.transport import Transport
from tools.vault import Vault

_log = logging.getLogger(__name__)
_COUNTED = ("failed_logins", "refusals", "controls", "logins_withheld")
OWN_FAULT = "by a fault of Unlatch's own"
_OF_AN_ORG_MEMBER = frozenset({Need.ORG_ADMIN, Need.EMAIL})


class GuardedProber:
    """Runs probes for one case."""

    def __init__(self, client: GuardedClient, case: Case) -> None:
        self._client = client
        self._case = case
        self._before = replace(case.usage)

    def menu(self, target: Target) -> Sequence[Probe]:
        """List the probes that could run now, within the rights of whoever asked."""
        rights = self._case.report.rights
        menu = menu_for(_within(rights, target))
        return menu if rights.person else [probe for probe in menu if not probe.needs >= _OF_AN_ORG_MEMBER]

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run one probe and bring the case's counters up to date. A bug in it costs its answer, not the diagnosis."""
        asked_for.set((self._case.id, probe.name))
        try:
            with ScrubbedFaults():
                outcome = await probe.run(self._client, _within(self._case.report.rights, target))
        except ToolFault as fault:
            _log.error("the probe %s failed: %s", probe.name, fault)
            outcome = ProbeOutcome(not_tried=(f"the probe {probe.name} failed {OWN_FAULT}",))
        for name in _COUNTED:
            setattr(self._case.usage, name, getattr(self._before, name) + getattr(self._client.counts, name))
        return outcome


def _within(rights: Rights, target: Target) -> Target:
    """Take out of a target what may not be used for whoever asked: our own accounts, or the person the report names."""
    site = target.site if rights.observer else replace(target.site, observer=None, org_admin=None)
    if rights.person:
        return replace(target, site=site)
    return replace(target, site=site, person_account_id="", person_username="")


def prober_factory(
    vault: Vault, ledger: LedgerBook, fingerprint_key: bytes, audit: AuditLog | None = None
) -> Callable[[Case], Prober]:
    """Return what makes a prober for a case; every request that leaves is noted in the audit log, if there is one."""
    transport = AuditedTransport(audit) if audit is not None else Transport()
    shared = Shared(transport, vault, ledger, fingerprint_key)

    def for_case(case: Case) -> Prober:
        if case.site is None:
            return NoProber()
        client = GuardedClient(
            shared,
            case.site,
            case.id,
            now_utc,
            lambda: case.facts,
            password_consent=case.report.password_probe_consent,
            verified_username=case.report.rights.verified_username,
        )
        return GuardedProber(client, case)

    return for_case


def fingerprint_key(folder: Path, secret_key: str = "") -> bytes:
    """Return the key for fingerprints of secrets.

    Processes that share a ledger need the same one, or they would not know each other's refusals: it comes from the
    secret key when there is one, else from a file of this installation, made once and readable by its owner only.
    """
    if secret_key:
        return hmac.new(secret_key.encode(), b"unlatch fingerprints of secrets", hashlib.sha256).digest()
    path = folder / "fingerprint.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(32))
        with suppress(FileExistsError):
            path.hardlink_to(draft)  # unlike a rename, it never replaces the key that another process just made
        draft.unlink()
    return path.read_bytes()
