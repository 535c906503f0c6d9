"""Where the clients run: a started world, the tunnel to it, and the environment that leads a client there."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.clients.worlds import ANA, OWN_HOST, SITE, cloud_world, data_center_world
from evals.lab.tunnel import Tunnel, tunnel_to
from evals.lab.world import World

WRONG = "never-was-a-token"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a client is given: the base URL, how the secret is presented, and the secret, which the lab made up."""

    url: str
    kind: str
    user: str
    secret: str


@dataclass(frozen=True, slots=True)
class Place:
    """A running world behind its real names.

    Attributes:
        environment: What a client's process gets: the tunnel as proxy, its certificate, no home of anybody.
        folder: A folder for the client's own files.
    """

    world: World
    tunnel: Tunnel
    environment: Mapping[str, str]
    folder: Path

    def credential(self, name: str) -> Credential:
        """Return the credential of a case, by its name.

        Raises:
            KeyError: There is none of that name.
        """
        return _CREDENTIALS[name](self.world)


@contextmanager
def cloud_place() -> Iterator[Place]:
    """Start acme.atlassian.net."""
    with _place(cloud_world()) as place:
        yield place


@contextmanager
def own_host_place() -> Iterator[Place]:
    """Start wiki.corp.example, a Data Center."""
    with _place(data_center_world()) as place:
        yield place


@contextmanager
def _place(world: World) -> Iterator[Place]:
    with TemporaryDirectory(prefix="unlatch-clients-") as name, world, tunnel_to(world) as tunnel:
        folder = Path(name)
        authority = folder / "ca.pem"
        authority.write_bytes(tunnel.pem)
        yield Place(world, tunnel, _environment(folder, tunnel.url, authority), folder)


def _environment(folder: Path, proxy: str, authority: Path) -> dict[str, str]:
    from api.settings import environment

    trusted = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    return {
        "PATH": environment().get("PATH", os.defpath),
        "HOME": str(folder),
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "HTTP_PROXY": proxy,
        "NO_COLOR": "1",
        "COLUMNS": "200",
        **dict.fromkeys(trusted, str(authority)),
    }


def _gateway(world: World) -> str:
    return f"https://api.atlassian.com/ex/confluence/{world.state.sites[0].cloud_id}/wiki"


def _cloud_secret(world: World, token: str) -> str:
    return world.hosts.resolve("token", token)


def _own_secret(world: World, token: str) -> str:
    return world.hosts.resolve("token", f"ana/{token}")


_WIKI = f"{SITE}/wiki"
_CREDENTIALS: dict[str, Callable[[World], Credential]] = {
    "good": lambda w: Credential(_WIKI, "basic", ANA, _cloud_secret(w, "ana-plain")),
    "wrong": lambda _: Credential(_WIKI, "basic", ANA, WRONG),
    "revoked": lambda w: Credential(_WIKI, "basic", ANA, _cloud_secret(w, "ana-revoked")),
    "other_email": lambda w: Credential(_WIKI, "basic", "ben@acme.example", _cloud_secret(w, "ana-plain")),
    "scoped_at_site": lambda w: Credential(_WIKI, "basic", ANA, _cloud_secret(w, "ana-writer")),
    "scoped_at_gateway": lambda w: Credential(_gateway(w), "basic", ANA, _cloud_secret(w, "ana-writer")),
    "scope_missing": lambda w: Credential(_gateway(w), "basic", ANA, _cloud_secret(w, "ana-narrow")),
    "api_token_as_bearer": lambda w: Credential(_WIKI, "bearer", "", _cloud_secret(w, "ana-plain")),
    "pat": lambda w: Credential(OWN_HOST, "bearer", "", _own_secret(w, "ci")),
    "pat_revoked": lambda w: Credential(OWN_HOST, "bearer", "", _own_secret(w, "old")),
    "pat_as_basic": lambda w: Credential(OWN_HOST, "basic", "ana", _own_secret(w, "ci")),
    "password": lambda _: Credential(OWN_HOST, "basic", "ana", "correct horse 7"),
    "password_wrong": lambda _: Credential(OWN_HOST, "basic", "ana", WRONG),
}
CLOUD_CREDENTIALS = tuple(_CREDENTIALS)[:8]
OWN_HOST_CREDENTIALS = tuple(_CREDENTIALS)[8:]
GOOD = frozenset({"good", "scoped_at_gateway", "pat", "password"})
"""The credentials that a real site accepts at that address."""
