"""Open mode: while no key was ever made, programs on this machine may ask, and nobody else."""

import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_FORWARDED = ("forwarded", "via")


def is_loopback(address: str) -> bool:
    """Tell whether an address to listen on, or of a peer, is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def complaint(request: Request) -> str:
    """Say why a request is not plainly one of this machine, or nothing."""
    peer = request.client.host if request.client else ""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    if peer == "localhost" or not is_loopback(peer):
        return "this one comes from another address"
    if not _names_this_server(host, request.scope.get("server")):
        return "the Host header names another host or port"
    if origin is not None and origin != f"{request.url.scheme}://{host}":
        return "it comes from a page of another origin"
    if any(name in _FORWARDED or name.startswith("x-forwarded-") for name in request.headers):
        return "it went through a proxy"
    return ""


def _names_this_server(host: str, server: tuple[str, int | None] | None) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port or 80
    except ValueError:
        return False
    bound = server[1] if server else None
    return parts.hostname in LOCAL_HOSTS and "@" not in host and (bound is None or port == bound)
