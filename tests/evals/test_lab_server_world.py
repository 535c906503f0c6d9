"""Worlds: from a specification to running listeners, a registered site and credentials by role."""

from pathlib import Path
from typing import Any

import pytest
from atlassian import Confluence, ConfluenceV2
from click.testing import CliRunner
from requests import HTTPError, Session

from evals.lab.__main__ import main
from evals.lab.cloud.marks import SHAPES, Basis
from evals.lab.data_center.build import SpecError
from evals.lab.merge import merged
from evals.lab.world import SCENARIOS, build_world, load_world, scenario_names
from tests.evals.lab_cloud_visitor import Visitor, call
from tools.site import Deployment, origin_of

CURRENT = "/rest/api/user/current"


def first_status(name: str) -> int:
    """Ask for the current user in a scenario, as its subject."""
    with load_world(name) as world:
        headers = {key.replace("-", "_"): value for key, value in world.credentials["subject"].headers()}
        return call(world.registered_site().url + CURRENT, **headers).status


EXPECTED = {
    "cloud-01": 200, "cloud-02": 401, "cloud-03": 403, "cloud-04": 401, "cloud-05": 401, "cloud-06": 200,
    "cloud-07": 403, "cloud-08": 200, "cloud-09": 403, "cloud-10": 503, "cloud-11": 403, "cloud-12": 403,
    "cloud-13": 403, "cloud-14": 403, "cloud-15": 403, "cloud-16": 403, "cloud-17": 200, "cloud-18": 301,
    "cloud-19": 429, "cloud-20": 403, "cloud-21": 403, "cloud-22": 200, "cloud-23": 403, "cloud-24": 403,
}  # fmt: skip


def test_every_scenario_is_expected() -> None:
    """A new scenario needs its row here."""
    assert {name for name in scenario_names() if name.startswith("cloud-")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_starts_and_answers_its_subject(name: str) -> None:
    """The first call of the affected person gets what the fault makes of it."""
    assert first_status(name) == EXPECTED[name]


def test_scenarios_have_neutral_names_and_no_comments() -> None:
    """A file must not tell what is wrong in its world."""
    for path in SCENARIOS.glob("cloud-*.yaml"):
        assert path.stem.removeprefix("cloud-").isdecimal()
        assert "#" not in path.read_text()


def test_a_cloud_world_registers_all_its_hosts() -> None:
    """A credential of the site may go to the listeners that stand for the site, the gateway and the auth host."""
    with build_world({"base": "cloud", "registered": {"cloud_id": "x"}}) as world:
        site = world.registered_site("acme")
        assert (site.id, site.deployment, site.cloud_id) == ("acme", Deployment.CLOUD, "x")
        assert site.allow_private_network
        assert site.origins == {origin_of(world.lab.url(name)) for name in ("site", "gateway", "auth")}


def test_a_data_center_world_knows_its_own_address() -> None:
    """A base URL that is a path hangs below the listener, and the person's password is found by name."""
    users = [{"name": "ana", "password": "right", "email": "ana@acme.example"}]
    spec = {
        "deployment": "data_center",
        "data_center": {"base_url": "/wiki", "users": users, "tokens": [{"owner": "ana", "name": "t"}]},
        "credentials": {
            "subject": {"kind": "basic", "username": "ana", "password_of": "ana"},
            "observer": {"kind": "bearer", "token": "ana/t"},
        },
    }
    with build_world(spec) as world:
        site = world.registered_site()
        assert (site.deployment, site.url) == (Deployment.DATA_CENTER, world.lab.url("site") + "/wiki")
        for role in ("subject", "observer"):
            answer = call(site.url + CURRENT, **dict(world.credentials[role].headers()))
            assert (answer.status, answer.json()["username"]) == (200, "ana")


def test_layers_and_tls_go_to_the_listener_that_they_name() -> None:
    """The site loses the header; the gateway does not, and speaks TLS."""
    spec = {"base": "cloud", "front": {"site": [{"kind": "strip_authorization"}]}, "tls": {"gateway": "none"}}
    with build_world(spec) as world:
        assert Visitor(world).at_site("/wiki" + CURRENT, Visitor(world).pair("ana-plain")).status == 403
        assert world.lab.url("gateway").startswith("https://")


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({}, "deployment"),
        ({"deployment": "cloud", "colour": 1}, "colour"),
        ({"deployment": "cloud", "now": "-3d"}, "point in time"),
        ({"base": "cloud", "cloud": {"tokens": [{"id": "t", "account": "nobody"}]}}, "nobody"),
        ({"base": "cloud", "cloud": {"organisation": {"colour": 1}}}, "colour"),
        ({"base": "cloud", "credentials": {"subject": {"token": "none-such"}}}, "none-such"),
        ({"base": "cloud", "credentials": {"subject": {"colour": 1}}}, "colour"),
        ({"base": "cloud", "front": {"nowhere": []}}, "nowhere"),
    ],
)
def test_a_specification_that_cannot_be_read_says_where(spec: dict[str, Any], words: str) -> None:
    """The text names the key or the name that is wrong."""
    with pytest.raises(SpecError, match=words):
        build_world(spec)


def test_a_small_specification_is_laid_over_a_base() -> None:
    """Entries are matched by id, key or name; new ones are added, removed ones go, other lists are replaced."""
    base = {"a": [{"id": 1, "x": 1}, {"id": 2}], "b": [1, 2], "c": {"d": 1}}
    over = {"a": [{"id": 1, "y": 2}, {"id": 2, "remove": True}, {"id": 3}], "b": [3], "c": {"e": 2}}
    assert merged(base, over) == {"a": [{"id": 1, "x": 1, "y": 2}, {"id": 3}], "b": [3], "c": {"d": 1, "e": 2}}


def test_secrets_and_ids_are_the_same_every_time_and_credentials_show_no_secret() -> None:
    """Two worlds of one specification hold the same tokens; a credential's repr holds none."""
    first, second = build_world({"base": "cloud"}), build_world({"base": "cloud"})
    assert [one.secret for one in first.state.tokens] == [one.secret for one in second.state.tokens]
    secret = first.credentials["subject"].secret
    assert len(secret) == 192
    assert secret not in repr(first.credentials)


def test_inferred_shapes_are_marked() -> None:
    """Every guess of the lab can be listed, with its reason; the measured refusals are not among them."""
    guesses = {name.rpartition(".")[2] for name, mark in SHAPES.items() if mark.basis is Basis.INFERRED}
    assert {"token_blocked", "_no_such_cloud_id", "connect_refused"} <= guesses
    assert not guesses & {"cannot_access", "not_permitted", "bare_not_found", "tomcat_unauthorised", "scope_mismatch"}
    assert all(mark.source for mark in SHAPES.values())


def library(kind: type[Any], url: str, **auth: str) -> Any:
    """Make a client of atlassian-python-api that reads no settings of this machine."""
    session = Session()
    session.trust_env = False
    return kind(url, session=session, **auth)


@pytest.mark.filterwarnings("ignore:V1 methods are deprecated:DeprecationWarning")
def test_the_public_python_library_reads_spaces_and_fails_as_with_a_real_site() -> None:
    """v2 works with a good pair at site and gateway; a wrong one gives the bare 404."""
    with build_world({"base": "cloud"}) as world:
        visitor = Visitor(world)
        good = {"username": "ana@acme.example", "password": visitor.token("ana-plain")}
        for base in (visitor.site + "/wiki", visitor.gateway + "/wiki"):
            client = library(ConfluenceV2, base, **good)
            assert client.get_space_by_key("DOCS")["name"] == "Documentation"
            client.close()
        wrong = library(ConfluenceV2, visitor.site + "/wiki", username="ana@acme.example", password="x")
        with pytest.raises(HTTPError) as refused:
            wrong.get_page_by_id("65601")
        wrong.close()
        assert refused.value.response.status_code == 404
        assert refused.value.response.json()["errors"][0]["title"] == "Not Found"


def test_the_public_python_library_takes_a_login_page_for_success() -> None:
    """Its Cloud helpers call a web page, follow the redirect, and hand back the login page as text."""
    with build_world({"base": "cloud"}) as world:
        visitor = Visitor(world)
        good = {"username": "ana@acme.example", "password": visitor.token("ana-plain")}
        client = library(Confluence, visitor.site + "/wiki", cloud=True, **good)  # type: ignore[arg-type]
        assert "Log in with Atlassian account" in str(client.get_space("DOCS"))
        client.close()


def test_the_command_prints_addresses_and_a_curl_line_for_every_role() -> None:
    """It runs until stopped; a name that is not known is told."""
    shown = CliRunner().invoke(main, ["--scenario", "cloud-12", "--seconds", "0"])
    assert shown.exit_code == 0
    assert all(f"As {role}:" in shown.output for role in ("subject", "observer", "org_admin"))
    assert "curl -sS -i -H 'Authorization: Bearer eyJ" in shown.output
    assert CliRunner().invoke(main, ["--list"]).output.split() == list(scenario_names())
    assert "no scenario" in CliRunner().invoke(main, ["--scenario", "none-such"]).output


def test_a_scenario_can_be_a_file_of_ones_own(tmp_path: Path) -> None:
    """Any YAML file will do, laid over a base or not."""
    path = tmp_path / "mine.yaml"
    path.write_text("base: cloud\ncredentials: {subject: {suffix: x}}\n")
    assert first_status(str(path)) == 403
