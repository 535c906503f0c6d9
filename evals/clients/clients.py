"""The public clients: where each is installed, and how it is called."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.clients.place import Credential, Place
from evals.clients.worlds import PAGE
from evals.lab.seen import SeenRequest

_HERE = Path(__file__).parent
HOME = _HERE.parents[1] / ".clients"
"""Where `make test-clients` installs the clients that need an environment of their own."""

_SECONDS = 90
_MARKDOWN = "# Lab page\n\nWritten by a public client.\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one call of a client.

    Attributes:
        status: Exit status of the client's process.
        printed: What it wrote, standard error first.
        requests: What reached the lab, in order.
        refused: Names that the client asked the tunnel for and that are none of the lab's.
    """

    status: int
    printed: str
    requests: tuple[SeenRequest, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A command line and what the client finds in its environment beyond the place's."""

    words: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Client:
    """One public client.

    Attributes:
        program: Its program, which exists once the client is installed.
        command: Makes the command line for a credential.
    """

    name: str
    program: Path
    command: Callable[[Credential, Place], Command]

    def is_installed(self) -> bool:
        """Tell whether the client can be run here."""
        return self.program.exists()

    def run(self, place: Place, credential: Credential) -> Seen:
        """Run the client once."""
        before, refused = len(place.world.lab.seen()), len(place.tunnel.refused)
        command = self.command(credential, place)
        done = subprocess.run(  # noqa: S603 - our own command line
            command.words,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            env={**place.environment, **command.environment},
            cwd=place.folder,
            check=False,
        )
        seen = place.world.lab.seen()[before:]
        return Seen(done.returncode, done.stderr + done.stdout, seen, place.tunnel.refused[refused:])


def _library(credential: Credential, _: Place) -> Command:
    driver = str(_HERE / "drivers" / "library.py")
    given = (credential.url, credential.kind, credential.user, credential.secret, PAGE)
    return Command((sys.executable, driver, *given), {})


def _markdown(credential: Credential, place: Place) -> Command:
    page = place.folder / "lab.md"
    page.write_text(_MARKDOWN, "utf-8")
    host, _, path = credential.url.removeprefix("https://").partition("/")
    where: tuple[str, ...] = ("--domain", host, "--path", f"/{path}/" if path else "/")
    if host == "api.atlassian.com":
        where = ("--domain", "acme.atlassian.net", "--path", "/wiki/", "--api-url", f"{credential.url}/")
    user = ("--username", credential.user) if credential.kind == "basic" else ()
    version = ("--api-version", "v2" if path else "v1")
    space = ("--space", "DOCS", "--root-page", PAGE)
    program = str(HOME / "markdown" / "bin" / "python")
    environment = {"CONFLUENCE_API_KEY": credential.secret}
    return Command((program, "-m", "md2conf", str(page), *where, *user, *space, *version, "--skip-update"), environment)


def _mcp(credential: Credential, _: Place) -> Command:
    driver, server = str(_HERE / "drivers" / "mcp_stdio.py"), str(HOME / "mcp" / "bin" / "mcp-atlassian")
    environment = {"CONFLUENCE_URL": credential.url, "READ_ONLY_MODE": "true", "FASTMCP_CHECK_FOR_UPDATES": "off"}
    if credential.kind == "bearer":
        environment["CONFLUENCE_PERSONAL_TOKEN"] = credential.secret
    else:
        environment |= {"CONFLUENCE_USERNAME": credential.user, "CONFLUENCE_API_TOKEN": credential.secret}
    return Command((sys.executable, driver, server, PAGE), environment)


def _confluence_js(credential: Credential, _: Place) -> Command:
    driver = str(_HERE / "drivers" / "confluence_js.cjs")
    given = (credential.url, credential.kind, credential.user, credential.secret, PAGE)
    node = shutil.which("node") or "node"
    return Command((node, driver, *given), {"NODE_PATH": str(HOME / "js" / "node_modules")})


CLIENTS = {
    one.name: one
    for one in (
        Client("atlassian-python-api", Path(sys.executable), _library),
        Client("markdown-to-confluence", HOME / "markdown" / "bin" / "python", _markdown),
        Client("mcp-atlassian", HOME / "mcp" / "bin" / "mcp-atlassian", _mcp),
        Client("confluence.js", HOME / "js" / "node_modules" / "confluence.js", _confluence_js),
    )
}
