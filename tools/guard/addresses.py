"""Our own table of addresses that are not public.

Python's ipaddress calls several special ranges global (6to4, NAT64, 192.0.0.192, fec0::/10 ...), so it is not asked.
Source: IANA special-purpose address registries, https://www.iana.org/assignments/iana-ipv4-special-registry and
https://www.iana.org/assignments/iana-ipv6-special-registry. Addresses at which clouds serve credentials to the machine:
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html ,
https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 ,
https://cloud.google.com/compute/docs/metadata/querying-metadata .
"""

import ipaddress
from typing import Final

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


def _networks(*written: str) -> _Networks:
    return tuple(ipaddress.ip_network(one) for one in written)


_METADATA: Final = _networks(
    "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::/32", "fd20:ce::/32"
)
_NEVER: Final = _networks(
    "0.0.0.0/8",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
)
_PRIVATE: Final = _networks(
    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"
)
_GLOBAL_IPV6: Final = ipaddress.ip_network("2000::/3")
_CARRIES_IPV4: Final = _networks("::ffff:0:0/96", "64:ff9b::/96")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})


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
    plain = _unwrapped(parsed)
    if _within(plain, _METADATA + _NEVER):
        return False
    if _within(plain, _PRIVATE):
        return allow_private
    return isinstance(plain, ipaddress.IPv4Address) or _is_global(plain)


def _is_global(address: ipaddress.IPv6Address) -> bool:
    """Only 2000::/3 is given out; an ISATAP interface id inside it leads to an IPv4 address of the local network."""
    return address in _GLOBAL_IPV6 and (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP


def _unwrapped(address: IPAddress) -> IPAddress:
    """Return the IPv4 address that a mapped or NAT64 address carries, else the address itself."""
    if isinstance(address, ipaddress.IPv6Address) and _within(address, _CARRIES_IPV4):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _within(address: IPAddress, networks: _Networks) -> bool:
    return any(address in network for network in networks if network.version == address.version)
