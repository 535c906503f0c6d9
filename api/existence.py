"""Where only the look-up account tells missing from restricted from not permitted, a reporter reads: one of three.

Telling them apart would tell a stranger that a hidden page exists. `disclose_existence` of a site lifts it. What is
shown depends on nothing that the look-up account saw, so the three read the same.
"""

from collections.abc import Collection, Mapping
from typing import Any

from agent.catalogue.languages import ENGLISH, Unseen, Words, translation_for
from tools.facts import Fact

HIDDEN_CAUSES = ("content_missing", "page_restriction", "space_permission_missing")
TELLING_FACTS = frozenset(
    {
        Fact.OBSERVER_SEES_OBJECT.value,
        Fact.OBSERVER_FINDS_NO_OBJECT.value,
        Fact.RESTRICTION_EXCLUDES_SUBJECT.value,
        Fact.RESTRICTION_ABSENT.value,
        Fact.SPACE_PERMISSION_LACKING.value,
        Fact.SPACE_PERMISSION_GRANTED.value,
    }
)
TELLING_PROBES = frozenset({"page_visible", "space_visible", "page_restrictions", "space_permissions"})
GROUP_LIKELY_FROM = 0.8
_OBSERVER = "observer"
UNSEEN = Unseen(
    title="The page or space is not there, or it is restricted, or the space gives this account no permission.",
    says="It is one of these three, and Confluence answers all of them alike. Which one it is, only somebody who may "
    "see the page can say.",
    titles={
        "content_missing": "The page or space does not exist (any more) under this address.",
        "page_restriction": "The page is restricted, and this account is not on its list.",
        "space_permission_missing": "The space gives this account no permission.",
    },
    what_to_do="What to do:",
    steps=(
        "Ask the person who gave you the address, or an administrator of the space, whether the page is still there "
        "and whether you are meant to see it.",
        "Give them the address and the account that you use. They can open the page, look at its restrictions and at "
        "the permissions of the space, and let you in.",
    ),
    check="Open the address again once they have answered; it shows the page.",
)
"""What is said instead, in English."""


def without_existence(diagnosis: Mapping[str, Any], language: str = "") -> dict[str, Any]:
    """Return a diagnosis of the reporter's view that does not tell whether what was looked for exists.

    Args:
        diagnosis: The diagnosis.
        language: BCP-47 tag of what is said instead.
    """
    telling = {item["id"] for item in diagnosis["evidence"] if _tells(item)}
    cause = diagnosis.get("root_cause") or {}
    is_hidden = cause.get("code") in HIDDEN_CAUSES and (bool(telling) or not diagnosis["evidence"])
    if not telling and not is_hidden:
        return dict(diagnosis)
    cleaned = {
        **diagnosis,
        "evidence": [item for item in diagnosis["evidence"] if item["id"] not in telling],
        "claims": [claim for claim in diagnosis["claims"] if telling.isdisjoint(claim["evidence"])],
        "contributing": [item for item in diagnosis["contributing"] if item["code"] not in HIDDEN_CAUSES],
        "alternatives": _others(diagnosis["alternatives"], telling),
    }
    return {**cleaned, **_one_of_three(diagnosis, language)} if is_hidden else cleaned


def event_without_existence(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event's fields without what tells whether something exists."""
    told = dict(fields)
    if told.get("code") in HIDDEN_CAUSES:
        told |= {"code": HIDDEN_CAUSES[0], "verdict": _verdict(str(told.get("verdict")), 1.0)}
    if told.get("probe") in TELLING_PROBES:
        told |= {name: value for name, value in _A_LOOK.items() if name in told}
    if "facts" in told:
        told["facts"] = [fact for fact in told["facts"] if fact not in TELLING_FACTS]
    return told


_A_LOOK = {"probe": "visible", "asks": "Looked who may see it", "status": None}


def _tells(item: Mapping[str, Any]) -> bool:
    if item["identity"] != _OBSERVER:
        return False
    return item["probe"] in TELLING_PROBES or not TELLING_FACTS.isdisjoint(item["facts"])


def _others(alternatives: Collection[Mapping[str, Any]], telling: Collection[str]) -> list[dict[str, Any]]:
    """Return the other causes; one that was weighed by the look-up account's evidence says no more than its weight."""
    kept = [dict(item) for item in alternatives if item["code"] not in HIDDEN_CAUSES]
    for item in kept:
        if not set(telling).isdisjoint(item["evidence"]):
            item |= {"because": "less of what was seen speaks for it", "evidence": []}
    return kept


def _one_of_three(diagnosis: Mapping[str, Any], language: str) -> dict[str, Any]:
    translation = translation_for(language)
    said, words = (translation.unseen, translation.words) if translation else (UNSEEN, ENGLISH)
    weights = [diagnosis["root_cause"], *(a for a in diagnosis["alternatives"] if a["code"] in HIDDEN_CAUSES)]
    verdict = _verdict(diagnosis["verdict"], sum(item["confidence"] for item in weights))
    share = 0.33 if verdict == "likely" else 0.2
    first, *rest = HIDDEN_CAUSES
    equal = {"confidence": share, "ruled_out": False, "because": said.says, "evidence": []}
    others = [{"code": code, "title": said.titles[code], **equal} for code in rest]
    return {
        "verdict": verdict,
        "root_cause": {"code": first, "title": said.title, "confidence": share, "summary": said.says},
        "contributing": [],
        "alternatives": others,
        "claims": [],
        "explanation": _explanation(said, words),
        "remediation": [{"who": "reporter", "steps": list(said.steps), "check": said.check, "as_of": "2026-11"}],
        "question": diagnosis["question"] if diagnosis["status"] == "needs_input" else None,
        "inseparable": {"codes": list(HIDDEN_CAUSES), "says": said.says},
        "cautions": [],
        "verification": _verification(diagnosis.get("verification")),
    }


def _verdict(verdict: str, together: float) -> str:
    return "likely" if verdict != "inconclusive" or together >= GROUP_LIKELY_FROM else "inconclusive"


def _verification(verification: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if verification is None else {**verification, "because": "", "evidence": []}


def _explanation(said: Unseen, words: Words) -> str:
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(said.steps, 1))
    opening = f"**{said.title}**\n\n{said.says}\n\n{said.what_to_do}"
    return f"{opening}\n\n{steps}\n\n{words.prove.format(check=said.check)}\n"
