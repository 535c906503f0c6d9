"""Old captures are set aside, unless they are all there is."""

from datetime import UTC, datetime

import pytest

from agent.case import Case
from agent.domain import Attachment, IncidentReport
from agent.intake import read_report
from agent.stale import SET_ASIDE
from tools.facts import Fact

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CALL = "GET https://acme.atlassian.net/wiki/rest/api/space\n"
FRESH = f"{CALL}HTTP/1.1 401 Unauthorized\nDate: Tue, 24 Nov 2026 08:59:00 GMT\n"
OLD = f"{CALL}HTTP/1.1 429 Too Many Requests\nDate: Tue, 03 Mar 2026 10:12:00 GMT\n"
UNDATED = f"{CALL}HTTP/1.1 401 Unauthorized\nServer: AtlassianEdge\n"


def _facts(*pastes: str) -> set[Fact]:
    report = IncidentReport(text="It fails.", attachments=tuple(Attachment(one) for one in pastes))
    return {fact for item in read_report(Case("dg_1", report), NOW) for fact in item.facts}


@pytest.mark.parametrize("other", [FRESH, UNDATED], ids=["a fresh one", "one without a date"])
def test_an_old_capture_beside_another_paste_has_no_say(other: str) -> None:
    facts = _facts(other, OLD)

    assert Fact.STATUS_401 in facts
    assert Fact.STATUS_429 not in facts


def test_an_old_capture_alone_is_read_since_people_report_late() -> None:
    assert Fact.STATUS_429 in _facts(OLD)


def test_what_was_set_aside_stays_in_the_evidence_and_says_so() -> None:
    report = IncidentReport(text="", attachments=(Attachment(FRESH), Attachment(OLD, name="march.txt")))

    names = [item.name for item in read_report(Case("dg_1", report), NOW)]

    assert f"march.txt ({SET_ASIDE})" in names
