"""Lets real clients fail against the lab over real sockets, and keeps what they print."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from evals.generator.atom import CallSpec
from evals.lab.world import World, build_world
from evals.scenarios.model import Paste
from evals.solvers.places import host_of

_REQUESTS = """
import sys, requests
session = requests.Session(); session.trust_env = False
headers = dict(pair.split(": ", 1) for pair in sys.argv[3:])
answer = session.request(sys.argv[1], sys.argv[2], headers=headers, allow_redirects=False, timeout=10)
answer.raise_for_status()
print(answer.status_code, answer.headers, answer.text[:2000])
"""
_LIBRARY = """
import sys, requests
from atlassian import Confluence
base, _, path = sys.argv[2].partition("/rest/")
session = requests.Session(); session.trust_env = False
session.headers.update(dict(pair.split(": ", 1) for pair in sys.argv[3:]))
print(Confluence(url=base, session=session).get("rest/" + path))
"""


def paste_of(client: str, spec: Mapping[str, Any], call: CallSpec, site_url: str) -> Paste:
    """Start the lab, let a client make one call, and return what it printed, with the real host names.

    Args:
        client: "curl", "requests" or "library" (atlassian-python-api).
        spec: Specification of the world.
        call: The call.
        site_url: Base URL of the site as people know it.

    Raises:
        RuntimeError: The client is not installed, or printed nothing.
    """
    with build_world(spec) as world:
        command = _CLIENTS[client](call.method, _url(world, call), _headers(world, call))
        env = {name: value for name, value in _environment().items() if "proxy" not in name.lower()}
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env, check=False)  # noqa: S603
        printed = _renamed(done.stderr + done.stdout, world, site_url)
    if not printed.strip():
        raise RuntimeError(f"{client} printed nothing")
    kind = "curl" if client == "curl" else "traceback"
    return Paste(kind=kind, name=f"{client}.txt", content=printed)  # type: ignore[arg-type]


def _url(world: World, call: CallSpec) -> str:
    if call.url:
        raise RuntimeError("a call to a foreign address cannot be made against the lab's sockets")
    return world.lab.url(call.host) + call.path


def _headers(world: World, call: CallSpec) -> list[str]:
    role = world.credentials.get(call.role)
    pairs = [*(role.headers() if role else ()), *call.headers.items()]
    return [f"{name}: {value}" for name, value in pairs]


def _curl(method: str, url: str, headers: list[str]) -> list[str]:
    program = shutil.which("curl")
    if program is None:
        raise RuntimeError("curl is not installed")
    sent = [part for header in headers for part in ("-H", header)]
    return [program, "-sv", "--noproxy", "*", "-X", method, *sent, url]


def _python(script: str) -> Callable[[str, str, list[str]], list[str]]:
    return lambda method, url, headers: [sys.executable, "-c", script, method, url, *headers]


def _renamed(text: str, world: World, site_url: str) -> str:
    scheme = urlsplit(site_url).scheme
    for name in world.lab.names:
        host = host_of(world, name, site_url)
        address = world.lab.url(name)
        text = text.replace(address, f"{scheme}://{host}").replace(address.partition("://")[2], host)
        text = text.replace(f" port {address.rpartition(':')[2]}", " port 443")
    return text.replace("127.0.0.1", "203.0.113.10").replace(sys.prefix, "/usr")


def _environment() -> Mapping[str, str]:
    from api.settings import environment

    return environment()


_CLIENTS: dict[str, Callable[[str, str, list[str]], list[str]]] = {
    "curl": _curl,
    "requests": _python(_REQUESTS),
    "library": _python(_LIBRARY),
}
