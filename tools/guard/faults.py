"""What went wrong on the way, in fixed words: never a server's own, which could claim anything, and never a secret."""

import errno
import re
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException, RemoteDisconnected

from requests.exceptions import (
    ChunkedEncodingError,
    ConnectTimeout,
    ContentDecodingError,
    InvalidHeader,
    InvalidURL,
    ReadTimeout,
)
from urllib3.exceptions import ConnectTimeoutError, DecodeError, LocationParseError, ProtocolError, ReadTimeoutError

from tools.guard.door import AddressRefused

REFUSED_BY_POLICY = "address not allowed by policy"
NO_SUCH_NAME = "could not resolve host: name does not resolve"
TOO_SLOW = "timed out: the answer did not end within the time for one request"
_LONGEST_CHAIN = 12

_BY_KIND: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((AddressRefused,), REFUSED_BY_POLICY),
    ((socket.gaierror,), NO_SUCH_NAME),
    ((UnicodeError, InvalidHeader), "not sent: the credential has characters that no client can send"),
    ((InvalidURL, LocationParseError), "not sent: the address cannot be read"),
    ((ConnectionRefusedError,), "connection refused"),
    ((ConnectTimeoutError, ConnectTimeout), "timed out: no connection was made"),
    ((TimeoutError, ReadTimeoutError, ReadTimeout), "timed out: no answer came"),
    ((RemoteDisconnected,), "empty reply from server"),
    ((ConnectionResetError, BrokenPipeError), "connection reset"),
    ((ssl.SSLError,), "TLS handshake failed"),
    ((DecodeError, ContentDecodingError), "the answer's compression is broken"),
    ((HTTPException, ProtocolError, ChunkedEncodingError), "the answer is no valid HTTP"),
)
_BY_NUMBER = {
    errno.ENETUNREACH: "network is unreachable",
    errno.EHOSTUNREACH: "no route to host",
    errno.ECONNABORTED: "connection aborted",
}
_CERTIFICATE = (
    ("expired", "certificate has expired"),
    ("not yet valid", "certificate is not yet valid"),
    ("mismatch", "certificate does not match: hostname mismatch"),
    ("not valid for", "certificate does not match: hostname mismatch"),
    ("self-signed", "certificate verify failed: self-signed certificate"),
    ("self signed", "certificate verify failed: self-signed certificate"),
    ("issuer", "certificate verify failed: unable to get local issuer certificate"),
)


def reason_of(fault: BaseException) -> str:
    """Say why no whole answer came. Every text is one of a fixed set."""
    chain = tuple(_chain(fault))
    for item in chain:
        if isinstance(item, ssl.SSLCertVerificationError):
            return _certificate(item)
        if isinstance(item, OSError) and item.errno in _BY_NUMBER:
            return _BY_NUMBER[item.errno]
    for kinds, words in _BY_KIND:
        if any(isinstance(item, kinds) for item in chain):
            return words
    return f"no answer came ({type(chain[-1]).__name__})"


def ends_before_sending(reason: str) -> bool:
    """Tell whether the request was given up before any of it left, although a connection was open."""
    return reason.startswith(("not sent", "certificate"))


def _certificate(fault: ssl.SSLCertVerificationError) -> str:
    told = re.sub(r"'[^']*'", "", str(fault)).lower()
    return next((words for sign, words in _CERTIFICATE if sign in told), "certificate verify failed")


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """Walk to the innermost reason; libraries keep it in `reason`, in their arguments or as the cause."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [fault]
    while waiting and len(seen) < _LONGEST_CHAIN:
        item = waiting.pop(0)
        if item is None or item in seen:
            continue
        seen.append(item)
        yield item
        inner = [getattr(item, "reason", None), *item.args, item.__cause__, item.__context__]
        waiting += [one for one in inner if isinstance(one, BaseException)]
