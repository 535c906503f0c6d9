"""Our own table of addresses that are not public.

Python's ipaddress calls several special ranges global (6to4, NAT64, 192.0.0.192, fec0::/10 ...), so it is not asked.
Source: IANA special-purpose address registries, https://www.iana.org/assignments/iana-ipv4-special-registry and
https://www.iana.org/assignments/iana-ipv6-special-registry.
"""

import ipaddress
from typing import Final

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_METADATA: Final = tuple(
    ipaddress.ip_network(net)
    for net in ("169.254.0.0/16", "100.100.100.200/32", "192.0.0.192/32", "fd00:ec2::/32", "fe80::/10")
)
_NEVER: Final = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "::ffff:0:0:0/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
        "ff00::/8",
    )
)
_PRIVATE: Final = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_EMBEDDING: Final = (
    (ipaddress.ip_network("::ffff:0:0/96"), 0),
    (ipaddress.ip_network("64:ff9b::/96"), 0),
    (ipaddress.ip_network("::/96"), 0),
    (ipaddress.ip_network("2002::/16"), 80),
)


def is_allowed(address: str, *, allow_private: bool) -> bool:
    """Tell whether a connection to the address is allowed.

    Args:
        address: A resolved IP address; a scope id makes it refused.
        allow_private: Whether the site's own registration lets it live in a private network. Metadata addresses and
            other special ranges stay refused.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.scope_id is not None:
        return False
    return all(_plain_is_allowed(ip, allow_private=allow_private) for ip in _with_embedded(parsed))


def _plain_is_allowed(ip: IPAddress, *, allow_private: bool) -> bool:
    if _within(ip, _METADATA) or _within(ip, _NEVER):
        return False
    return allow_private or not _within(ip, _PRIVATE)


def _with_embedded(ip: IPAddress) -> list[IPAddress]:
    """Return the address, or the IPv4 address that an IPv6 form carries in its place or besides."""
    if isinstance(ip, ipaddress.IPv4Address) or ip == ipaddress.IPv6Address("::1"):
        return [ip]
    for network, shift in _EMBEDDING:
        if ip in network:
            return [ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF)]
    return [ip]


def _within(ip: IPAddress, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> bool:
    return any(ip in network for network in networks if network.version == ip.version)
