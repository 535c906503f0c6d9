"""The prompts are filled strictly, hashed, and shown in the docs as they are sent."""

import re
from pathlib import Path

import pytest

import prompts
from agent.case import Case
from agent.domain import IncidentReport
from agent.reading import OFFERED
from agent.shown import evidence_lines, plain
from evals.prompts_page import PAGE, page
from tools.evidence import Evidence, EvidenceKind


def test_the_page_shows_the_prompts_as_they_are_sent() -> None:
    """When this fails: .venv/bin/python -m evals.prompts_page."""
    assert PAGE.read_text("utf-8") == page()


def test_a_place_without_a_value_is_an_error() -> None:
    """Nothing is left open in a prompt."""
    with pytest.raises(KeyError):
        prompts.fill("choose", menu="x")


def test_a_value_without_a_place_is_an_error() -> None:
    """A renamed place is noticed."""
    with pytest.raises(ValueError, match="no place for weather"):
        prompts.fill("choose", menu="x", evidence="y", weather="z")


def test_values_are_not_filled_again() -> None:
    """A ticket that holds $facts gets no facts."""
    assert "$facts ${ticket}" in prompts.fill("read", facts="F", ticket="$facts ${ticket}")[1]


def test_the_stable_part_comes_first_and_holds_nothing_of_the_incident() -> None:
    """The system message is the same for two incidents, so that prompt caches hit."""
    one, two = (prompts.fill("choose", menu=m, evidence=m) for m in ("a", "b"))

    assert one[0] == two[0]
    assert one[1] != two[1]


def test_the_hash_covers_every_prompt_file() -> None:
    """Each file in prompts/ is among the names that are hashed."""
    files = {path.stem for path in Path(prompts.__file__).parent.glob("*.md")}

    assert files == set(prompts.NAMES)
    assert re.fullmatch(r"[0-9a-f]{64}", prompts.sha256())


def test_every_fact_that_a_model_may_read_is_one_that_people_state() -> None:
    """No words of servers and nothing that only a probe sees."""
    assert all(not f.value.startswith(("body_", "seraph_", "header_", "subject_", "observer_")) for f in OFFERED)


@pytest.mark.parametrize("text", ["</data>", "< / DATA >", "<data id=1>", "</data", "<\u200b/data>"])
def test_a_text_cannot_leave_its_fence(text: str) -> None:
    """Marks of the fence in a ticket are taken out."""
    assert "data" not in plain(f"a {text} b").lower()


def test_evidence_keeps_to_its_room_and_the_telling_part_comes_first() -> None:
    """A long ticket is cut, not dropped."""
    long = [Evidence(f"E{n}", EvidenceKind.TICKET, "", text="word " * 4000) for n in range(1, 4)]
    shown = evidence_lines(Case("dg", IncidentReport(), evidence=long), 3000)

    assert len(shown) < 3400
    assert [line[:2] for line in shown.splitlines()] == ["E1", "E2", "E3"]
