"""Commands for the person's machine: they read only, carry no secret, and are what the planner would ask next."""

import shutil
import subprocess

import pytest

from agent.command_lines import Look, Sign, command_lines

SITE = "https://acme.atlassian.net/wiki"
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
