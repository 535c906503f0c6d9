"""Real public reports with a confirmed cause: what the reporter knew before the answer, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agent.domain import Attachment, IncidentReport
from tools.site import Deployment

_HERE = Path(__file__).parent
CASES, DEVELOPMENT_CASES, MORE_CASES = _HERE / "cases.yaml", _HERE / "dev_cases.yaml", _HERE / "more_cases.yaml"
STRANGER_CASES = _HERE / "stranger_cases.yaml"


@dataclass(frozen=True, slots=True)
class FieldCase:
    """One report; `indistinguishable_from` holds what its public facts cannot separate from the confirmed cause."""

    id: str
    url: str | None
    deployment: Deployment
    reporter_text: str
    known_facts: tuple[str, ...]
    confirmed_root_cause: str
    how_confirmed: str
    indistinguishable_from: tuple[str, ...]

    def as_report(self) -> IncidentReport:
        """Return what the diagnosis gets: the reporter's words and one text attachment, no site."""
        attachments = (
            (Attachment("\n".join(self.known_facts), kind="text", name="known facts"),) if self.known_facts else ()
        )
        return IncidentReport(text=self.reporter_text, attachments=attachments)


def load_cases(path: Path = CASES) -> tuple[FieldCase, ...]:
    """Read a file of cases.

    Raises:
        KeyError: A case lacks a field.
    """
    return tuple(_case(raw) for raw in yaml.safe_load(path.read_text("utf-8")))


def case_set(name: str) -> tuple[FieldCase, ...]:
    """Return one set of cases.

    Raises:
        KeyError: No such set.
    """
    path, letter, half = SETS[name]
    return tuple(case for case in load_cases(path) if case.id.startswith(letter))[half]


_ALL, _ODD, _EVEN = slice(None), slice(0, None, 2), slice(1, None, 2)
SETS: Mapping[str, tuple[Path, str, slice]] = {
    "field": (CASES, "", _ALL),
    "development": (DEVELOPMENT_CASES, "", _ODD),
    "held-out": (DEVELOPMENT_CASES, "", _EVEN),
    "reports": (MORE_CASES, "f", _ODD),
    "reports-held-out": (MORE_CASES, "f", _EVEN),
    "wordings": (MORE_CASES, "g", _ODD),
    "wordings-held-out": (MORE_CASES, "g", _EVEN),
    "fresh-reports": (MORE_CASES, "h", _ALL),
    "later-reports": (MORE_CASES, "i", _ALL),
    "last-reports": (MORE_CASES, "j", _ALL),
    "strangers": (STRANGER_CASES, "k", _ALL),
    "strangers-held-out": (STRANGER_CASES, "l", _ALL),
}
"""File, first letter of the ids, and half of each set. The heads of the files say what was measured blind."""


HELD = ("held-out", "reports-held-out", "wordings-held-out", "later-reports", "strangers-held-out")
"""The sets that no rule was written for; what the confidence is worth is read off these."""


def _case(raw: Mapping[str, Any]) -> FieldCase:
    return FieldCase(
        id=raw["id"],
        url=raw["url"],
        deployment=Deployment(raw["deployment"]),
        reporter_text=raw["reporter_text"],
        known_facts=tuple(raw["known_facts"]),
        confirmed_root_cause=raw["confirmed_root_cause"],
        how_confirmed=raw["how_confirmed"],
        indistinguishable_from=tuple(raw["indistinguishable_from"]),
    )
