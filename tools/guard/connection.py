"""Requests over checked connections only: name looked up once, checked address, SNI kept, time and size bounded."""

import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from threading import Timer
from typing import Any

from requests.adapters import HTTPAdapter
from requests.exceptions import ReadTimeout
from requests.models import PreparedRequest, Response
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.poolmanager import PoolManager

from tools.guard.door import CONNECT_SECONDS, AddressRefused, Connect, Door, Policy, Resolve, connect, resolve

READ_SECONDS = 10.0
TOTAL_SECONDS = 20.0
MAX_BODY_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 16 * 1024
MAX_WIRE_BYTES = 2 * MAX_BODY_BYTES
_CHUNK = 16 * 1024


class GuardedAdapter(HTTPAdapter):
    """An adapter for one request: checked address, bounded time, bounded body, no environment proxy.

    Attributes:
        door: What opened the connection.
        seconds: Time for the whole request.
        timeouts: Time to connect and time between two reads.
        broken: What ended the body too early; the status and headers are good all the same.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        ports: frozenset[int] | None = None,
        resolver: Resolve = resolve,
        connector: Connect = connect,
        seconds: float = TOTAL_SECONDS,
        authorities: str = "",
    ) -> None:
        self.door = Door(Policy(allow_private, ports), resolver, connector)
        self.broken: Exception | None = None
        self.seconds = seconds
        self.timeouts = (CONNECT_SECONDS, READ_SECONDS)
        self._authorities = authorities
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make pools whose connections go through the door."""
        self.poolmanager = _pool_manager(self.door)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Refuse: no proxy is used, whatever the environment says."""
        raise AddressRefused

    def send(self, request: PreparedRequest, **_kwargs: Any) -> Response:  # type: ignore[override]
        """Send within the time, and read the body within its cap.

        Raises:
            AddressRefused: Policy does not allow the address.
            requests.RequestException: The way there or the reply's head failed.
        """
        watchdog = Timer(self.seconds, self.door.slam)
        watchdog.daemon = True
        watchdog.start()
        try:
            verify = self._authorities or True
            response = super().send(request, stream=True, timeout=self.timeouts, verify=verify, proxies={})
            try:
                if self.door.slammed:
                    raise ReadTimeout(request=request)  # half a head reads like a whole one
                response._content = self._body(response)
            finally:
                response.raw.close()
        finally:
            watchdog.cancel()
            self.door.close()
        return response

    def _body(self, response: Response) -> bytes:
        """Read what there is of the body; a server that ends it badly is still evidence."""
        body = bytearray()
        try:
            for chunk in _chunks(response):
                body += chunk
                if len(body) >= MAX_BODY_BYTES:
                    break
        except (HTTPError, OSError, ValueError) as fault:
            self.broken = fault
        return bytes(body[:MAX_BODY_BYTES])


def _chunks(response: Response) -> Iterator[bytes]:
    chunks: Iterator[bytes] = response.raw.stream(_CHUNK, decode_content=True)
    return chunks


class _Metered(RawIOBase):
    """Reads until the door is shut or too much has come; shutting a socket alone leaves what is under way readable."""

    def __init__(self, below: RawIOBase, door: Door) -> None:
        self._below = below
        self._door = door
        self._left = MAX_WIRE_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self._door.slammed:
            raise TimeoutError("the time is over")
        if self._left <= 0:
            raise OSError("the answer is longer than any is read")
        size = self._below.readinto(buffer)
        self._left -= size or 0
        return size

    def close(self) -> None:
        self._below.close()
        super().close()


def _pool_manager(door: Door) -> PoolManager:
    class Reply(HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp = BufferedReader(_Metered(self.fp.detach(), door))

    class Plain(HTTPConnection):
        response_class = Reply

        def _new_conn(self) -> socket.socket:
            return _opened(self, door)

    class Tls(HTTPSConnection):
        response_class = Reply

        def _new_conn(self) -> socket.socket:
            return _opened(self, door)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    manager = PoolManager(num_pools=1, maxsize=1)
    manager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}
    return manager


def _opened(connection: HTTPConnection, door: Door) -> socket.socket:
    try:
        return door.open(connection.host, connection.port or connection.default_port)
    except OSError as fault:
        raise NewConnectionError(connection, str(fault)) from fault


__all__ = [
    "CONNECT_SECONDS",
    "MAX_BODY_BYTES",
    "MAX_HEADER_BYTES",
    "READ_SECONDS",
    "TOTAL_SECONDS",
    "AddressRefused",
    "Connect",
    "GuardedAdapter",
    "Resolve",
    "connect",
    "resolve",
]
