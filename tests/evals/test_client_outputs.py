"""What public clients really printed (tests/clients/seen, kept by evals.clients.keep) is read right when pasted."""

from pathlib import Path

import pytest

from agent.case import Case, Deps
from agent.catalogue.load import load_catalogue
from agent.domain import Attachment, IncidentReport, Verdict
from agent.line import run_once
from agent.offline import NoProber
from agent.planner import Planner
from agent.ports import NullRecorder
from tools.clock import now_utc
from tools.facts import Fact
from tools.parsers import read_paste
from tools.redaction import redact

SEEN = Path(__file__).parents[1] / "clients" / "seen"
PASTES = sorted(SEEN.rglob("*.txt"))
TEXTS = {f"{one.parent.name}/{one.stem}": one.read_text("utf-8") for one in PASTES}
ANSWERED_CLOUD = {Fact.DEPLOYMENT_CLOUD}
NOBODY = {Fact.BODY_CALLER_CANNOT_ACCESS, Fact.STATUS_403, *ANSWERED_CLOUD}
BARE = {Fact.BODY_BARE_NOT_FOUND, Fact.STATUS_404, *ANSWERED_CLOUD}
SCOPE = {Fact.BODY_SCOPE_MISMATCH, Fact.STATUS_401, *ANSWERED_CLOUD}
BASIC_FAILED = {Fact.BODY_BASIC_AUTH_FAILURE, Fact.SERAPH_FAILED, Fact.STATUS_401}
CLIENT_SAYS_401, CLIENT_SAYS_403 = {Fact.STATUS_401}, {Fact.STATUS_403}

FACTS: dict[str, set[Fact]] = {
    "atlassian-python-api/wrong": NOBODY,
    "atlassian-python-api/revoked": NOBODY,
    "atlassian-python-api/other_email": NOBODY,
    "atlassian-python-api/api_token_as_bearer": NOBODY,
    "atlassian-python-api/scoped_at_site": {Fact.BODY_TOMCAT_401, Fact.STATUS_401},
    "atlassian-python-api/scope_missing": {Fact.STATUS_401},
    "atlassian-python-api/pat_revoked": {Fact.BODY_NOT_PERMITTED_DC, Fact.DEPLOYMENT_DATA_CENTER},
    "atlassian-python-api/pat_as_basic": BASIC_FAILED,
    "atlassian-python-api/password_wrong": BASIC_FAILED,
    "confluence.js/wrong": NOBODY,
    "confluence.js/revoked": NOBODY,
    "confluence.js/other_email": NOBODY,
    "confluence.js/api_token_as_bearer": NOBODY,
    "confluence.js/scoped_at_site": {Fact.BODY_TOMCAT_401, Fact.STATUS_401},
    "confluence.js/scope_missing": SCOPE,
    "confluence.js/pat_revoked": {Fact.BODY_NOT_PERMITTED_DC, Fact.BODY_AUTHORIZED_FALSE, Fact.STATUS_403},
    "confluence.js/pat_as_basic": set(),
    "confluence.js/password_wrong": set(),
    "markdown-to-confluence/wrong": BARE,
    "markdown-to-confluence/revoked": BARE,
    "markdown-to-confluence/other_email": BARE,
    "markdown-to-confluence/api_token_as_bearer": {Fact.BODY_GATEWAY_UNAUTHORIZED, Fact.STATUS_401, Fact.URL_GATEWAY},
    "markdown-to-confluence/scoped_at_site": SCOPE,
    "markdown-to-confluence/scope_missing": {*SCOPE, Fact.URL_GATEWAY},
    "markdown-to-confluence/pat_revoked": {Fact.BODY_NOT_PERMITTED_DC, Fact.BODY_AUTHORIZED_FALSE, Fact.STATUS_403},
    "markdown-to-confluence/pat_as_basic": {Fact.STATUS_401, Fact.URL_API_V1},
    "markdown-to-confluence/password_wrong": {Fact.STATUS_401, Fact.URL_API_V1},
    "mcp-atlassian/wrong": CLIENT_SAYS_403,
    "mcp-atlassian/revoked": CLIENT_SAYS_403,
    "mcp-atlassian/other_email": CLIENT_SAYS_403,
    "mcp-atlassian/scoped_at_site": CLIENT_SAYS_401,
    "mcp-atlassian/scope_missing": CLIENT_SAYS_401,
    "mcp-atlassian/api_token_as_bearer": set(),
    "mcp-atlassian/pat_revoked": CLIENT_SAYS_403,
    "mcp-atlassian/pat_as_basic": CLIENT_SAYS_401,
    "mcp-atlassian/password_wrong": CLIENT_SAYS_401,
}
"""What each paste must tell; an empty set where the client never asked the server."""

CAUSES = {
    "wrong": "secret_corrupted",
    "revoked": "api_token_revoked",
    "other_email": "email_token_account_mismatch",
    "scope_missing": "scoped_token_missing_scope",
    "scoped_at_site": "scoped_token_on_site_url",
    "pat_as_basic": "pat_sent_as_basic",
    "password_wrong": "wrong_password",
}
TELLING = [
    *("atlassian-python-api/wrong", "atlassian-python-api/revoked", "atlassian-python-api/other_email"),
    *("atlassian-python-api/scoped_at_site", "atlassian-python-api/pat_as_basic", "confluence.js/wrong"),
    *("atlassian-python-api/password_wrong", "confluence.js/revoked", "confluence.js/other_email"),
    *("confluence.js/scoped_at_site", "confluence.js/scope_missing", "markdown-to-confluence/wrong"),
    *("markdown-to-confluence/revoked", "markdown-to-confluence/other_email", "markdown-to-confluence/scope_missing"),
]
"""Pastes that hold the server's own words: their cause leads, or is named among those that look the same."""


def name_of(paste: Path) -> str:
    """Return client and credential of a paste."""
    return f"{paste.parent.name}/{paste.stem}"


async def diagnosed(text: str) -> Case:
    """Diagnose a paste, asking no site."""
    case = Case("dg_paste", IncidentReport(attachments=(Attachment(text),)))
    catalogue = load_catalogue()
    await run_once(Deps(case, catalogue, NullRecorder(), NoProber(), now_utc, Planner(catalogue)))
    return case


def test_every_kept_paste_is_in_the_table() -> None:
    """A paste that is added says what it tells."""
    assert {name_of(paste) for paste in PASTES} == FACTS.keys()


@pytest.mark.parametrize("paste", PASTES, ids=name_of)
def test_a_paste_tells_what_the_server_said(paste: Path) -> None:
    """Status, deployment and the server's own words are found within the client's noise."""
    found = {one.fact for one in read_paste("auto", paste.name, paste.read_text("utf-8")).sightings}

    assert FACTS[name_of(paste)] <= found, sorted(found)


@pytest.mark.parametrize("name", TELLING)
async def test_the_cause_leads_or_is_named_among_its_likes(name: str) -> None:
    """The paste alone leads to the true cause, or to the group that it cannot be told apart from."""
    case = await diagnosed(TEXTS[name])
    conclusion = case.conclusion

    assert conclusion is not None
    cause = CAUSES[name.partition("/")[2]]
    assert cause in {conclusion.root_cause.code, *conclusion.inseparable}


@pytest.mark.parametrize("paste", PASTES, ids=name_of)
async def test_a_clients_words_alone_never_confirm_anything_wrong(paste: Path) -> None:
    """A client that says "token may be expired" is no proof: nothing is confirmed that is not the truth."""
    conclusion = (await diagnosed(TEXTS[name_of(paste)])).conclusion

    assert conclusion is not None
    if conclusion.verdict is Verdict.CONFIRMED:
        assert conclusion.root_cause.code == CAUSES.get(paste.stem)


@pytest.mark.parametrize("paste", PASTES, ids=name_of)
def test_a_kept_paste_holds_no_secret(paste: Path) -> None:
    """They were redacted when they were kept."""
    assert not redact(paste.read_text("utf-8")).found
