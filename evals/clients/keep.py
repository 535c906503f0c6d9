"""Keeps what the clients print when they are refused: `python -m evals.clients.keep` writes tests/clients/seen anew."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from evals.clients.clients import CLIENTS, HOME, Client
from evals.clients.place import CLOUD_CREDENTIALS, GOOD, OWN_HOST_CREDENTIALS, Place, cloud_place, own_host_place
from tools.redaction import redact

SEEN = Path(__file__).parents[2] / "tests" / "clients" / "seen"
_ROOT = Path(__file__).parents[2]
_COLOUR = re.compile(r"\x1b\[[0-9;]*m|\[9\dm|\[0m")
_BOX = re.compile(r"^[ \u2500-\u257f]*(?:[\u2500-\u257f].*)?$\n", re.MULTILINE)
_LONGEST = 12_000


def main() -> None:
    """Run every client that is installed with every bad credential, and keep what it printed."""
    for client, credential, printed in _failures():
        folder = SEEN / client
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{credential}.txt").write_text(printed, "utf-8")
        sys.stdout.write(f"{client}/{credential}: {len(printed)} characters\n")


def _failures() -> Iterator[tuple[str, str, str]]:
    for open_place, credentials in ((cloud_place, CLOUD_CREDENTIALS), (own_host_place, OWN_HOST_CREDENTIALS)):
        with open_place() as place:
            for client in CLIENTS.values():
                for credential in credentials if client.is_installed() else ():
                    printed = _printed(client, credential, place)
                    if printed:
                        yield client.name, credential, printed


def _printed(client: Client, credential: str, place: Place) -> str:
    if credential in GOOD:
        return ""
    given = place.credential(credential)
    seen = client.run(place, given)
    text = seen.printed.replace(given.secret, "[secret:taken-out#1]").replace(str(place.folder), "/home/runner/docs")
    text = text.replace(str(HOME.resolve()), "/opt").replace(str(HOME), "/opt").replace(str(_ROOT), "/home/runner/app")
    for linked in HOME.iterdir():
        text = text.replace(str(linked.resolve()), f"/opt/{linked.name}")
    text = text.replace(sys.base_prefix, "/usr")
    return redact(_BOX.sub("", _COLOUR.sub("", text))).text[-_LONGEST:]


if __name__ == "__main__":
    main()
