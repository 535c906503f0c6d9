"""`unlatch keys`: made once and shown once, listed without secrets, rotated and revoked."""

import asyncio
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli.keys import command
from tests.api.access_kit import bearer, house, stored_bytes

KEY = re.compile(r"ulk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")


def unlatch(folder: Path, *arguments: str) -> Result:
    """Run the command against a data folder."""
    return CliRunner().invoke(command, arguments, env={"UNLATCH_DATA_DIR": str(folder)})


async def test_a_key_opens_the_service_until_it_is_revoked(tmp_path: Path) -> None:
    """The key stands alone on standard output, so that it can be piped; nothing of it is stored."""
    made = await asyncio.to_thread(unlatch, tmp_path, "create", "--name", "helpdesk", "--site", "acme")
    key = made.stdout.strip()
    assert KEY.fullmatch(key), made.stderr
    async with house(tmp_path, closed=False) as served:
        before = await served.client.get("/v1/diagnoses", headers=bearer(key))
        await asyncio.to_thread(unlatch, tmp_path, "revoke", key[4:16])
        after = await served.client.get("/v1/diagnoses", headers=bearer(key))
    listed = await asyncio.to_thread(unlatch, tmp_path, "list")

    assert [before.status_code, after.status_code] == [200, 401]
    assert "revoked" in listed.stdout
    assert key[17:] not in listed.stdout
    assert key[17:].encode() not in stored_bytes(tmp_path)


def test_a_key_is_rotated_without_a_gap(tmp_path: Path) -> None:
    """The new one has the name, scopes and sites of the old one, which ends after the grace."""
    unlatch(tmp_path, "create", "--name", "helpdesk", "--site", "acme", "--scope", "diagnoses:read")
    rotated = unlatch(tmp_path, "create", "--name", "helpdesk", "--rotate")
    lines = unlatch(tmp_path, "list").stdout.splitlines()

    assert KEY.fullmatch(rotated.stdout.strip()), rotated.stderr
    assert [("expires" in line, "[diagnoses:read]  acme" in line) for line in lines] == [(True, True), (False, True)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "--name", "x"), "--all-sites"),
        (("create", "--name", "x", "--all-sites", "--scope", "everything"), "each one of"),
        (("create", "--name", "../x", "--all-sites"), "name has"),
        (("create", "--name", "x", "--rotate"), "no key to replace"),
        (("revoke", "0123456789ab"), "unlatch keys list"),
    ],
    ids=["unbound", "unknown_scope", "bad_name", "nothing_to_rotate", "unknown_id"],
)
def test_a_wrong_call_says_what_to_do(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """Each ends with a sentence, and no key is made."""
    done = unlatch(tmp_path, *arguments)

    assert done.exit_code != 0
    assert says in done.stderr
    assert not KEY.search(done.stdout)
