"""Tickets about something else, and tickets too thin to tell: neither may be taken for a cause, nor for the other.

What was measured blind is said in the head of evals/field/subjects.yaml.
"""

from pathlib import Path

import pytest
import yaml

import evals.field
from agent.domain import IncidentReport, Verdict
from agent.offline import OfflineDiagnosis, diagnose_offline

_LISTS = yaml.safe_load((Path(evals.field.__file__).parent / "subjects.yaml").read_text("utf-8"))
_OFF_TOPIC, _ACCESS, _THIN = _LISTS["off_topic"], _LISTS["access"], _LISTS["thin"]
_OTHER = "not_an_access_problem"
_FLOOR = 0.9


def diagnosed(text: str) -> OfflineDiagnosis:
    """Diagnose a ticket that is nothing but this text."""
    return diagnose_offline(IncidentReport(text=text))


def is_led_away(text: str) -> bool:
    """Tell whether the ticket is taken to be about something other than access."""
    return diagnosed(text).ranking.leader.code == _OTHER


@pytest.mark.parametrize("text", _OFF_TOPIC["worked_on"])
def test_a_ticket_about_something_else_is_not_blamed_on_access(text: str) -> None:
    """Another product, a thing, a wish or a question of content leads away from every cause of refused access."""
    diagnosis = diagnosed(text)

    assert diagnosis.ranking.leader.code == _OTHER
    assert diagnosis.verdict is Verdict.LIKELY


@pytest.mark.parametrize("name", ["held_out", "later", "last"])
def test_other_subjects_that_no_list_names_lead_away_as_well(name: str) -> None:
    """Nine of ten tickets about something else are seen as such, whatever it is."""
    found = [is_led_away(text) for text in _OFF_TOPIC[name]]

    assert sum(found) >= _FLOOR * len(found)


@pytest.mark.parametrize("text", [*_ACCESS["later"], *_ACCESS["last"]])
def test_an_access_ticket_is_never_called_something_else_with_confidence(text: str) -> None:
    """Unusual words, a device or a program beside it make a refused access nothing else."""
    diagnosis = diagnosed(text)

    assert diagnosis.ranking.leader.code != _OTHER or diagnosis.verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("text", [*_THIN["worked_on"], *_THIN["held_out"]])
def test_a_thin_ticket_stays_open_and_asks(text: str) -> None:
    """A ticket that names nothing may well be about access: nothing is claimed, and one question is asked."""
    diagnosis = diagnosed(text)

    assert diagnosis.verdict is Verdict.INCONCLUSIVE
    assert diagnosis.question is not None


def test_there_are_enough_tickets_of_both_kinds() -> None:
    """40 or more about something else, 25 or more too thin."""
    assert sum(map(len, _OFF_TOPIC.values())) >= 40
    assert sum(map(len, _THIN.values())) >= 25
