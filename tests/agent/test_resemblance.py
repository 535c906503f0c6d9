"""The wording of a report as a whole: what it may lean towards, how far, and that it confirms nothing."""

from pathlib import Path

import pytest

import agent.catalogue
from agent.catalogue.load import load_catalogue
from agent.domain import Attachment, IncidentReport, Verdict
from agent.inference import rank
from agent.offline import diagnose_offline
from agent.resemblance import BOUND, Index, index_of, leanings
from evals.field.cases import MORE_CASES, FieldCase, load_cases

CATALOGUE = load_catalogue()
SPEECH = Path(agent.catalogue.__file__).parent / "speech"


def spoken_codes() -> set[str]:
    """List the causes that have a section of people's words."""
    lines = [line for path in SPEECH.glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    return {line.strip("[]") for line in lines if line.startswith("[")}


def test_every_cause_has_peoples_words() -> None:
    """A section names a cause of the catalogue, and only the cause that says "unknown" has none."""
    assert spoken_codes() <= set(CATALOGUE.causes)
    assert set(CATALOGUE.causes) - spoken_codes() <= {"unknown_cause"}


@pytest.mark.parametrize("case", load_cases(MORE_CASES)[::9], ids=lambda case: case.id)
def test_leanings_stay_within_their_bound(case: FieldCase) -> None:
    """Every cause gets a leaning between nothing and the bound."""
    found = leanings(CATALOGUE, case.as_report())

    assert set(found) == set(CATALOGUE.causes)
    assert all(0 <= leaning <= BOUND for leaning in found.values())


def test_words_without_meaning_lean_nowhere() -> None:
    """A report that shares no word with the catalogue leans towards nothing."""
    found = leanings(CATALOGUE, IncidentReport(text="xyzzy plugh"))

    assert set(found.values()) == {0.0}


def test_words_in_an_address_do_not_count() -> None:
    """A space called "captcha" says nothing of a captcha."""
    plain = leanings(CATALOGUE, IncidentReport(text="Help."))
    address = leanings(CATALOGUE, IncidentReport(text="Help. https://wiki.example.com/display/captcha/locked"))

    assert address == plain


def test_attachments_count_as_much_as_the_text() -> None:
    """What was pasted is read like what was typed."""
    typed = leanings(CATALOGUE, IncidentReport(text="x\nThe captcha must be solved first."))
    pasted = leanings(
        CATALOGUE,
        IncidentReport(text="x", attachments=(Attachment("The captcha must be solved first.", kind="text", name="n"),)),
    )

    assert pasted == typed
    assert max(pasted, key=lambda code: pasted[code]) == "captcha_triggered"


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    """A word that two of three causes use separates less than a word that one uses."""
    index = Index({"a": [("wheel brake", 1.0)], "b": [("wheel saddle", 1.0)], "c": [("lamp horn", 1.0)]})

    assert index.scores("brake")["a"] > index.scores("wheel")["a"] > 0.0 == index.scores("brake")["b"]


def test_the_index_is_built_once() -> None:
    """Reports share the index of the catalogue that ships."""
    assert index_of(CATALOGUE) is index_of(CATALOGUE)


def test_wording_moves_the_ranking_but_not_the_share_by_facts() -> None:
    """A leaning raises a cause's probability; `by_facts` stays what it is without it."""
    without = {h.code: h for h in rank(CATALOGUE, [], None, None).hypotheses}
    leant = {h.code: h for h in rank(CATALOGUE, [], None, None, leanings={"captcha_triggered": BOUND}).hypotheses}

    assert leant["captcha_triggered"].probability > 0.9
    assert leant["captcha_triggered"].by_facts == pytest.approx(without["captcha_triggered"].probability)


def test_the_catalogues_own_words_confirm_nothing() -> None:
    """Somebody who recites what a cause is has observed nothing: no verdict "confirmed" for any cause."""
    confirmed = [
        cause.code
        for cause in CATALOGUE.causes.values()
        if diagnose_offline(IncidentReport(text=f"{cause.title} {cause.what}")).verdict is Verdict.CONFIRMED
    ]

    assert confirmed == []


def test_a_hypothesis_without_leaning_rests_on_facts() -> None:
    """Where no wording was weighed, the two shares are the same."""
    found = rank(CATALOGUE, [], None, None).hypotheses

    assert [h.by_facts for h in found] == [h.probability for h in found]
