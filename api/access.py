"""Who may ask: open mode on loopback; API keys and visitor tokens join it in the same place."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from fastapi import Request

from api.errors import Problem
from api.store.records import StoredDiagnosis

OPEN_OWNER = "open"
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via")


class View(StrEnum):
    """How much of a diagnosis a caller sees."""

    FULL = "full"
    REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what they may see."""

    owner: str
    view: View = View.FULL
    sites: tuple[str, ...] | None = None

    def may_see(self, row: StoredDiagnosis) -> bool:
        """Tell whether the diagnosis is this caller's."""
        return row.owner == self.owner


def open_caller(request: Request) -> Caller:
    """Let a local caller in while no key is configured.

    Raises:
        Problem: The request does not come from this machine alone, or shows signs of a proxy or of another page.
    """
    complaint = _open_mode_complaint(request)
    if complaint:
        raise Problem(
            403,
            "Open mode serves this machine only",
            f"No API key is configured, so only local requests are served, and {complaint}. "
            "Call http://127.0.0.1 directly, or create a key with `unlatch keys create`.",
        )
    return Caller(OPEN_OWNER)


def _open_mode_complaint(request: Request) -> str:
    peer = request.client.host if request.client else ""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    if not _is_loopback(peer):
        return "this one comes from another address"
    if _host_name(host) not in _LOCAL_HOSTS:
        return "the Host header names another host"
    if origin is not None and origin != f"{request.url.scheme}://{host}":
        return "it comes from a page of another origin"
    if any(name in request.headers for name in _FORWARDING):
        return "it went through a proxy"
    return ""


def _is_loopback(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def _host_name(host: str) -> str:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
    return f"[{name}]" if ":" in name else name
