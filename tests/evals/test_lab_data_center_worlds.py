"""The Data Center scenarios that the lab brings, started and asked over real connections."""

from urllib.parse import quote

import pytest
import requests

from evals.lab.world import SCENARIOS, World, build_world, load_world
from tests.evals.lab_data_center_visitor import CONTEXT

EXPECTED = {
    "dc-01": 200, "dc-02": 401, "dc-03": 401, "dc-04": 401, "dc-05": 200, "dc-06": 403, "dc-07": 403, "dc-08": 403,
    "dc-09": 200, "dc-10": 200, "dc-11": 200, "dc-12": 200, "dc-13": 403, "dc-14": 200, "dc-15": 200, "dc-16": 401,
    "dc-17": 401, "dc-18": 401, "dc-19": 401, "dc-20": 429, "dc-21": 401, "dc-22": 200, "dc-23": 403, "dc-24": 503,
    "dc-25": 200, "dc-26": 302, "dc-27": 401, "dc-28": 403, "dc-29": 401, "dc-30": 403,
}  # fmt: skip


def ask(world: World, path: str, role: str = "subject", method: str = "GET") -> requests.Response:
    """Send one request of a role to a started world."""
    with requests.Session() as session:
        session.trust_env = False
        headers = dict(world.credentials[role].headers())
        url = world.registered_site().url + path
        return session.request(method, url, headers=headers, allow_redirects=False, timeout=10)


def test_every_scenario_is_expected() -> None:
    """A new Data Center scenario needs its row here."""
    assert {path.stem for path in SCENARIOS.glob("dc-*.yaml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_starts_and_answers_its_subject(name: str) -> None:
    """The first call of the affected person gets what the fault makes of it."""
    with load_world(name) as world:
        assert ask(world, "/rest/api/user/current").status_code == EXPECTED[name]


def test_names_are_neutral_and_files_have_no_comments() -> None:
    """A file must not tell what is wrong in its world."""
    for path in SCENARIOS.glob("dc-*.yaml"):
        assert path.stem.removeprefix("dc-").isdecimal()
        assert "#" not in path.read_text()


@pytest.mark.parametrize(
    ("name", "path", "method", "subject", "observer"),
    [
        ("dc-01", "/rest/api/content/65603", "GET", 200, 200),
        ("dc-05", "/rest/api/content/65604", "GET", 404, 200),
        ("dc-09", "/rest/api/content/65603", "GET", 404, 200),
        ("dc-09", "/rest/api/content/65601", "GET", 200, 200),
        ("dc-10", "/rest/api/space/ENG", "GET", 404, 200),
        ("dc-12", "/download/attachments/65603/budget.txt", "GET", 302, 302),
        ("dc-14", "/rest/api/content/65603", "DELETE", 403, 403),
        ("dc-15", "/rest/api/content/65603", "DELETE", 405, 405),
        ("dc-22", "/rest/api/content/65603", "DELETE", 403, 403),
        ("dc-25", "/download/attachments/65603/budget.txt", "GET", 302, 302),
        ("dc-20", "/rest/api/user/current", "GET", 429, 200),
    ],
)
def test_the_fault_shows_where_it_should(name: str, path: str, method: str, subject: int, observer: int) -> None:
    """Faults that spare the identity call show on their own path; the observer sees what it may."""
    with load_world(name) as world:
        seen = [ask(world, path, role, method).status_code for role in ("subject", "observer")]

    assert seen == [subject, observer]


def test_wire_headers_survive_the_server() -> None:
    """One Date, one challenge and the login reason reach a real client."""
    with load_world("dc-03") as world:
        reply = ask(world, "/rest/api/user/current")
        base = world.registered_site().url

    assert reply.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
    assert reply.headers["WWW-Authenticate"] == f'OAuth realm="{quote(base, safe="")}"'
    assert "," not in reply.headers["Date"].partition(",")[2]


def test_a_data_center_world_keeps_its_context_path() -> None:
    """Another base URL moves the context path."""
    with build_world({"base": "data_center", "data_center": {"base_url": CONTEXT}}) as world:
        assert world.registered_site().url.endswith(CONTEXT)
        assert ask(world, "/status").json() == {"state": "RUNNING"}
