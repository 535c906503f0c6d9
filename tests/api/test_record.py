"""`unlatch record`: what is written is shown first, holds no real name and no secret, and replays in the evals."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from api.cli import main
from evals.lab.world import World, build_world
from evals.scenarios.model import Scenario
from evals.solvers.exam_desk import open_exam_desk
from evals.solvers.rest import Run, solve_by_rules
from tests.evals.live_worlds import cloud, data_center

SCOPED = cloud({"kind": "basic", "email_of": "5b10a2844c20165700ede21a", "token": "ana-scoped"})
REVOKED_PAT = data_center(tokens=[{"owner": "anna", "name": "ci", "revoked": True}, {"owner": "boss", "name": "desk"}])
NAMES = (
    "ana@acme.example",
    "Ana Ruiz",
    "5b10a2844c20165700ede21a",
    "acme",
    "anna",
    "DOCS",
    "Documentation",
    "Handbook",
)
_ENTRY = {"startedDateTime", "time", "request", "response", "cache", "timings"}
_REQUEST = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}
_RESPONSE = {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize"}


def record(world: World, folder: Path, *words: str, given: str = "") -> Result:
    """Record the world's site with the failing credential."""
    site, subject = world.registered_site(), world.credentials["subject"]
    sites = folder / "sites.toml"
    sites.write_text(
        f'[[sites]]\nid = "lab"\nurl = "{site.url}"\ndeployment = "{site.deployment}"\nallow_private_network = true\n'
        f'gateway_url = "{site.gateway_url}"\nauth_url = "{site.auth_url}"\n',
        "utf-8",
    )
    user = ("--email", subject.username) if subject.username else ()
    out = ("--out", str(folder / "seen.har"))
    env = {
        "UNLATCH_SITES_FILE": str(sites),
        "UNLATCH_DATA_DIR": str(folder / "data"),
        "FAILING": subject.secret,
        "COLUMNS": "160",
    }
    command = ["record", "--site", "lab", "--credential-env", "FAILING", *user, *out, *words]
    return CliRunner().invoke(main, command, input=given, env=env)


async def replay(folder: Path) -> Run:
    """Sit the scenario that was written beside the recording."""
    told = yaml.safe_load((folder / "seen.yaml").read_text("utf-8"))
    told["site"]["recording"] = str(folder / "seen.har")
    async with open_exam_desk() as exam:
        return await solve_by_rules(exam, Scenario.model_validate(told))


@pytest.mark.parametrize(
    ("spec", "cause", "words"),
    [
        (SCOPED, "scoped_token_on_site_url", ("--space", "DOCS", "--page", "65601")),
        (REVOKED_PAT, "pat_revoked", ("--space", "DOC", "--page", "101")),
    ],
    ids=["cloud", "data_center"],
)
async def test_a_recording_replays_in_the_evals(
    tmp_path: Path, spec: Mapping[str, Any], cause: str, words: tuple[str, ...]
) -> None:
    """The replayed diagnosis asks nothing that is not in the file and comes to the cause that the live one found."""
    ticket = tmp_path / "ticket.txt"
    ticket.write_text("Every call of our script ends in 401 since we made a new token.", "utf-8")
    with build_world(spec) as world:
        given = ("--yes", "--cause", cause, "--ticket", str(ticket), *words)
        result = await asyncio.to_thread(record, world, tmp_path, *given)
        secret = world.credentials["subject"].secret
    run = await replay(tmp_path)

    assert result.exit_code == 0, result.output
    assert run.misses == ()
    assert run.foreign == ()
    root = run.diagnosis["root_cause"]["code"]
    assert cause in {root, *(one["code"] for one in run.diagnosis["alternatives"][:2])}
    assert secret not in (tmp_path / "seen.har").read_text("utf-8") + (tmp_path / "seen.yaml").read_text("utf-8")


@pytest.mark.parametrize("spec", [cloud(), SCOPED, data_center()], ids=["cloud", "scoped", "data_center"])
def test_no_real_name_and_no_secret_is_in_the_file(tmp_path: Path, spec: Mapping[str, Any]) -> None:
    """People, hosts, spaces and titles have invented names, the same each time; facts are told as before."""
    with build_world(spec) as world:
        site = world.registered_site()
        result = record(world, tmp_path, "--yes", "--space", "DOCS", "--page", "65601")
    written = (tmp_path / "seen.har").read_text("utf-8")

    assert result.exit_code == 0, result.output
    found = [name for name in (*NAMES, site.url.split("/")[2], world.credentials["subject"].secret) if name in written]
    assert not found
    assert "tells less than" not in result.output
    log = json.loads(written)["log"]
    assert log["version"] == "1.2"
    for entry in log["entries"]:
        assert entry.keys() >= _ENTRY
        assert entry["request"].keys() >= _REQUEST
        assert {*_RESPONSE, "bodySize"} <= entry["response"].keys()
        assert {"size", "mimeType"} <= entry["response"]["content"].keys()


def test_nothing_is_written_without_a_yes(tmp_path: Path) -> None:
    """What would be written is shown, and a no leaves no file."""
    with build_world(SCOPED) as world:
        result = record(world, tmp_path, given="n\n")

    assert result.exit_code == 1
    assert "recorded.atlassian.net" in result.output
    assert not (tmp_path / "seen.har").exists()


@pytest.mark.parametrize(("answer", "status", "asked"), [("n\n", 1, False), ("y\ny\n", 0, True)], ids=["no", "yes"])
def test_real_names_are_kept_after_a_yes_only(tmp_path: Path, answer: str, status: int, asked: bool) -> None:  # noqa: FBT001
    """--keep-names asks before anything is asked of the site, --yes or not; secrets are taken out all the same."""
    with build_world(cloud()) as world:
        result = record(world, tmp_path, "--keep-names", given=answer)
        was_asked = bool(world.lab.seen())
        secret = world.credentials["subject"].secret

    assert result.exit_code == status, result.output
    assert was_asked is asked
    if asked:
        written = (tmp_path / "seen.har").read_text("utf-8")
        assert "Ana Ruiz" in written
        assert secret not in written


def test_only_reads_leave_and_no_login_is_risked(tmp_path: Path) -> None:
    """A password of a Data Center account is not tried; every request is a read."""
    spec = data_center({"kind": "basic", "username": "anna", "secret": "wrong horse"})
    with build_world(spec) as world:
        result = record(world, tmp_path, "--yes")
        seen = world.lab.seen()

    assert result.exit_code == 0, result.output
    assert {one.method for one in seen} <= {"GET", "HEAD"}
    assert not [one for one in seen if one.username == "anna"]
    assert "the password was not sent" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--site", "http://127.0.0.1:8090/nowhere"), 4, "gave no answer"),
        (("--site", "ftp://x"), 4, "neither the id"),
        (("--site", "http://127.0.0.1:8090", "--credential-env", "NOT_SET"), 4, "NOT_SET is not set"),
        (("--site", "http://127.0.0.1:8090", "--cause", "nope"), 3, "there is no cause"),
    ],
    ids=["closed", "no_url", "no_secret", "cause"],
)
def test_what_cannot_be_recorded_is_told(tmp_path: Path, words: tuple[str, ...], status: int, told: str) -> None:
    """An exit status that a script can use, and one sentence."""
    result = CliRunner().invoke(main, ["record", "--yes", *words], env={"UNLATCH_DATA_DIR": str(tmp_path)})

    assert result.exit_code == status
    assert told in result.output
