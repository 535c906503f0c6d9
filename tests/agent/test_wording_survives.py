"""What a ticket's wording leans towards holds for the whole diagnosis, also once its report is gone."""

from agent.case import Case, Deps, rank_case
from agent.catalogue.load import load_catalogue
from agent.domain import Attachment, IncidentReport
from agent.intake import read_report
from agent.offline import NoProber
from agent.planner import Planner
from agent.ports import NullRecorder
from tools.clock import now_utc

TEXT = "Nobody gets in over the company login since last night's restart of the hypervisor. The clocks look odd."


def _ranked(case: Case) -> list[tuple[str, float]]:
    catalogue = load_catalogue()
    deps = Deps(case, catalogue, NullRecorder(), NoProber(), now_utc, Planner(catalogue))
    return [(one.code, one.probability) for one in rank_case(deps).hypotheses[:10]]


def test_a_case_rebuilt_from_its_stored_evidence_ranks_as_before() -> None:
    report = IncidentReport(text=TEXT, attachments=(Attachment("HTTP/1.1 302 Found\nLocation: /login.action\n"),))
    first = Case("dg_1", report)
    first.evidence = read_report(first, now_utc())
    again = Case("dg_1", IncidentReport())
    again.evidence = list(first.evidence)

    assert _ranked(again) == _ranked(first)
    assert "company login" in again.as_written
