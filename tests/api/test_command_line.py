"""The command line: a paste in, a report out, and an exit status that a script can use."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from evals.demo import TICKETS
from evals.lab.world import build_world

PROVEN = (
    "HTTP/1.1 403 Forbidden\ncontent-type: application/json\n\n"
    '{"message":"Basic Authentication has been disabled on this instance."}'
)


def run(*words: str, given: str | bytes = "", **environment: str) -> Result:
    """Run a command with standard input."""
    return CliRunner().invoke(main, words, input=given, env=environment)


def test_a_proven_paste_ends_with_status_0() -> None:
    """The server's own words confirm the cause."""
    result = run("diagnose", "-", given=PROVEN)

    assert result.exit_code == 0
    assert "Confirmed" in result.output


def test_a_thin_ticket_ends_with_status_2_and_a_question() -> None:
    """Nothing to go by is inconclusive, and asks."""
    result = run("diagnose", given="Confluence answers 401.")

    assert result.exit_code == 2
    assert "question" in result.output


@pytest.mark.parametrize("form", ["json", "markdown", "html"])
def test_the_report_comes_in_each_form(form: str) -> None:
    """Each form carries the code or title of the cause."""
    result = run("diagnose", "-", "--format", form, given=PROVEN)

    assert result.exit_code == 0
    if form == "json":
        assert json.loads(result.output)["root_cause"]["code"] == "basic_auth_disabled"
    else:
        assert "Confirmed" in result.output


@pytest.mark.parametrize("given", ["", "   \n", b"\x00\x01\x02" * 500], ids=["empty", "blank", "binary"])
def test_bad_input_ends_with_status_3_and_says_what_to_do(given: str | bytes) -> None:
    """Empty or binary input is named as such."""
    result = run("diagnose", "-", given=given)

    assert result.exit_code == 3
    assert "unlatch:" in result.output


def test_a_file_that_does_not_exist_ends_with_status_3(tmp_path: Path) -> None:
    """The message names the file."""
    result = run("diagnose", str(tmp_path / "nope.txt"))

    assert result.exit_code == 3
    assert "nope.txt" in result.output


def test_an_unusable_site_ends_with_status_4(tmp_path: Path) -> None:
    """A site that is no URL cannot be looked at."""
    result = run("diagnose", "-", "--site", "ftp://x", given=PROVEN, UNLATCH_DATA_DIR=str(tmp_path))

    assert result.exit_code == 4


def test_a_live_site_is_looked_at_with_the_credential_of_a_variable(tmp_path: Path) -> None:
    """The failing token is proven against the lab, and its characters appear nowhere."""
    with build_world(TICKETS[0].spec) as world:
        subject, site = world.credentials["subject"], world.registered_site()
        sites = tmp_path / "sites.toml"
        sites.write_text(
            f'[[sites]]\nid = "lab"\nurl = "{site.url}"\ndeployment = "cloud"\ngateway_url = "{site.gateway_url}"\n'
            f'auth_url = "{site.auth_url}"\nallow_private_network = true\n',
            "utf-8",
        )
        result = run(
            "diagnose",
            "-",
            *("--site", "lab", "--email", subject.username, "--credential-env", "FAILING", "--format", "json"),
            given="Every call of our script to https://acme.atlassian.net/wiki ends in 401 since we made a new token.",
            UNLATCH_SITES_FILE=str(sites),
            UNLATCH_DATA_DIR=str(tmp_path),
            FAILING=subject.secret,
        )

    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["root_cause"]["code"] == "scoped_token_on_site_url"
    assert subject.secret not in result.output


def test_causes_are_listed_and_explained() -> None:
    """All of them, and one of them."""
    assert "captcha_triggered" in run("causes").output
    assert run("causes", "captcha_triggered").exit_code == 0
    assert run("causes", "nope").exit_code == 1
