"""Gives each diagnosis its prober: the menu of probes behind one guarded client."""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from agent.case import Case
from agent.offline import NoProber
from agent.ports import Prober
from tools.clock import now_utc
from tools.guarded_client import GuardedClient, Shared
from tools.ledger import LedgerBook
from tools.probes.menu import menu_for
from tools.probes.spec import Probe, ProbeOutcome, Target
from tools.transport import Transport
from tools.vault import Vault


class GuardedProber:
    """Runs probes for one case."""

    def __init__(self, client: GuardedClient, case: Case) -> None:
        self._client = client
        self._case = case

    def menu(self, target: Target) -> Sequence[Probe]:
        """List the probes that could run now."""
        return menu_for(target)

    async def run(self, probe: Probe, target: Target) -> ProbeOutcome:
        """Run one probe and bring the case's counters up to date."""
        outcome = await probe.run(self._client, target)
        counts, usage = self._client.counts, self._case.usage
        usage.failed_logins, usage.refusals, usage.controls = counts.failed_logins, counts.refusals, counts.controls
        return outcome


def prober_factory(vault: Vault, ledger: LedgerBook, fingerprint_key: bytes) -> Callable[[Case], Prober]:
    """Return what makes a prober for a case."""
    shared = Shared(Transport(), vault, ledger, fingerprint_key)

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
        )
        return GuardedProber(client, case)

    return for_case


def fingerprint_key(folder: Path) -> bytes:
    """Return this installation's key for fingerprints of secrets, made at first use and readable by the owner only."""
    path = folder / "fingerprint.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(32))
        draft.rename(path)
    return path.read_bytes()
