"""The two views of a diagnosis, cut in this one place on the way out: what is read, listed, reported and streamed."""

from collections.abc import Mapping
from typing import Any

from agent.ports import EventName
from api.access import View
from api.existence import event_without_existence, without_existence
from tools.ledger import ABOUT_THE_SERVICE

_OBSERVER = "observer"


def cut(diagnosis: Mapping[str, Any], view: View, *, discloses: bool = False, language: str = "") -> dict[str, Any]:
    """Return the diagnosis as the view allows it.

    The reporter view keeps of the observer's evidence only its facts: no request, no reply, no quotes.

    Args:
        diagnosis: The diagnosis in the full view.
        view: Who reads it.
        discloses: The site lets reporters read whether something exists that they may not see.
        language: BCP-47 tag of what is said in place of what must not be told.
    """
    if view is View.FULL:
        return {**diagnosis, "view": View.FULL.value}
    shown = {
        **diagnosis,
        "view": View.REPORTER.value,
        "evidence": [_facts_only(item) if item["identity"] == _OBSERVER else item for item in diagnosis["evidence"]],
    }
    if "not_tried" in shown:
        shown["not_tried"] = [reason for reason in shown["not_tried"] if ABOUT_THE_SERVICE not in reason]
    return shown if discloses else without_existence(shown, language)


def cut_event(name: str, fields: Mapping[str, Any], view: View, *, discloses: bool = False) -> dict[str, Any]:
    """Return an event's fields as the view allows them."""
    if view is View.FULL:
        return dict(fields)
    if name == EventName.HYPOTHESES_RANKED.value:
        return {}
    told = {**fields, "status": None} if fields.get("identity") == _OBSERVER else dict(fields)
    if "not_tried" in told:
        told["not_tried"] = [reason for reason in told["not_tried"] if ABOUT_THE_SERVICE not in reason]
    return told if discloses else event_without_existence(told)


def _facts_only(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "request": None, "observed": None, "quotes": [], "name": ""}
