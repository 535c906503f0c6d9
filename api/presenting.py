"""Reads a stored diagnosis and shows it in a view; every way out goes through here."""

from typing import Any

from api.access import View
from api.casework import Desk
from api.present import diagnosis_of
from api.store.records import StoredDiagnosis
from api.views import cut
from tools.evidence import Evidence


async def show(desk: Desk, row: StoredDiagnosis, view: View) -> dict[str, Any]:
    """Return a diagnosis with its evidence, cut to the view."""
    return show_with(row, await desk.store.evidence_of(row.id), view)


def show_with(row: StoredDiagnosis, evidence: list[Evidence], view: View) -> dict[str, Any]:
    """Return a diagnosis with the given evidence, cut to the view."""
    columns = {name: getattr(row, name) for name in ("id", "status", "created_at", "updated_at", "site", "report")}
    return cut(diagnosis_of(columns, row.answer, evidence), view)
