"""A text for the reporter does not tell whether a page exists that they may not see."""

from dataclasses import replace

from agent.case import Case
from agent.domain import IncidentReport
from agent.reporter_view import for_reporter, is_hidden
from tools.evidence import Evidence, EvidenceKind, Identity, Sighting, Source
from tools.facts import Fact
from tools.site import Deployment, Site

SITE = Site("acme", "https://acme.atlassian.net/wiki", Deployment.CLOUD)
LOOKED = Evidence(
    "E2",
    EvidenceKind.PROBE,
    "",
    (Sighting(Fact.OBSERVER_SEES_OBJECT, "x1", Source.PROBE),),
    probe="page_visible",
    identity=Identity.OBSERVER,
)
TOLD = Evidence("E1", EvidenceKind.TICKET, "", text="The page answers 404.")


def case_of(site: Site | None) -> Case:
    """Return a case in which the look-up account saw the page."""
    return Case("dg", IncidentReport(), site, evidence=[TOLD, LOOKED])


def test_what_only_the_look_up_account_saw_is_not_shown_to_the_model() -> None:
    """Neither the evidence nor a cause that rests on it; the case itself keeps both."""
    case = case_of(SITE)

    assert for_reporter(case).evidence == [TOLD]
    assert case.evidence == [TOLD, LOOKED]
    assert is_hidden(case, "page_restriction")
    assert not is_hidden(case, "api_token_expired")


def test_a_site_that_discloses_existence_shows_it() -> None:
    """The operator decides."""
    case = case_of(replace(SITE, disclose_existence=True))

    assert for_reporter(case).evidence == [TOLD, LOOKED]
    assert not is_hidden(case, "page_restriction")
