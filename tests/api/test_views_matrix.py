"""View by cause: whatever the cause is, a reporter reads nothing of the look-up account beyond its facts."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from agent.case import Case, Deps, rank_case
from agent.catalogue.load import Catalogue, load_catalogue
from agent.conclude import conclude
from agent.domain import IncidentReport, Reporter
from agent.explain import explanation_for_reporter
from agent.offline import NoProber
from agent.planner import Planner
from agent.ports import EventName, NullRecorder
from api.access import View
from api.existence import HIDDEN_CAUSES, TELLING_FACTS, TELLING_PROBES
from api.present import answer_of, diagnosis_of
from api.reports.html import write_html
from api.reports.markdown import write_markdown
from api.reports.outline import Audience, Outline, outline_of
from api.reports.text import write_text
from api.views import cut, cut_event
from tools.evidence import Evidence, EvidenceKind, Exchange, Identity, Sighting, Source
from tools.facts import Fact
from tools.ledger import STILL_OUT
from tools.probes.menu import ALL_PROBES
from tools.site import Site

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CANARIES = ("Quarterly-Layoffs", "board-members", "boss.of.them", "svc-observer", "look/up/path")
SEEN_BY_THE_OBSERVER = Exchange(
    "GET",
    "https://wiki.acme.example/look/up/path?title=Quarterly-Layoffs",
    status=200,
    response_headers=(("X-AUSERNAME", "svc-observer"),),
    body='{"title": "Quarterly-Layoffs", "group": "board-members", "user": "boss.of.them"}',
)
CODES = tuple(sorted(load_catalogue().causes))
OF_THE_OBSERVER = tuple(
    sorted(
        {
            fact
            for probe in ALL_PROBES
            if Identity.OBSERVER in probe.identities
            for o in probe.outcomes
            for fact in o.facts
        }
    )
)


@cache
def catalogue() -> Catalogue:
    """Load the catalogue once."""
    return load_catalogue()


@cache
def planner() -> Planner:
    """Build the planner once."""
    return Planner(catalogue())


def observed(number: int, facts: Sequence[Fact], probe: str = "page_visible") -> Evidence:
    """Return evidence of the look-up account that is full of what a reporter must not read."""
    sightings = tuple(Sighting(fact, f"x{n}", Source.PROBE, quote=CANARIES[0]) for n, fact in enumerate(facts))
    return Evidence(f"E{number}", EvidenceKind.PROBE, NOW.isoformat(), sightings, probe, Identity.OBSERVER,
                    SEEN_BY_THE_OBSERVER, "0" * 64, name=CANARIES[1])  # fmt: skip


def told() -> Evidence:
    """Return what the ticket says."""
    sighting = Sighting(Fact.STATUS_404, "s1", Source.PROSE, quote="it is a 404")
    return Evidence("E1", EvidenceKind.TICKET, NOW.isoformat(), (sighting,), text="The page answers 404.")


def diagnosis(code: str, evidence: Sequence[Evidence]) -> dict[str, Any]:
    """Conclude that it is this cause, on this evidence, and return the diagnosis in full."""
    cause = catalogue().cause(code)
    site = Site("acme", "https://wiki.acme.example", min(cause.deployments, key=str))
    case = Case("dg_1", IncidentReport(reporter=Reporter("ann@acme.example", "ann")), site, evidence=list(evidence))
    case.not_tried = [STILL_OUT, "the password was not sent"]
    deps = Deps(case, catalogue(), NullRecorder(), NoProber(), lambda: NOW, planner())
    ranking = rank_case(deps)
    leader = next(h for h in ranking.hypotheses if h.code == code)
    rest = tuple(h for h in ranking.hypotheses if h.code != code)
    case.conclusion = conclude(deps, replace(ranking, hypotheses=(leader, *rest)), None)
    case.explanation = explanation_for_reporter(case.conclusion)
    row = {"id": "dg_1", "status": "concluded", "created_at": "", "updated_at": "", "site": "acme", "report": {}}
    return diagnosis_of(row, answer_of(case), case.evidence)


def everything(shown: dict[str, Any]) -> str:
    """Return the diagnosis as JSON, and all that reports of it are written from, for each audience."""
    outlines = [outline_of(shown, audience) for audience in Audience]
    return "\n".join([json.dumps(shown), *(repr(outline) for outline in outlines), write_markdown(outlines[-1])])


@pytest.mark.parametrize("code", CODES)
def test_a_reporter_reads_nothing_of_the_look_up_account(code: str) -> None:
    """No request, reply, name, title or group of the look-ups is in the diagnosis or in any report."""
    bearing = [fact for fact in OF_THE_OBSERVER if fact in catalogue().cause(code).bearings]
    full = diagnosis(code, [told(), observed(2, bearing), observed(3, OF_THE_OBSERVER, "account_state")])

    for discloses in (False, True):
        text = everything(cut(full, View.REPORTER, discloses=discloses))
        assert [canary for canary in (*CANARIES, STILL_OUT) if canary in text] == []
    assert all(canary in json.dumps(cut(full, View.FULL)) for canary in (*CANARIES, STILL_OUT))


@pytest.mark.parametrize("write", [write_html, write_markdown, write_text])
@pytest.mark.parametrize("code", [*HIDDEN_CAUSES, "account_deactivated"])
def test_no_form_of_a_report_adds_anything(code: str, write: Callable[[Outline], str]) -> None:
    """HTML, markdown and text are written from what was cut already."""
    shown = cut(diagnosis(code, [told(), observed(2, OF_THE_OBSERVER)]), View.REPORTER)

    written = [write(outline_of(shown, audience)) for audience in Audience]
    assert not [canary for canary in CANARIES for text in written if canary in text]


@pytest.mark.parametrize("code", CODES)
def test_facts_that_tell_whether_it_exists_are_not_shown(code: str) -> None:
    """Neither as facts nor in the words of a claim, an alternative or the explanation."""
    shown = cut(diagnosis(code, [told(), observed(2, OF_THE_OBSERVER)]), View.REPORTER)

    text = everything(shown)
    assert [fact for fact in TELLING_FACTS if fact in text or Fact(fact).meaning in text] == []
    assert not {item["code"] for item in shown["alternatives"]} & set(HIDDEN_CAUSES) or code in HIDDEN_CAUSES


SAW = {
    "content_missing": (Fact.OBSERVER_FINDS_NO_OBJECT,),
    "page_restriction": (Fact.OBSERVER_SEES_OBJECT, Fact.RESTRICTION_EXCLUDES_SUBJECT, Fact.SPACE_PERMISSION_GRANTED),
    "space_permission_missing": (Fact.OBSERVER_SEES_OBJECT, Fact.RESTRICTION_ABSENT, Fact.SPACE_PERMISSION_LACKING),
}


def test_missing_restricted_and_not_permitted_read_the_same() -> None:
    """When only the look-up account tells them apart, a reporter reads that it is one of three, and whom to ask."""
    shown = [cut(diagnosis(code, [told(), observed(2, facts)]), View.REPORTER) for code, facts in SAW.items()]

    assert shown[0] == shown[1] == shown[2]
    assert set(shown[0]["inseparable"]["codes"]) == set(HIDDEN_CAUSES)
    assert shown[0]["verdict"] == "likely"
    assert "Ask the person who gave you the address" in shown[0]["explanation"]
    assert sum(item["confidence"] for item in (shown[0]["root_cause"], *shown[0]["alternatives"])) <= 1.0


def test_a_list_without_evidence_does_not_tell_either() -> None:
    """A list carries no evidence, so it says no more than the diagnosis itself."""
    for code, facts in SAW.items():
        listed = diagnosis(code, [told(), observed(2, facts)]) | {"evidence": []}

        assert cut(listed, View.REPORTER)["root_cause"]["code"] == HIDDEN_CAUSES[0]
        assert cut(listed, View.REPORTER, discloses=True)["root_cause"]["code"] == code


@pytest.mark.parametrize("code", HIDDEN_CAUSES)
def test_a_site_may_disclose_what_exists(code: str) -> None:
    """With `disclose_existence` a reporter reads which of the three it is, still without what was looked at."""
    shown = cut(diagnosis(code, [told(), observed(2, SAW[code])]), View.REPORTER, discloses=True)

    assert shown["root_cause"]["code"] == code
    assert not any(canary in json.dumps(shown) for canary in CANARIES)


@pytest.mark.parametrize("code", HIDDEN_CAUSES)
def test_what_the_person_told_themself_is_told_back(code: str) -> None:
    """Where no look-up account was asked, the answer rests on the person's own words and stands as it is."""
    shown = cut(diagnosis(code, [told()]), View.REPORTER)

    assert shown["root_cause"]["code"] == code


@pytest.mark.parametrize("code", HIDDEN_CAUSES)
def test_events_do_not_tell_either(code: str) -> None:
    """The stream of a reporter says that something was looked at and that it is over, the same for all three."""
    facts = [fact.value for fact in SAW[code]]
    events = (
        (EventName.HYPOTHESES_RANKED, {"hypotheses": [[code, 0.97]]}),
        (EventName.PROBE_STARTED, {"probe": "page_restrictions", "asks": "Looked at the page's restrictions"}),
        (EventName.PROBE_FINISHED, {"probe": "space_permissions", "facts": facts, "not_tried": [STILL_OUT]}),
        (EventName.EVIDENCE_ADDED, {"evidence": "E2", "kind": "probe", "probe": "page_visible", "identity": "observer",
                                    "status": 200, "facts": facts}),
        (EventName.CONCLUDED, {"verdict": "confirmed", "code": code}),
    )  # fmt: skip

    shown = [cut_event(name.value, fields, View.REPORTER) for name, fields in events]

    assert shown == [
        {},
        {"probe": "visible", "asks": "Looked who may see it"},
        {"probe": "visible", "facts": [], "not_tried": []},
        {"evidence": "E2", "kind": "probe", "probe": "visible", "identity": "observer", "status": None, "facts": []},
        {"verdict": "likely", "code": HIDDEN_CAUSES[0]},
    ]
    assert [cut_event(name.value, fields, View.FULL) for name, fields in events] == [fields for _, fields in events]


def test_the_lists_of_what_tells_are_complete() -> None:
    """A new probe or fact by which the look-up account tells the three apart must be listed as telling."""
    apart = {
        fact.value
        for code in HIDDEN_CAUSES
        for fact in catalogue().cause(code).bearings
        if not all(fact in catalogue().cause(other).bearings for other in HIDDEN_CAUSES)
        or len({catalogue().cause(other).bearings[fact].strength for other in HIDDEN_CAUSES}) > 1
    }
    looks = [probe for probe in ALL_PROBES if Identity.OBSERVER in probe.identities]
    yielded = {
        (probe.name, fact.value)
        for probe in looks
        for outcome in (*probe.outcomes, *probe.without_subject)
        for fact in outcome.facts
        if fact.value in apart and not fact.value.startswith(("subject_", "body_"))
    }
    about_the_account = {"account_has_product", "account_lacks_product", "read_only_mode_on"}

    assert {fact for _, fact in yielded} - about_the_account <= TELLING_FACTS
    assert {name for name, fact in yielded if fact in TELLING_FACTS} == TELLING_PROBES
