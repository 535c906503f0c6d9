"""Connections to checked addresses only: resolve once, check every answer, connect to the checked one, keep SNI."""

import socket
from collections.abc import Callable, Sequence
from threading import Timer
from typing import Any

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.poolmanager import PoolManager

from tools.guard.addresses import is_allowed

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
TOTAL_SECONDS = 20.0
MAX_BODY_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 16 * 1024
_CHUNK = 16 * 1024

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


class AddressRefused(Exception):  # noqa: N818 - it names what happened
    """The name leads to an address that policy does not allow. Says nothing about which."""


class TooLong(HTTPError):  # noqa: N818 - it names what happened
    """The reply took longer than the whole request may take, or its headers are too large."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Resolve a name once; every address it has.

    Raises:
        socket.gaierror: The name does not resolve.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address; no name is looked up again."""
    return socket.create_connection((address, port), seconds)


class GuardedAdapter(HTTPAdapter):
    """An adapter for one request: checked address, bounded time, bounded body, no environment proxy."""

    def __init__(
        self,
        *,
        allow_private: bool,
        resolver: Resolve = resolve,
        connector: Connect = connect,
        seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._door = _Door(allow_private, resolver, connector)
        self._seconds = seconds
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make pools whose connections go through the door."""
        self.poolmanager = _pool_manager(self._door)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Refuse: no proxy is used unless the operator configures one."""
        raise AddressRefused("no proxy is configured")

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:  # type: ignore[override]
        """Send within the time, and read the body within its cap.

        Raises:
            AddressRefused: Policy does not allow the address.
            requests.RequestException: The way there or the reply failed.
        """
        kwargs |= {"stream": True, "timeout": (CONNECT_SECONDS, READ_SECONDS), "proxies": {}}
        watchdog = Timer(self._seconds, self._door.slam)
        watchdog.daemon = True
        watchdog.start()
        try:
            response = super().send(request, **kwargs)
            response._content = _read_capped(response)
            response._content_consumed = True
        finally:
            watchdog.cancel()
            self._door.slam()
        return response


class _Door:
    """Opens sockets to allowed addresses and can shut the open one from another thread."""

    def __init__(self, allow_private: bool, resolver: Resolve, connector: Connect) -> None:  # noqa: FBT001
        self._allow_private = allow_private
        self._resolve = resolver
        self._connect = connector
        self._open: socket.socket | None = None

    def open(self, host: str, port: int) -> socket.socket:
        addresses = self._resolve(host.strip("[]"), port)
        if not addresses or not all(is_allowed(a, allow_private=self._allow_private) for a in addresses):
            raise AddressRefused("the address is not allowed by policy")
        self._open = self._connect(addresses[0], port, CONNECT_SECONDS)
        return self._open

    def slam(self) -> None:
        """Shut the socket; whoever reads from it sees its end."""
        if self._open is None:
            return
        try:
            self._open.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
        finally:
            self._open = None


def _pool_manager(door: _Door) -> PoolManager:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _opened(self, door)

    class Tls(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _opened(self, door)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    manager = PoolManager(num_pools=1, maxsize=1)
    manager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}
    return manager


def _opened(connection: HTTPConnection, door: _Door) -> socket.socket:
    try:
        return door.open(connection.host, connection.port or connection.default_port)
    except OSError as fault:
        raise NewConnectionError(connection, str(fault)) from fault


def _read_capped(response: Response) -> bytes:
    headers = sum(len(name) + len(value) for name, value in response.raw.headers.items())
    if headers > MAX_HEADER_BYTES:
        raise TooLong("the reply's headers are over 16 kB")
    body = bytearray()
    for chunk in response.raw.stream(_CHUNK, decode_content=True):
        body += chunk
        if len(body) >= MAX_BODY_BYTES:
            break
    return bytes(body[:MAX_BODY_BYTES])
