"""`unlatch evals`: what a person types, and what comes back when it cannot be done."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli.main import main
from evals.scenarios.files import LIBRARY

THIN = LIBRARY / "thin-and-silent.yaml"


def _typed(*words: str) -> Result:
    return CliRunner().invoke(main, ["evals", *words], env={"COLUMNS": "160", "UNLATCH_LLM_MODEL": None})


@pytest.mark.parametrize("name", ["run", "report", "compare", "calibrate", "one", "import"])
def test_every_command_explains_itself(name: str) -> None:
    typed = _typed(name, "--help")

    assert typed.exit_code == 0
    assert "Usage" in typed.output


def test_a_run_writes_what_it_was_asked_for_and_can_be_shown_and_compared_again(tmp_path: Path) -> None:
    exam, page, junit = (tmp_path / name for name in ("exam.json", "exam.html", "exam.xml"))

    ran = _typed("run", "--folder", str(LIBRARY), "--out", str(exam), "--html", str(page), "--junit", str(junit))
    shown = _typed("report", str(exam))
    compared = _typed("compare", str(exam), str(exam))

    assert ran.exit_code == 0, ran.output
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert "testsuite" in junit.read_text("utf-8")
    assert len(json.loads(exam.read_text("utf-8"))["marks"]) == len(list(LIBRARY.glob("*.yaml")))
    assert "Right cause" in shown.output
    assert (compared.exit_code, "no more than chance" in compared.output) == (0, True)


def test_one_scenario_prints_its_straight_line() -> None:
    typed = _typed("one", str(THIN))

    assert typed.exit_code == 0, typed.output
    for part in ("E1 ticket:", "asked ", "nobody answered", "verdict inconclusive", "success"):
        assert part in typed.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "--solver", "guess", "--count", "1"], "there is no solver 'guess'"),
        (["run", "--solver", "llm", "--count", "1"], "UNLATCH_LLM_MODEL"),
        (["run", "--count", "0"], "Invalid value"),
        (["report", "no-such-file.json"], "does not exist"),
        (["report", str(THIN)], "cannot be read as JSON"),
        (["import", str(THIN), "x.yaml", "--cause", "rate_limited"], "cannot be read as JSON"),
    ],
    ids=["unknown arm", "no model", "no scenarios", "no file", "no outcome", "no diagnosis"],
)
def test_what_cannot_be_done_is_said_without_a_traceback(words: list[str], told: str) -> None:
    typed = _typed(*words)

    assert typed.exit_code != 0
    assert told in typed.output
    assert "Traceback" not in typed.output


def test_a_scenario_that_does_not_exist_is_said() -> None:
    typed = _typed("one", "q-0000000000")

    assert typed.exit_code == 3
    assert "no scenario called q-0000000000" in typed.output


def test_an_imported_incident_runs_like_any_scenario(tmp_path: Path) -> None:
    from tests.evals.test_scenarios import DIAGNOSIS

    stored, target = tmp_path / "diagnosis.json", tmp_path / "own.yaml"
    stored.write_text(json.dumps(DIAGNOSIS), "utf-8")

    imported = _typed("import", str(stored), str(target), "--cause", "api_token_expired")
    ran = _typed("run", "--folder", str(tmp_path), "--show", "1")

    assert imported.exit_code == 0, imported.output
    assert (tmp_path / "own-0123456789ab.har").is_file()
    assert ran.exit_code == 0, ran.output
