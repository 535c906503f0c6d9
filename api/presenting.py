"""Reads a stored diagnosis and shows it in a view; every way out goes through here."""

from typing import Any

from api.access import View
from api.casework import Desk
from api.existence import HIDDEN_CAUSES
from api.present import diagnosis_of
from api.store.records import StoredDiagnosis, StoredEvent
from api.views import cut, cut_event
from tools.evidence import Evidence
from tools.facts import Fact

_MEANINGS = {fact.value: fact.meaning for fact in Fact}


async def show(desk: Desk, row: StoredDiagnosis, view: View) -> dict[str, Any]:
    """Return a diagnosis with its evidence, cut to the view."""
    return show_with(desk, row, await desk.store.evidence_of(row.id), view)


def show_with(desk: Desk, row: StoredDiagnosis, evidence: list[Evidence], view: View) -> dict[str, Any]:
    """Return a diagnosis with the given evidence, cut to the view."""
    columns = {name: getattr(row, name) for name in ("id", "status", "created_at", "updated_at", "site", "report")}
    diagnosis = diagnosis_of(columns, row.answer, evidence)
    return cut(diagnosis, view, discloses=discloses(desk, row), language=row.report.get("language", ""))


def show_event(desk: Desk, row: StoredDiagnosis, event: StoredEvent, view: View) -> dict[str, Any]:
    """Return an event's fields, cut to the view."""
    told = cut_event(event.name, event.fields, view, discloses=discloses(desk, row))
    if "text" in told and not _may_be_told_in_words(desk, row, view):
        told |= {"text": "", "evidence": []}
    if "facts" in told:
        told["meanings"] = [_MEANINGS.get(fact, fact) for fact in told["facts"]]
    return told


def _may_be_told_in_words(desk: Desk, row: StoredDiagnosis, view: View) -> bool:
    """Tell whether sentences may pass as they are: what hides in them cannot be cut out, so they wait for the answer.

    Once the answer is there and names nothing that is hidden, neither do the sentences.
    """
    if view is View.FULL or discloses(desk, row):
        return True
    return bool(row.answer) and row.cause not in HIDDEN_CAUSES


def may_list_by(desk: Desk, row: StoredDiagnosis, view: View, cause: str) -> bool:
    """Tell whether a diagnosis may stand in a list asked for by cause: a filter must not tell what is hidden."""
    return view is View.FULL or cause not in HIDDEN_CAUSES or discloses(desk, row)


def discloses(desk: Desk, row: StoredDiagnosis) -> bool:
    """Tell whether a reporter may read what the look-up account found; without such an account there is nothing."""
    if not row.site:
        return True
    site = desk.sites.get(row.site)
    return site is not None and (site.disclose_existence or (site.observer is None and site.org_admin is None))
