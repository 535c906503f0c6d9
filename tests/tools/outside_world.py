"""A pretended outside world: a resolver with names of its own, and a connector that records and answers."""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime

from tools.facts import Fact
from tools.guarded_client import GuardedClient, Shared
from tools.ledger import LedgerBook
from tools.memory_ledger import MemoryLedger
from tools.site import CredentialKind, Deployment, Site
from tools.transport import Transport
from tools.vault import Secret, Vault

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PUBLIC = "93.184.216.34"
OTHER_PUBLIC = "104.192.136.1"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Names:
    """A resolver with a table of names; numbers are read as the C library reads them, nothing leaves the machine.

    A name may have several answers in a row: each look-up takes the next one, the last one stays.
    """

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """Resolve."""
        self.asked.append(host)
        given = self._answers.get(host.lower().rstrip("."))
        if given is not None:
            return given.pop(0) if len(given) > 1 else given[0]
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(entry[4][0]) for entry in found]


class Outside:
    """A connector that connects to nobody, notes where it was to connect to, and answers each in the same way."""

    def __init__(self, reply: bytes = OK) -> None:
        self._reply = reply
        self._ends: list[socket.socket] = []
        self.connected: list[tuple[str, int]] = []

    def __call__(self, address: str, port: int, seconds: float) -> socket.socket:
        """Connect."""
        self.connected.append((address, port))
        near, far = socket.socketpair()
        near.settimeout(seconds)
        far.sendall(self._reply)
        self._ends.append(far)
        return near

    def received(self) -> bytes:
        """Return all that was sent so far, and close the ends."""
        heard = b""
        for end in self._ends:
            end.settimeout(2)
            while more := end.recv(65_536):
                heard += more
            end.close()
        self._ends.clear()
        return heard


CREDENTIALS: dict[str, Secret | None] = {
    "none": None,
    "basic": Secret(CredentialKind.BASIC, "ATATT3xFfGF0" + "q" * 160 + "=1A2B3C4D", "jdoe@acme.example"),
    "bearer": Secret(CredentialKind.BEARER, "canary-bearer-7f3a"),
    "cookie": Secret(CredentialKind.COOKIE, "JSESSIONID=CANARY7F3A"),
    "header": Secret(CredentialKind.HEADER, "canary-header-7f3a", header="X-Api-Key"),
}
"""One credential per way of authentication."""


def site_at(url: str, deployment: Deployment = Deployment.DATA_CENTER, *, allow_private: bool = False) -> Site:
    """Return a site; on Data Center passwords may be probed, so that nothing but the guard is in the way."""
    return Site("acme", url, deployment, allow_private_network=allow_private, allow_password_probe=True)


def shared(transport: Transport | None = None, vault: Vault | None = None, ledger: LedgerBook | None = None) -> Shared:
    """Return what clients share."""
    return Shared(transport or Transport(), vault or Vault(), ledger or MemoryLedger(), b"k" * 32)


def client_of(
    common: Shared,
    site: Site,
    *,
    facts: frozenset[Fact] = frozenset(),
    consent: bool = True,
    verified_username: str | None = None,
    diagnosis_id: str = "dg_1",
) -> GuardedClient:
    """Return a client of a site."""
    return GuardedClient(
        common,
        site,
        diagnosis_id,
        lambda: NOW,
        lambda: facts,
        password_consent=consent,
        verified_username=verified_username,
    )
