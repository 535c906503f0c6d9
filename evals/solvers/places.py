"""Puts a lab world under the real host names, without sockets: the same handlers and layers, asked in process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from evals.lab.front import build_layers
from evals.lab.server import stack
from evals.lab.wire import Handler, Reply, Request
from evals.lab.world import World, build_world
from tools.site import Deployment

CLOUD_HOSTS = {
    "gateway": "api.atlassian.com",
    "auth": "auth.atlassian.com",
    "identity": "id.atlassian.com",
    "media": "api.media.atlassian.com",
    "status": "confluence.status.atlassian.com",
}


@dataclass(frozen=True, slots=True)
class SeenCall:
    """One request that reached a place: what a scorer may look at afterwards."""

    method: str
    host: str
    path: str
    status: int


@dataclass(slots=True)
class Places:
    """Hosts by name, each with the layers in front of it.

    Attributes:
        network: Host name to what happens on the way there instead (see evals/solvers/wire.py).
        seen: Every request so far, in order.
        foreign: Hosts that were asked and that do not belong to the scenario.
    """

    world: World | None
    hosts: dict[str, Handler]
    network: Mapping[str, str] = field(default_factory=dict)
    seen: list[SeenCall] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def ask(self, request: Request) -> Reply | None:
        """Let a host answer; None when no host of that name is in the scenario."""
        handler = self.hosts.get(request.host.lower())
        if handler is None:
            self.foreign.append(request.host)
            return None
        reply = handler(request)
        self.seen.append(SeenCall(request.method, request.host, request.path, 0 if reply.drop else reply.status))
        return reply


def places_of(spec: Mapping[str, Any], site_url: str, network: Mapping[str, str] | None = None) -> Places:
    """Build a world and put its hosts under their names.

    Args:
        spec: Specification for evals.lab.world.build_world.
        site_url: Base URL of the site under test; its host is the first site's.
        network: Host name to what happens on the way there.
    """
    world = build_world(spec)
    names = {name: host_of(world, name, site_url) for name in world.hosts.handlers}
    world.hosts.settle({name: f"{urlsplit(site_url).scheme}://{host}" for name, host in names.items()})
    fronts = spec.get("front", {})
    hosts = {
        names[name]: stack(handler, build_layers(fronts.get(name, [])))
        for name, handler in world.hosts.handlers.items()
    }
    return Places(world, hosts, network or {})


def host_of(world: World, listener: str, site_url: str) -> str:
    """Return the host name under which people know a listener of the lab."""
    if listener == "site":
        return urlsplit(site_url).netloc.lower()
    if world.deployment is Deployment.CLOUD and listener in CLOUD_HOSTS:
        return CLOUD_HOSTS[listener]
    return f"{listener.removeprefix('site:')}.atlassian.net"
