"""What a model may be told for a text that the reporter will read.

Where only the look-up account tells a missing page from a restricted one or from a space without permission, telling
them apart would tell a stranger that a hidden page exists (contract: the two views). A model that does not see that
evidence cannot tell; the rules' own claims stay as they are, for those who may read everything.
"""

from dataclasses import replace

from agent.case import Case
from tools.evidence import Evidence, Identity
from tools.facts import Fact

HIDDEN_CAUSES = frozenset({"content_missing", "page_restriction", "space_permission_missing"})
_TELLING = frozenset({
    Fact.OBSERVER_SEES_OBJECT, Fact.OBSERVER_FINDS_NO_OBJECT, Fact.RESTRICTION_EXCLUDES_SUBJECT,
    Fact.RESTRICTION_ABSENT, Fact.SPACE_PERMISSION_LACKING, Fact.SPACE_PERMISSION_GRANTED,
})  # fmt: skip
_TELLING_PROBES = frozenset({"page_visible", "space_visible", "page_restrictions", "space_permissions"})


def for_reporter(case: Case) -> Case:
    """Return the case with the evidence that a text for the reporter may rest on."""
    if _discloses(case):
        return case
    return replace(case, evidence=[item for item in case.evidence if not _tells(item)])


def is_hidden(case: Case, code: str) -> bool:
    """Tell whether the cause itself must not be told to the reporter apart from its two look-alikes."""
    return code in HIDDEN_CAUSES and not _discloses(case) and any(_tells(item) for item in case.evidence)


def _discloses(case: Case) -> bool:
    return case.site is None or case.site.disclose_existence


def _tells(item: Evidence) -> bool:
    if item.identity is not Identity.OBSERVER:
        return False
    return item.probe in _TELLING_PROBES or not _TELLING.isdisjoint(item.facts)
