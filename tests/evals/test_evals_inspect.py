"""Inspect AI as the runner: the same marks, with its logs."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from evals.report.exam import read_outcome
from evals.scenarios.files import LIBRARY, load_folder
from evals.sitting import sit
from evals.tasks import exam, exam_task, library

_PROGRAM = "from api.cli.main import main; main()"


def test_an_exam_under_inspect_gives_the_same_marks_and_a_log_that_can_be_viewed(tmp_path: Path) -> None:
    logs, out = tmp_path / "logs", tmp_path / "exam.json"
    wanted = ["evals", "run", "--folder", str(LIBRARY), "--inspect", str(logs), "--out", str(out), "--show", "0"]

    done = subprocess.run([sys.executable, "-c", _PROGRAM, *wanted], capture_output=True, timeout=300, check=False)
    plain = asyncio.run(sit(load_folder(LIBRARY), seed="library"))

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    under = read_outcome(out)
    assert {m.scenario: (m.answered, m.right) for m in under.marks} == {
        m.scenario: (m.answered, m.right) for m in plain.marks
    }
    assert list(logs.glob("*.eval"))


@pytest.mark.parametrize("arm", ["rules", "do_nothing"])
def test_tasks_can_be_named_on_inspects_command_line(arm: str) -> None:
    task = exam(seed="some-seed", count=3, arm=arm)

    assert task.name == "exam-some-seed"
    assert len(task.dataset) == 3
    assert library().name == "library"


def test_a_sample_of_inspect_holds_the_ticket_and_not_its_answer_in_the_input() -> None:
    async def nobody(_scenario: object) -> None:
        raise AssertionError("not asked")

    scenario = load_folder(LIBRARY)[0]

    sample = exam_task([scenario], nobody, name="x").dataset[0]  # type: ignore[arg-type]

    assert sample.input == scenario.ticket.text
    assert list(sample.target) == list(scenario.expected.codes)
