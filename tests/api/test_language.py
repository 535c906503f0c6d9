"""A diagnosis in the reporter's language: what they read is in it, what is looked up again is not."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from agent.catalogue.languages import LANGUAGES, digest, read_language, translation_for
from agent.catalogue.load import load_catalogue
from api.access import View
from api.existence import HIDDEN_CAUSES, UNSEEN
from api.views import cut
from evals.demo import TICKETS, DemoStage
from tests.api.conftest import serving
from tests.api.test_diagnoses import WAIT, refused_incident

GERMAN = translation_for("de")


async def test_a_german_diagnosis_reads_german(client: httpx2.AsyncClient) -> None:
    """Title, summary, question, options, group and headline are in German; codes and ids are those of English."""
    english = (await client.post("/v1/diagnoses", json=refused_incident(), headers=WAIT)).json()
    german = (await client.post("/v1/diagnoses", json=refused_incident() | {"language": "de-CH"}, headers=WAIT)).json()

    assert GERMAN is not None
    text = GERMAN.causes[german["root_cause"]["code"]]
    question = GERMAN.questions[german["question"]["id"]]
    assert german["root_cause"]["title"] == text.title
    assert german["root_cause"]["summary"] == text.what
    assert german["question"]["text"] == question.text
    assert german["question"]["why"] == question.why
    assert {o["id"]: o["label"] for o in german["question"]["options"]} == dict(question.labels)
    assert all(a["title"] == GERMAN.causes[a["code"]].title for a in german["alternatives"])
    assert german["inseparable"]["says"] in GERMAN.groups.values()
    assert german["explanation"].startswith("**Wahrscheinlich eine von ")
    assert GERMAN.words.steps_are_english in german["explanation"]
    assert _unspoken(german) == _unspoken(english)


async def test_the_answer_to_a_german_question_goes_on(client: httpx2.AsyncClient) -> None:
    """Option ids are the same in every language."""
    body = refused_incident() | {"language": "de"}
    before = (await client.post("/v1/diagnoses", json=body, headers=WAIT)).json()
    question = before["question"]
    chosen = {"answer": {"question": question["id"], "option": question["options"][0]["id"]}}

    told = await client.post(f"/v1/diagnoses/{before['id']}/messages", json=chosen)

    assert told.status_code == 202


@pytest.mark.parametrize("form", ["markdown", "text"])
async def test_the_reporters_report_has_the_german_title_and_question(client: httpx2.AsyncClient, form: str) -> None:
    """A report takes its texts from the diagnosis."""
    body = refused_incident() | {"language": "de"}
    diagnosis = (await client.post("/v1/diagnoses", json=body, headers=WAIT)).json()

    asked = {"audience": "reporter", "format": form}
    report = (await client.get(f"/v1/diagnoses/{diagnosis['id']}/report", params=asked)).text

    assert " ".join(diagnosis["question"]["text"].split()) in " ".join(report.split())
    assert diagnosis["question"]["options"][0]["label"] in " ".join(report.split())


async def test_a_confirmed_german_diagnosis_says_so_with_its_summary(tmp_path: Path) -> None:
    """Steps, their proof and claims stay in English, with the summary before them."""
    with DemoStage() as stage:
        async with serving(tmp_path, stage.register) as client:
            body = stage.report(TICKETS[0]) | {"language": "de"}
            german = (await client.post("/v1/diagnoses", json=body, headers=WAIT)).json()

    cause = load_catalogue().cause(german["root_cause"]["code"])
    first, second = german["explanation"].split("\n\n")[:2]
    assert german["verdict"] == "confirmed"
    assert first == f"**Bestätigt: {german['root_cause']['title']}**"
    assert second == german["root_cause"]["summary"] != cause.what
    assert german["remediation"][0]["steps"][0] in german["explanation"]
    assert german["claims"][0]["text"].isascii()


async def test_a_language_without_a_translation_is_answered_in_english(client: httpx2.AsyncClient) -> None:
    """No error, no empty text."""
    body = refused_incident() | {"language": "pt-BR"}
    diagnosis = (await client.post("/v1/diagnoses", json=body, headers=WAIT)).json()

    assert diagnosis["root_cause"]["title"] == load_catalogue().cause(diagnosis["root_cause"]["code"]).title
    assert diagnosis["explanation"].startswith("**Likely")


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_existence_is_not_told_the_reporter_reads_their_language(language: str) -> None:
    """One of three, in the reporter's words; the three read the same."""
    shown = [cut(_hidden(code), View.REPORTER, language=language) for code in HIDDEN_CAUSES]
    translation = translation_for(language)

    assert translation is not None
    assert shown[0] == shown[1] == shown[2]
    assert shown[0]["root_cause"]["title"] == translation.unseen.title != UNSEEN.title
    assert shown[0]["explanation"].startswith(f"**{translation.unseen.title}**")
    assert [a["title"] for a in shown[0]["alternatives"]] == [translation.unseen.titles[c] for c in HIDDEN_CAUSES[1:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_what_is_not_told_are_of_the_english_that_stands_there_now(language: str) -> None:
    """The same drift check as for the catalogue; a failure shows the digest to store."""
    english = [UNSEEN.title, UNSEEN.says, *UNSEEN.titles.values(), UNSEEN.what_to_do, *UNSEEN.steps, UNSEEN.check]
    own = read_language(language)["words"]["unseen"]

    assert own["of"] == digest(english)
    assert set(own["titles"]) == set(HIDDEN_CAUSES)
    assert len(own["steps"]) == len(UNSEEN.steps)


def _unspoken(diagnosis: dict[str, Any]) -> dict[str, Any]:
    """Return what no language changes."""
    return {
        "verdict": diagnosis["verdict"],
        "code": diagnosis["root_cause"]["code"],
        "options": [option["id"] for option in diagnosis["question"]["options"]],
        "claims": diagnosis["claims"],
        "steps": diagnosis["remediation"],
        "because": [alternative["because"] for alternative in diagnosis["alternatives"]],
        "inseparable": diagnosis["inseparable"]["codes"],
        "facts": [item["facts"] for item in diagnosis["evidence"]],
    }


def _hidden(code: str) -> dict[str, Any]:
    """Return the full view of a diagnosis whose cause a reporter may not read, with nothing else in it."""
    return {
        "status": "concluded",
        "verdict": "confirmed",
        "root_cause": {"code": code, "title": "as found", "confidence": 0.9, "summary": "as found"},
        "contributing": [],
        "alternatives": [],
        "claims": [],
        "explanation": "as found",
        "remediation": [],
        "question": None,
        "inseparable": {"codes": [], "says": ""},
        "cautions": [],
        "evidence": [],
    }
