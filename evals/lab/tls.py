"""Certificates for listeners that speak TLS, good and bad ones. Needs trustme, which the tests bring."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

NAMES = ("127.0.0.1", "localhost")


class TlsFault(StrEnum):
    """What can be wrong with a certificate."""

    NONE = "none"
    EXPIRED = "expired"
    WRONG_NAME = "wrong_name"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server certificate: `configure` loads it into a TLS context."""

    configure: Callable[[ssl.SSLContext], None]

    def server_context(self) -> ssl.SSLContext:
        """Return a fresh TLS context for a listener."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.configure(context)
        return context


class Authority:
    """A certificate authority that only the lab's own clients trust."""

    def __init__(self) -> None:
        import trustme

        self._trusted = trustme.CA()
        self._foreign = trustme.CA()

    @property
    def pem(self) -> bytes:
        """The trusted root certificate, for a client's CA file."""
        return self._trusted.cert_pem.bytes()

    def issue(self, *names: str, fault: TlsFault = TlsFault.NONE) -> Certificate:
        """Issue a certificate for the loopback address and further names, with a fault if wished."""
        authority = self._foreign if fault is TlsFault.UNTRUSTED else self._trusted
        identities = ("elsewhere.example",) if fault is TlsFault.WRONG_NAME else (*NAMES, *names)
        ended = datetime.now(UTC) - timedelta(days=1) if fault is TlsFault.EXPIRED else None
        began = ended - timedelta(days=90) if ended else None
        issued = authority.issue_cert(*identities, not_before=began, not_after=ended)
        return Certificate(issued.configure_cert)
