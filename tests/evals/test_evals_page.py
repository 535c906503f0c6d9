"""docs/evals.md does what it says: its example is a scenario that runs and succeeds, its commands exist."""

import re
from pathlib import Path
from textwrap import dedent

from api.cli.evals import command
from evals.scenarios.files import load_scenario
from evals.scenarios.leaks import leaks_of
from evals.sitting import sit

PAGE = (Path(__file__).parents[2] / "docs" / "evals.md").read_text("utf-8")
EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


async def test_the_example_of_the_page_runs_and_succeeds(tmp_path: Path) -> None:
    written = EXAMPLE.search(PAGE)
    assert written is not None
    path = tmp_path / "my-case.yaml"
    path.write_text(dedent(written.group(1)), "utf-8")

    scenario = load_scenario(path)
    marked = (await sit([scenario])).marks[0]

    assert list(leaks_of(scenario)) == []
    assert marked.success, "\n".join(marked.trail)


def test_every_command_on_the_page_exists() -> None:
    named = set(re.findall(r"unlatch evals ([a-z]+)", PAGE))

    assert named
    assert named <= set(command.commands)


def test_every_file_that_the_page_names_is_there() -> None:
    root = Path(__file__).parents[2]
    named = re.findall(r"`((?:evals|tools|tests)/[\w./-]+\.(?:py|json|yaml))`", PAGE)

    assert named
    assert [name for name in named if not (root / name).exists() and "my-case" not in name] == []
