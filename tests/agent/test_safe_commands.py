"""Commands for the person's machine: they read only, carry no secret, and are what the planner would ask next."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.command_lines import Look, Sign, command_lines
from tests.api.access_kit import house

SITE = "https://acme.atlassian.net/wiki"
SITE_URL = "http://127.0.0.1:9/confluence"
EDGE = "HTTP/1.1 401 Unauthorized\nserver: AtlassianEdge\n"
CAPTCHA = "HTTP/1.1 401 Unauthorized\nX-Authentication-Denied-Reason: CAPTCHA_CHALLENGE; login-url=x\n"
RUDE = 'https://acme.example/it\'s "$(touch x)" `id`'


@pytest.mark.parametrize("sign", list(Sign))
def test_a_command_asks_for_the_secret_and_never_shows_it(sign: Sign) -> None:
    """Not in the arguments of a program either, where other people of the machine could read it."""
    bash, powershell, console = command_lines(Look("/rest/api/user/current", SITE, sign), "Asks who it is.")

    assert ("read -rs" in bash.command) == (sign is not Sign.NOT)
    assert ("-AsSecureString" in powershell.command) == (sign is not Sign.NOT)
    assert "-u " not in bash.command
    assert "-K -" in bash.command or sign is Sign.NOT
    assert "token" not in console.command.lower()


def test_an_address_that_is_not_registered_is_typed_by_the_person() -> None:
    """A ticket's own address could be a stranger's server."""
    bash, powershell = command_lines(Look("/status", "", Sign.NOT), "")

    assert "printf 'Address of Confluence: '; read -r site" in bash.command
    assert powershell.command.startswith("$site = Read-Host 'Address of Confluence")


@pytest.mark.parametrize("base", [SITE, RUDE])
def test_bash_takes_every_command(base: str) -> None:
    """Also around names that try to break out of their quotes."""
    shell = shutil.which("bash")
    assert shell is not None
    for sign in Sign:
        command = command_lines(Look("/x?a='b'", base, sign), "")[0].command
        told = subprocess.run([shell, "-n"], input=command, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        said = command.splitlines()[1] + '\nprintf %s "$site"'
        shown = subprocess.run([shell], input=said, capture_output=True, text=True, check=True)
        assert shown.stdout == base


def test_every_command_only_reads() -> None:
    """No method but GET is ever named, and nothing is written."""
    for sign in Sign:
        for line in command_lines(Look("/rest/api/space?limit=1", SITE, sign), ""):
            assert not any(word in line.command for word in ("POST", "PUT", "DELETE", "-X ", "--data", "> /", "-o "))


@dataclass(frozen=True, slots=True)
class Told:
    """A report and what must hold of the commands that it leads to."""

    id: str
    text: str
    site: str
    names: tuple[str, ...]
    never: tuple[str, ...]


CASES = [
    Told(
        "pasted address",
        f"Our site https://evil.atlassian.net/wiki refuses us.\n{EDGE}",
        "",
        ("read -r site",),
        ("evil",),
    ),
    Told("registered site", "401 since Monday", "acme", (SITE_URL,), ("read -r site",)),
    Told("after a CAPTCHA", f"401 since Monday\n{CAPTCHA}", "acme", (), ("read -rs", "Authorization")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
async def test_the_service_offers_the_next_look(tmp_path: Path, case: Told) -> None:
    """With the registered address or none, and without any sign-in while a CAPTCHA is up."""
    async with house(tmp_path, embeds=False) as served:
        key = await served.key("desk")
        shown = await served.start(key, text=case.text, **({"site": case.site} if case.site else {}))
    whole = "\n".join(one["command"] for one in shown["commands"])

    assert all(name in whole for name in case.names)
    assert not any(name in whole for name in case.never)
    assert whole or not case.names
