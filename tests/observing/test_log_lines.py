"""Log lines: JSON, one for each diagnosis, and never what anybody wrote."""

import logging
from pathlib import Path

from tests.observing.kit import PASTE, SECRET, STORY, diagnosed, log_lines, parsed, watched_service


async def test_a_diagnosis_leaves_one_line_that_says_what_it_found_and_what_it_cost(tmp_path: Path) -> None:
    """The canonical line has the answer's codes and counts, and agrees with the answer."""
    with log_lines() as into:
        async with watched_service(tmp_path) as (client, _):
            told = await diagnosed(client, ticket={"key": "HELP-12"})
        (line,) = [one for one in parsed(into) if one["logger"] == "unlatch.diagnosis"]

    assert line["event"] == "diagnosis"
    assert (line["id"], line["ticket"], line["status"]) == (told["id"], "HELP-12", told["status"])
    assert (line["verdict"], line["code"]) == (told["verdict"], told["root_cause"]["code"])
    assert line["confidence"] == told["root_cause"]["confidence"]
    assert line["seconds"] > 0
    assert line["reasoner"] == "rules"
    assert {line[name] for name in ("requests", "failed_logins", "logins_withheld", "llm_calls")} == {0}


async def test_what_people_write_and_their_secrets_are_in_no_line(tmp_path: Path) -> None:
    """Neither the story nor a token in it is logged, at the finest level either."""
    with log_lines("DEBUG") as into:
        async with watched_service(tmp_path) as (client, _):
            await diagnosed(client, f"{STORY} with {SECRET}\n{PASTE}", ticket={"key": f"HELP {SECRET}"})

    assert parsed(into)
    assert STORY not in into.getvalue()
    assert SECRET not in into.getvalue()


async def test_a_cancelled_diagnosis_has_its_line_too(tmp_path: Path) -> None:
    """One that asks leaves a line when it asks, and another when it is cancelled."""
    with log_lines() as into:
        async with watched_service(tmp_path) as (client, _):
            told = await diagnosed(client, "Since Monday our script is refused by the wiki. It worked before.")
            await client.post(f"/v1/diagnoses/{told['id']}/cancel")
        lines = [one for one in parsed(into) if one["logger"] == "unlatch.diagnosis"]

    assert [one["status"] for one in lines] == ["needs_input", "cancelled"]
    assert {one["id"] for one in lines} == {told["id"]}


def test_a_fault_is_logged_with_its_traceback_and_without_its_secret() -> None:
    """An exception becomes a field of the line; what looks like a secret in it is gone."""
    with log_lines() as into:
        try:
            int(f"the token {SECRET} was refused")
        except ValueError:
            logging.getLogger("some.library").exception("it failed for %s", SECRET)
        (line,) = parsed(into)

    assert line["level"] == "error"
    assert "Traceback" in line["exception"]
    assert "was refused" in line["exception"]
    assert SECRET not in into.getvalue()
