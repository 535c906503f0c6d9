"""Scenario files: what they look like, what is wrong with a bad one, and how an incident becomes one."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from evals.scenarios.files import LIBRARY, SCHEMA, ScenarioError, load_folder, load_scenario, schema_text, to_yaml
from evals.scenarios.model import Expected, Scenario, SiteUnderTest, Ticket
from evals.scenarios.own import NotADiagnosis, scenario_from_diagnosis
from evals.solvers.recorded import RECORDINGS

PLAIN = {"ticket": {"text": "It says 401."}, "site": {"registered": False}, "expected": {"codes": ["wrong_password"]}}


def _written(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else yaml.safe_dump(value), "utf-8")
    return path


def test_the_published_schema_is_the_one_that_files_are_read_with() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text()


@pytest.mark.parametrize("folder", [LIBRARY, RECORDINGS], ids=lambda folder: folder.name)
def test_every_scenario_of_the_repository_keeps_to_the_published_schema(folder: Path) -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    paths = sorted(folder.glob("*.yaml"))

    assert paths
    for path in paths:
        assert list(validator.iter_errors(yaml.safe_load(path.read_text("utf-8")))) == [], path.name


def test_there_are_at_least_twenty_recordings_each_with_its_scenario() -> None:
    recorded = load_folder(RECORDINGS)

    assert len(recorded) >= 20
    assert all((RECORDINGS / one.site.recording).is_file() for one in recorded)


def test_a_scenario_survives_its_file(tmp_path: Path) -> None:
    scenario = Scenario(
        id="some-one",
        ticket=Ticket(text='Línea 1\nline 2: it\'s "odd"'),
        site=SiteUnderTest(registered=False),
        expected=Expected(codes=("rate_limited",)),
    )

    assert load_scenario(_written(tmp_path, "one.yaml", to_yaml(scenario))) == scenario


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"id": "x-1", **PLAIN, "colour": "red"}, "colour: Extra inputs"),
        ({"id": "X 1", **PLAIN}, "id: String should match"),
        ({"id": "x-1", **PLAIN, "expected": {"codes": []}}, "expected.codes"),
        ({"id": "x-1", **PLAIN, "persona": {"knows": ["no_such_fact"]}}, "persona.knows"),
        ({"id": "x-1", **PLAIN, "site": {}}, "a registered site needs a world or a recording"),
        ({"id": "x-1", **PLAIN, "site": {"world": {}, "recording": "r.har"}}, "not both"),
        ("id: [", "no valid YAML"),
    ],
    ids=["unknown field", "bad id", "no cause", "unknown fact", "nothing behind it", "two sources", "no yaml"],
)
def test_a_bad_file_is_named_with_its_place_and_reason(tmp_path: Path, value: Any, told: str) -> None:
    with pytest.raises(ScenarioError, match=r"one\.yaml") as caught:
        load_scenario(_written(tmp_path, "one.yaml", value))

    assert told in str(caught.value)


def test_two_scenarios_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        _written(tmp_path, name, {"id": "same-id", **PLAIN})

    with pytest.raises(ScenarioError, match="same-id"):
        load_folder(tmp_path)


def test_a_folder_without_scenarios_is_refused_rather_than_passed(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no scenario"):
        load_folder(tmp_path)


DIAGNOSIS: dict[str, Any] = {
    "id": "dg_0123456789abcdef",
    "site": "acme",
    "evidence": [
        {"id": "E1", "kind": "ticket", "facts": ["status_401"], "observed": {"body_excerpt": "It says 401 today."}},
        {
            "id": "E2",
            "kind": "attachment",
            "facts": ["status_401", "deployment_cloud"],
            "request": {"method": "GET", "url": "https://acme.atlassian.net/wiki/rest/api/space"},
            "observed": {"status": 401, "headers": {"Server": "AtlassianEdge"}, "body_excerpt": "Unauthorized"},
        },
        {
            "id": "E3",
            "kind": "probe",
            "identity": "subject",
            "facts": ["status_401"],
            "request": {"method": "GET", "url": "https://acme.atlassian.net/wiki/rest/api/user/current"},
            "observed": {"status": 401, "headers": {}, "body_excerpt": "{}"},
        },
        {"id": "E4", "kind": "answer", "facts": ["told_token_listed_expired"]},
    ],
}


def test_an_incident_whose_cause_became_known_becomes_a_scenario() -> None:
    scenario, har = scenario_from_diagnosis(DIAGNOSIS, "api_token_expired")

    assert scenario.expected.codes == ("api_token_expired",)
    assert scenario.ticket.text == "It says 401 today."
    assert "HTTP/1.1 401" in scenario.ticket.attachments[0].content
    assert [fact.value for fact in scenario.persona.knows] == ["told_token_listed_expired"]
    assert har is not None
    assert json.loads(har)["log"]["entries"][0]["_identity"] == "subject"


def test_the_feedback_of_a_diagnosis_names_the_cause() -> None:
    told = {**DIAGNOSIS, "feedback": [{"correct": False, "actual_cause": "api_token_revoked"}]}

    scenario, _ = scenario_from_diagnosis(told, None)

    assert scenario.expected.codes == ("api_token_revoked",)


def test_without_feedback_the_cause_has_to_be_named() -> None:
    with pytest.raises(NotADiagnosis, match="--cause"):
        scenario_from_diagnosis(DIAGNOSIS, None)


def test_a_cause_that_the_catalogue_lacks_is_refused() -> None:
    with pytest.raises(NotADiagnosis, match="no_such_cause"):
        scenario_from_diagnosis(DIAGNOSIS, "no_such_cause")


def test_something_that_is_no_diagnosis_is_refused() -> None:
    with pytest.raises(NotADiagnosis, match="evidence"):
        scenario_from_diagnosis({"id": "dg_1"}, "api_token_expired")


def test_a_scenario_cannot_be_changed_after_it_was_read() -> None:
    scenario = Scenario.model_validate({"id": "x-1", **PLAIN})

    with pytest.raises(ValidationError):
        scenario.id = "y"
