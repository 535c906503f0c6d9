"""HTTP/1.1 as the lab speaks it: small, forgiving, and able to say what a careful library would refuse to send."""

from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from evals.lab.wire import Headers, Reply, Request

HEAD_LIMIT = 512 * 1024
_BODYLESS = frozenset({204, 304})


class NotHttp(Exception):  # noqa: N818 - it names what came in
    """The bytes on the connection are no HTTP request; `status` is what to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"not an HTTP request: {status}")
        self.status = status


async def read_request(
    reader: StreamReader, writer: StreamWriter, *, scheme: str, client_address: str
) -> Request | None:
    """Read one request; None when the client has closed the connection.

    Raises:
        NotHttp: The bytes are no request, or its head is above 512 KiB.
    """
    head = await _read_head(reader)
    if head is None:
        return None
    lines = head.decode("latin-1").split("\r\n")
    method, target = _request_line(lines[0])
    headers = tuple(_header(line) for line in lines[1:] if line)
    found_scheme, host, path, query = _split_target(target, scheme, _first(headers, "host") or "")
    if (_first(headers, "expect") or "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = await _read_body(reader, headers)
    return Request(method, found_scheme, host, path, query, headers, body, client_address)


def wants_close(request: Request) -> bool:
    """Tell whether the client asks for the connection to be closed after the reply."""
    return (request.header("Connection") or "").lower() == "close"


def encode_reply(reply: Reply, *, head_only: bool, close: bool, now: datetime) -> bytes:
    """Encode a reply, adding Date, Content-Length and Connection where it does not bring its own."""
    names = {name.lower() for name, _ in reply.headers}
    headers = list(reply.headers)
    if "date" not in names:
        headers.append(("Date", format_datetime(now, usegmt=True)))
    if reply.status not in _BODYLESS and not names & {"content-length", "transfer-encoding"}:
        headers.append(("Content-Length", str(len(reply.body))))
    if "connection" not in names:
        headers.append(("Connection", "close" if close else "keep-alive"))
    lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}", *(f"{name}: {value}" for name, value in headers)]
    head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
    return head if head_only or reply.status in _BODYLESS else head + reply.body


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


async def _read_head(reader: StreamReader) -> bytes | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except IncompleteReadError as end:
        if end.partial.strip():
            raise NotHttp(400) from None
        return None
    except LimitOverrunError:
        raise NotHttp(431) from None
    return head[:-4].lstrip(b"\r\n")


def _request_line(line: str) -> tuple[str, str]:
    method, _, rest = line.partition(" ")
    target, _, version = rest.rpartition(" ")
    if not method or not target or " " in target or not version.startswith("HTTP/1."):
        raise NotHttp(400)
    return method, target


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise NotHttp(400)
    return name, value.strip(" \t")


def _split_target(target: str, scheme: str, host: str) -> tuple[str, str, str, str]:
    """Split a request target; the absolute form, as sent to a proxy, names scheme and host itself."""
    if target.startswith(("http://", "https://")):
        parts = urlsplit(target)
        return parts.scheme, parts.netloc, parts.path or "/", parts.query
    path, _, query = target.partition("?")
    return scheme, host, path, query


async def _read_body(reader: StreamReader, headers: Headers) -> bytes:
    try:
        if (_first(headers, "transfer-encoding") or "").lower() == "chunked":
            return await _read_chunks(reader)
        return await reader.readexactly(int(_first(headers, "content-length") or 0))
    except (ValueError, IncompleteReadError, LimitOverrunError):
        raise NotHttp(400) from None


async def _read_chunks(reader: StreamReader) -> bytes:
    parts: list[bytes] = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while (await reader.readuntil(b"\r\n")) != b"\r\n":
        pass
    return b"".join(parts)


def _first(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)
