"""Which addresses may be connected to."""

import pytest

from tools.guard.addresses import is_allowed

PUBLIC = ["93.184.216.34", "104.192.136.1", "2606:4700::1111", "64:ff9b::5db8:d822"]
PRIVATE = ["10.0.0.1", "172.16.9.9", "192.168.1.1", "127.0.0.1", "100.64.0.1", "::1", "fd12::1", "::ffff:10.0.0.1"]
NEVER = [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::",
    "fd00:ec2::254",
    "100.100.100.200",
    "192.0.0.192",
    "0.0.0.0",  # noqa: S104 - no bind
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "203.0.113.7",
    "::",
    "ff02::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "168.63.129.16",
    "fd20:ce::254",
    "::5db8:d822",
    "2002:5db8:d822::1",
    "2002:7f00:1::",
    "2001:0:4136:e378::1",
    "2606:4700::5efe:a00:1",
    "4000::1",
    "100::1",
    "5f00::1",
    "::ffff:0:7f00:1",
    "::127.0.0.1",
    "127.1",
    "0x7f000001",
    "0177.0.0.1",
    "[::1]",
    "127.0.0.1 ",
    "2001:db8::1",
    "3fff::1",
    "64:ff9b:1::1",
    "192.88.99.1",
    "not an address",
    "",
]
EMBEDDED_PRIVATE = ["64:ff9b::7f00:1", "64:ff9b::a00:1", "::ffff:7f00:1", "::ffff:192.168.0.1"]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    """A public address is always allowed."""
    assert is_allowed(address, allow_private=False)


@pytest.mark.parametrize("address", PRIVATE + EMBEDDED_PRIVATE)
def test_a_private_address_needs_the_sites_own_word(address: str) -> None:
    """A private address is allowed only where the site's registration says so, in whatever form it is written."""
    assert not is_allowed(address, allow_private=False)
    assert is_allowed(address, allow_private=True)


@pytest.mark.parametrize("address", NEVER)
def test_metadata_and_special_addresses_are_never_allowed(address: str) -> None:
    """Not even a site in a private network gets there."""
    assert not is_allowed(address, allow_private=False)
    assert not is_allowed(address, allow_private=True)
