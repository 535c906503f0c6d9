"""The doctor: says of each part whether it is well, what that means and what to do, and changes nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from evals.lab.world import World, build_world
from tests.evals.live_worlds import cloud, data_center


def doctor(*words: str, **environment: str) -> Result:
    """Run the doctor on a wide terminal."""
    return CliRunner().invoke(main, ["doctor", *words], env={"COLUMNS": "200", **environment})


def settings_for(
    folder: Path, world: World, roles: tuple[str, ...] = ("observer",), **entry: str | bool
) -> dict[str, str]:
    """Write a sites.toml for the world and return the variables that name it and its accounts."""
    site = world.registered_site()
    values: dict[str, str | bool] = {
        "id": "lab",
        "url": site.url,
        "deployment": site.deployment.value,
        "gateway_url": site.gateway_url,
        "auth_url": site.auth_url,
        "allow_private_network": True,
        **entry,
    }
    lines = ["[[sites]]", *(f"{key} = {_toml(value)}" for key, value in values.items())]
    given = {"UNLATCH_SITES_FILE": str(folder / "sites.toml"), "UNLATCH_DATA_DIR": str(folder / "data")}
    for role in roles:
        credential = world.credentials[role]
        lines += [f"[sites.{role}]", f'kind = "{credential.kind}"', f'username_env = "{role}_NAME"']
        lines += [f'secret_env = "{role}_SECRET"']
        given |= {f"{role}_NAME": credential.username, f"{role}_SECRET": credential.secret}
    (folder / "sites.toml").write_text("\n".join(lines), "utf-8")
    return given


def _toml(value: str | bool) -> str:  # noqa: FBT001
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def row_of(output: str, name: str) -> str:
    """Return the line of a finding or look-up."""
    return next(line for line in output.splitlines() if line.split()[:1] == [name] or f" {name} " in line)


def test_a_fresh_installation_is_no_problem_and_nothing_is_created(tmp_path: Path) -> None:
    """Without any setting the doctor says what works, what is off, and leaves the data folder alone."""
    result = doctor(UNLATCH_DATA_DIR=str(tmp_path / "data"))

    assert result.exit_code == 0, result.output
    for told in ("UNLATCH_SITES_FILE is not set", "There is no database", "No model is configured"):
        assert told in result.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("spec", [cloud(), data_center()], ids=["cloud", "data_center"])
def test_a_healthy_site_is_told_with_what_its_observer_may_see(tmp_path: Path, spec: Mapping[str, Any]) -> None:
    """Reachable, the deployment matches, the observer is accepted and each look-up has a line; no secret is shown."""
    with build_world(spec) as world:
        given = settings_for(tmp_path, world)
        result = doctor(**given)

    assert result.exit_code == 0, result.output
    assert "as registered" in row_of(result.output, "deployment")
    assert "Accepted as" in row_of(result.output, "observer")
    assert "yes" in row_of(result.output, "account_state")
    assert given["observer_SECRET"] not in result.output


def test_an_organisation_key_is_tried_on_the_person_who_is_named(tmp_path: Path) -> None:
    """With --about an address, the organisation's look-ups answer; without it they say what is missing."""
    with build_world(cloud()) as world:
        given = settings_for(tmp_path, world, ("observer", "org_admin"))
        named = doctor("--about", "ana@acme.example", **given)
        unnamed = doctor(**given)

    assert "yes" in row_of(named.output, "managed_account")
    assert "not tried" in row_of(unnamed.output, "managed_account")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"deployment": "data_center"}, "answers as cloud"),
        ({"cloud_id": "00000000-1111-2222-3333-444444444444"}, "look-ups would go to another site"),
        ({"url": "http://127.0.0.1:8090/nowhere"}, "cannot be asked: connection refused"),
        ({"allow_private_network": False}, "set allow_private_network = true"),
    ],
    ids=["deployment", "cloud_id", "closed", "private"],
)
def test_a_site_that_is_not_what_it_is_registered_as_is_a_problem(
    tmp_path: Path, entry: dict[str, str | bool], told: str
) -> None:
    """The doctor ends with status 1 and says what to change."""
    with build_world(cloud()) as world:
        result = doctor(**settings_for(tmp_path, world, (), **entry))

    assert result.exit_code == 1
    assert told in result.output


def test_a_refused_observer_is_asked_once_and_never_again(tmp_path: Path) -> None:
    """A wrong token of the observer is a problem; no look-up follows it, and each says what stays open."""
    with build_world(data_center()) as world:
        given = settings_for(tmp_path, world)
        result = doctor(**{**given, "observer_SECRET": "MDEyMzQ1Njc4OTAxOkFCQ0RFRkdISUpLTE1OT1BRUlNU"})
        used = [one for one in world.lab.seen() if one.scheme]

    assert result.exit_code == 1
    assert "does not accept it" in row_of(result.output, "observer")
    assert "whether the licence is full or over" in row_of(result.output, "licence")
    assert len(used) == 1


def test_an_observer_who_could_write_is_told_so(tmp_path: Path) -> None:
    """The account may do more than read: a warning, no problem."""
    with build_world(data_center()) as world:
        result = doctor(**settings_for(tmp_path, world))

    assert "could write in space" in result.output
    assert result.exit_code == 0


def test_a_site_without_observer_says_what_stays_open(tmp_path: Path) -> None:
    """Each look-up that nobody can make is listed with the question that it leaves open."""
    with build_world(cloud()) as world:
        result = doctor(**settings_for(tmp_path, world, ()))

    assert result.exit_code == 0
    assert "no observer is registered" in result.output
    assert "whether a page exists that the person cannot see" in result.output


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    """An account whose secret is missing is a problem; the site itself is still looked at."""
    with build_world(cloud()) as world:
        given = settings_for(tmp_path, world)
        del given["observer_SECRET"]
        result = doctor(**given)

    assert result.exit_code == 1
    assert "observer_SECRET, which is not set" in result.output
    assert "answers." in row_of(result.output, "reachable")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"UNLATCH_MAX_RUNNING": "many"}, "UNLATCH_MAX_RUNNING"),
        ({"UNLATCH_LOG_LEVEL": "LOUD"}, "Use one of DEBUG"),
        ({"UNLATCH_SITES_FILE": "/nowhere/sites.toml"}, "cannot be read"),
        ({"UNLATCH_LLM_MODEL": "m", "UNLATCH_LLM_BASE_URL": "localhost:11434"}, "is no http(s) URL"),
    ],
    ids=["setting", "level", "sites", "model"],
)
def test_a_setting_that_cannot_be_used_is_a_problem(tmp_path: Path, environment: dict[str, str], told: str) -> None:
    """Status 1, the name of the setting, and what to write instead."""
    result = doctor(**{"UNLATCH_DATA_DIR": str(tmp_path / "data"), **environment})

    assert result.exit_code == 1
    assert told in result.output


def test_a_desk_that_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    """What would keep the service from starting is told before it starts."""
    with build_world(cloud()) as world:
        given = settings_for(tmp_path, world, ())
        with (tmp_path / "sites.toml").open("a", encoding="utf-8") as file:
            file.write('\n[[desks]]\nid = "helpdesk"\nkind = "nonsense"\n')
        result = doctor("--offline", **given)

    assert result.exit_code == 1
    assert "the service does not start with it as it is" in result.output


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    """An unknown UNLATCH_ variable does nothing, so it is a warning."""
    result = doctor(UNLATCH_DATA_DIR=str(tmp_path), UNLATCH_RETENTION_DAY="3")

    assert result.exit_code == 0
    assert "Did you mean UNLATCH_RETENTION_DAYS?" in result.output


def test_a_configured_model_is_told_with_its_host_and_without_secrets(tmp_path: Path) -> None:
    """Where text would go is shown; a user or key in the address is not."""
    result = doctor(
        "--offline",
        UNLATCH_DATA_DIR=str(tmp_path),
        UNLATCH_LLM_MODEL="small-model",
        UNLATCH_LLM_BASE_URL="https://user:hidden-word@llm.corp.example:8443/v1?key=hidden-word",
    )

    assert "https://llm.corp.example:8443" in result.output
    assert "hidden-word" not in result.output


def test_a_store_is_looked_at_and_a_broken_one_keeps_the_observer_home(tmp_path: Path) -> None:
    """A good store is told as such; without a ledger no credential is sent."""
    with build_world(data_center()) as world:
        given = settings_for(tmp_path, world)
        upgraded = CliRunner().invoke(main, ["db", "upgrade"], env=given)
        healthy = doctor(**given)
        (tmp_path / "data" / "unlatch.sqlite3").write_bytes(b"this is no database at all " * 100)
        broken = doctor(**given)

    assert upgraded.exit_code == 0
    assert healthy.exit_code == 0, healthy.output
    assert "It is the newest" in healthy.output
    assert broken.exit_code == 1
    assert "Correct the store first" in broken.output


def test_offline_asks_no_site(tmp_path: Path) -> None:
    """With --offline not a single request leaves."""
    with build_world(cloud()) as world:
        result = doctor("--offline", **settings_for(tmp_path, world))
        seen = world.lab.seen()

    assert result.exit_code == 0
    assert not seen
