"""The two views of a diagnosis, cut in this one place on the way out."""

from collections.abc import Mapping
from typing import Any

from api.access import View

_HIDDEN_IDENTITIES = frozenset({"observer"})


def cut(diagnosis: Mapping[str, Any], view: View) -> dict[str, Any]:
    """Return the diagnosis as the view allows it.

    The reporter view keeps of the observer's evidence only its facts: no request, no reply, no quotes.
    """
    if view is View.FULL:
        return {**diagnosis, "view": View.FULL.value}
    evidence = [_hide(item) if item["identity"] in _HIDDEN_IDENTITIES else item for item in diagnosis["evidence"]]
    return {**diagnosis, "view": View.REPORTER.value, "evidence": evidence}


def _hide(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "request": None, "observed": None, "quotes": [], "name": ""}
