"""Over 10,000 pairs of credential and URL, what is really sent carries no credential to an origin outside the set."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.outside_world import OK, client_of, shared
from tests.tools.test_guarded_client_binding import (
    FOREIGN,
    HOSTS,
    SITES,
    bracketed,
    drawn_secret,
    drawn_url,
    origins_seen,
)
from tools.client import Call, Scheme, Withheld
from tools.evidence import Exchange, Identity
from tools.guarded_client import Shared
from tools.routes import ROUTES
from tools.site import Deployment, Site
from tools.transport import Answered, Outgoing, Transport

DRAWS, PAIRS_A_DRAW = 500, 21
PLAIN_VALUES = ("123", "DOCS", "557058:8f1c2b3a")
ODD_VALUES = ("..", "../../x", "@evil.example", "//evil.example/", "a b", "%2e%2e", "x\r\nHost: evil",
              "evil.example", "?x=1#", "", "\u3002", "a" * 300)  # fmt: skip
CLOUD_IDS = ("11111111-2222-3333-4444-555555555555", "abcdefgh", "../../evil.example", "", "@evil.example:80/")
NAMES = ("page_id", "space_key", "space_id", "folder_id", "file", "username", "account_id", "org_id", "email")


@dataclass(slots=True)
class World:
    """A resolver that gives each name an address of its own, and a connector that hears what is sent in clear."""

    names: dict[str, str] = field(default_factory=dict)
    ends: list[tuple[str, int, socket.socket]] = field(default_factory=list)

    def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Give the name's address."""
        name = host.lower().rstrip(".")
        known = {given: address for address, given in self.names.items()}
        address = known.get(name) or f"104.16.{len(known) // 250}.{len(known) % 250 + 1}"
        self.names[address] = name
        return (address,)

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        """Connect to nobody and keep the other end."""
        near, far = socket.socketpair()
        near.settimeout(seconds)
        far.sendall(OK)
        self.ends.append((address, port, far))
        return near

    def heard(self) -> list[tuple[str, bytes]]:
        """Return what each origin has been sent, and forget it."""
        told = []
        for address, port, far in self.ends:
            far.settimeout(2)
            said = b""
            while more := far.recv(65_536):
                said += more
            far.close()
            told.append((f"http://{bracketed(self.names[address])}:{port}", said.lower()))
        self.ends.clear()
        return told


class Watched(Transport):
    """The real transport, with a note of all that is to be sent; what would need TLS is noted only."""

    def __init__(self, world: World) -> None:
        super().__init__(world.resolve, world.connect)
        self.noted: list[Outgoing] = []

    async def send(self, outgoing: Outgoing) -> Answered:
        """Note, and send what goes in clear."""
        self.noted.append(outgoing)
        if outgoing.url.lower().startswith("https:"):
            return Answered(Exchange(outgoing.method, status=200))
        return await super().send(outgoing)


WORLD = World()
WATCHED = Watched(WORLD)


def drawn_site(rng: Random) -> Site:
    """Draw a registration: a plain one, or one with odd addresses in it."""
    plain = replace(rng.choice(SITES), allow_password_probe=True)
    if rng.random() < 0.5:
        return plain
    odd = [drawn_url(rng, plain) if rng.random() < 0.5 else f"http://{rng.choice(HOSTS + FOREIGN)}" for _ in range(4)]
    return Site("odd", odd[0], rng.choice(list(Deployment)), gateway_url=odd[1], auth_url=odd[2], jira_url=odd[3],
                allow_password_probe=True)  # fmt: skip


def drawn_call(rng: Random, handle: str) -> Call:
    """Draw a call of any route with any values."""
    schemes = [scheme for scheme in Scheme if not scheme.value.startswith("invented")]
    values = {name: rng.choice(PLAIN_VALUES if rng.random() < 0.7 else ODD_VALUES) for name in NAMES}
    return Call(rng.choice(list(ROUTES)), Identity.SUBJECT, handle, rng.choice(schemes), values, rng.choice(CLOUD_IDS))


def origins_of(site: Site) -> frozenset[str]:
    """Return the site's origins, none where one of its addresses is none."""
    try:
        return site.origins
    except ValueError:
        return frozenset()


async def one_pair(common: Shared, rng: Random) -> int:
    """Send one credential of one site through the client of another or the same; return how much was sent."""
    home = drawn_site(rng)
    asked = home if rng.random() < 0.6 else drawn_site(rng)
    bound = origins_of(home)
    handle = common.vault.take_in(drawn_secret(rng), bound)
    WATCHED.noted.clear()
    WORLD.heard()
    try:
        await client_of(common, asked).send(drawn_call(rng, handle))
    except Withheld:
        assert WATCHED.noted == []
    for outgoing in WATCHED.noted:
        assert origins_seen(outgoing.url) <= bound, "a credential was to leave for a foreign origin"
    for origin, said in WORLD.heard():
        carries = b"\r\nauthorization:" in said or b"\r\ncookie:" in said
        assert origin in bound or not carries, "a credential was heard at a foreign origin"
    return len(WATCHED.noted)


async def many_pairs(rng: Random) -> int:
    """Send a draw of pairs; each has a ledger without a past."""
    common = shared(WATCHED)
    return sum([await one_pair(common, rng) for _ in range(PAIRS_A_DRAW)])


@settings(max_examples=DRAWS, deadline=None)
@given(st.integers(0, 2**64))
def test_nothing_with_a_credential_leaves_for_a_foreign_origin(seed: int) -> None:
    """Over 500 draws of 21 pairs: noted before it is sent, and heard where it arrives."""
    asyncio.run(many_pairs_of([seed]))


def test_enough_of_the_pairs_are_really_sent() -> None:
    """The property above says something only when many requests pass the guard."""
    sent = asyncio.run(many_pairs_of(seeds=range(60)))

    assert sent > 60 * PAIRS_A_DRAW * 0.1


async def many_pairs_of(seeds: Sequence[int]) -> int:
    """Send the draws of some seeds."""
    return sum([await many_pairs(Random(seed)) for seed in seeds])  # noqa: S311 - a draw that can be repeated
