"""Commands that look at Confluence from a person's own machine: they read only, and ask for a secret as they run."""

import shlex
from dataclasses import dataclass
from enum import StrEnum
from string import Template
from urllib.parse import urlsplit


class Sign(StrEnum):
    """How the person proves who they are."""

    NOT = "not"
    PAIR = "pair"
    BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Look:
    """One GET.

    Attributes:
        path: Below the base, with its query.
        base: Base address; "" when it is not registered, so that the person has to type it.
        sign: How to sign in.
    """

    path: str
    base: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command for one place to type it in; `says` tells what it does."""

    language: str
    shell: str
    command: str
    says: str


_TELLING = "^(HTTP|www-authenticate|location|server|retry-after|content-type|x-seraph|x-auth|x-failure|x-ausername)"
_BASH_CALL = (
    'curl -sS -i --max-time 20 -H "Accept: application/json" $config"$$site"$path '
    f"| head -c 2000 | grep -iE '{_TELLING}|[{{<]'"
)
_BASH_SIGN = {
    Sign.NOT: "",
    Sign.PAIR: "printf 'E-mail: '; read -r who\nprintf 'API token (not shown): '; read -rs token; echo\n",
    Sign.BEARER: "printf 'Token (not shown): '; read -rs token; echo\n",
}
_BASH_CONFIG = {
    Sign.NOT: "",
    Sign.PAIR: 'printf \'user = "%s:%s"\' "$who" "$token" | ',
    Sign.BEARER: 'printf \'header = "Authorization: Bearer %s"\' "$token" | ',
}
_POWERSHELL_SIGN = {
    Sign.NOT: "$headers = @{}\n",
    Sign.PAIR: (
        "$who = Read-Host 'E-mail'; $given = Read-Host 'API token' -AsSecureString\n"
        "$token = [Net.NetworkCredential]::new('', $given).Password\n"
        '$pair = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("${who}:$token"))\n'
        '$headers = @{ Authorization = "Basic $pair" }\n'
    ),
    Sign.BEARER: (
        "$given = Read-Host 'Token' -AsSecureString\n"
        "$token = [Net.NetworkCredential]::new('', $given).Password\n"
        '$headers = @{ Authorization = "Bearer $token" }\n'
    ),
}
_POWERSHELL_CALL = Template(
    "try { $$r = Invoke-WebRequest -UseBasicParsing -TimeoutSec 20 -Headers $$headers -Uri ($$site + $path) }\n"
    "catch { $$r = $$_.Exception.Response }\n"
    "if ($$r) {\n"
    '  $$body = "$$($$r.Content)"\n'
    '  "HTTP $$([int]$$r.StatusCode)"; "www-authenticate: $$($$r.Headers[\'WWW-Authenticate\'])"\n'
    "  $$body.Substring(0, [Math]::Min(500, $$body.Length))\n"
    "} else { 'no answer' }\n"
    "Remove-Variable token, pair, headers, given -ErrorAction SilentlyContinue"
)
_CONSOLE = Template(
    "fetch($path, { headers: { Accept: 'application/json' } }).then(async (r) =>\n"
    "  console.log(`GET $${r.url}\\nHTTP $${r.status}\\n$${(await r.text()).slice(0, 500)}`))"
)


def command_lines(look: Look, asks: str) -> tuple[CommandLine, ...]:
    """Write a look down for bash, PowerShell and the browser's console.

    Args:
        look: What to ask.
        asks: What that tells, in words.
    """
    same_site = look.base and not look.base.startswith("https://api.atlassian.com")
    return (
        CommandLine("bash", "Terminal (bash, zsh)", _bash(look), asks),
        CommandLine("powershell", "PowerShell", _powershell(look), asks),
        *(
            [CommandLine("javascript", "Browser console on a Confluence page", _console(look), asks)]
            if same_site
            else []
        ),
    )


def _bash(look: Look) -> str:
    site = f"site={shlex.quote(look.base)}" if look.base else "printf 'Address of Confluence: '; read -r site"
    config = "-K - " if look.sign is not Sign.NOT else ""
    call = Template(_BASH_CALL).substitute(config=config, path=shlex.quote(look.path))
    # In brackets the whole paste is read before the first question, and the token is forgotten at the end.
    return f"(\n{site}\n{_BASH_SIGN[look.sign]}{_BASH_CONFIG[look.sign]}{call}\n)"


def _powershell(look: Look) -> str:
    site = f"$site = {_single(look.base)}" if look.base else "$site = Read-Host 'Address of Confluence'"
    call = _POWERSHELL_CALL.substitute(path=_single(look.path))
    return f"{site}\n{_POWERSHELL_SIGN[look.sign]}{call}"


def _console(look: Look) -> str:
    whole = urlsplit(look.base).path.rstrip("/") + look.path
    escaped = whole.replace("\\", "\\\\").replace("'", "\\'")
    return _CONSOLE.substitute(path=f"'{escaped}'")


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
