"""The door: looks a name up once, checks every answer, opens a socket to a checked address, and can shut it."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from tools.guard.addresses import is_allowed

CONNECT_SECONDS = 5.0

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


class AddressRefused(Exception):  # noqa: N818 - it names what happened
    """The name leads to an address that policy does not allow. Says nothing about which."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Resolve a name once; every address it has.

    Raises:
        socket.gaierror: The name does not resolve.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address; no name is looked up again."""
    return socket.create_connection((address, port), seconds)


@dataclass(frozen=True, slots=True)
class Policy:
    """Where a door may lead.

    Attributes:
        allow_private: Private networks and loopback too.
        ports: Ports that may be connected to; None means any.
    """

    allow_private: bool = False
    ports: frozenset[int] | None = None


class Door:
    """Opens sockets to allowed addresses, and shuts them from another thread for good.

    Attributes:
        opened: A connection was made at least once, so that something may have been sent.
        slammed: It was shut before the exchange was over.
    """

    def __init__(self, policy: Policy, resolver: Resolve = resolve, connector: Connect = connect) -> None:
        self._policy = policy
        self._resolve = resolver
        self._connect = connector
        self._lock = Lock()
        self._handles: list[socket.socket] = []
        self.opened = False
        self.slammed = False

    def open(self, host: str, port: int) -> socket.socket:
        """Open a socket to the host.

        Raises:
            AddressRefused: Policy does not allow the port or one of the addresses.
            OSError: The name does not resolve, or nobody answers there.
        """
        if self._policy.ports is not None and port not in self._policy.ports:
            raise AddressRefused
        addresses = self._resolve(host.strip("[]"), port)
        if not addresses or not all(is_allowed(a, allow_private=self._policy.allow_private) for a in addresses):
            raise AddressRefused
        return self._kept(self._connected(addresses, port))

    def slam(self) -> None:
        """Shut what is open and open nothing more; whoever reads from it sees its end."""
        with self._lock:
            self.slammed = True
            self._shut()

    def close(self) -> None:
        """Let go of what is open."""
        with self._lock:
            self._shut()

    def _connected(self, addresses: Sequence[str], port: int) -> socket.socket:
        """Connect to the first address that answers, all tries together within the time for connecting."""
        until = monotonic() + CONNECT_SECONDS
        for left, address in zip(range(len(addresses), 1, -1), addresses, strict=False):
            try:
                return self._to(address, port, max(0.2, (until - monotonic()) / left))
            except OSError:
                continue
        return self._to(addresses[-1], port, max(0.2, until - monotonic()))

    def _to(self, address: str, port: int, seconds: float) -> socket.socket:
        if self.slammed:
            raise TimeoutError("the time was over before the connection was made")
        return self._connect(address, port, seconds)

    def _kept(self, opened: socket.socket) -> socket.socket:
        """Keep a second handle: TLS takes the first one over, and shutting must still be possible."""
        with self._lock:
            if self.slammed:
                opened.close()
                raise TimeoutError("the time was over before anything was sent")
            self._handles.append(opened.dup())
            self.opened = True
        return opened

    def _shut(self) -> None:
        for handle in self._handles:
            try:
                handle.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            finally:
                handle.close()
        self._handles.clear()
