"""Plain sentences from facts, with the site's own addresses where the catalogue leaves a place for them."""

import re

from agent.case import Case
from tools.evidence import Evidence, EvidenceKind, Identity, Source
from tools.facts import Fact
from tools.routes import gateway_base

_PLACE = re.compile(r"\{(site_url|gateway_url|cloud_id|user|space_key|page_id)\}")
_LONG_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UNKNOWN = {
    "site_url": "https://YOUR-SITE.atlassian.net/wiki",
    "gateway_url": "https://api.atlassian.com/ex/confluence/YOUR-CLOUD-ID/wiki",
    "cloud_id": "YOUR-CLOUD-ID",
    "user": "YOUR-USER",
    "space_key": "SPACE",
    "page_id": "PAGE-ID",
}


def fill(text: str, case: Case) -> str:
    """Fill the catalogue's places with the registered site's addresses; unknown ones stay recognisable."""
    known = _known_places(case)
    return _PLACE.sub(lambda match: known.get(match[1]) or _UNKNOWN[match[1]], text)


def clause_with_place(case: Case, fact: Fact, evidence_id: str) -> str:
    """Return the fact's clause and where it was seen, without the evidence id."""
    item = case.evidence_of(evidence_id)
    place = _place(item, fact)
    return f"{fact.meaning} ({place})" if place else fact.meaning


def sentence(clause: str) -> str:
    """Make a sentence of a clause."""
    return f"{clause[:1].upper()}{clause[1:]}."


def _place(item: Evidence, fact: Fact) -> str:
    sources = [s.source for s in item.sightings if s.fact is fact] or [s.source for s in item.sightings]
    source = sources[0] if sources else None
    if item.identity is Identity.OBSERVER:
        return "seen with the look-up account"  # what it asked and was answered is not for every reader
    if item.kind is EvidenceKind.PROBE and item.exchange is not None:
        status = item.exchange.status
        return (
            f"{_short(item.exchange.url)} answered {status}"
            if status
            else f"{_short(item.exchange.url)} did not answer"
        )
    if item.kind is EvidenceKind.OFFLINE_LOOK:
        return "seen in the credential's form"
    if item.kind is EvidenceKind.ANSWER:
        return "as answered"
    return "as pasted" if source is Source.PARSED_EXCHANGE else "as told"


def _short(url: str | None) -> str:
    """Return host and path, with long ids shortened, so that a line can be read."""
    bare = (url or "the site").split("?", 1)[0].removeprefix("https://").removeprefix("http://")
    return _LONG_ID.sub("…", bare)


def _known_places(case: Case) -> dict[str, str]:
    reporter = case.report.reporter
    known = {
        "user": reporter.email or reporter.username,
        "space_key": case.report.space_key,
        "page_id": case.report.page_id,
    }
    if case.site is not None:
        cloud_id = case.site.cloud_id or case.learned.get("cloud_id", "")
        known |= {"site_url": case.site.url, "cloud_id": cloud_id}
        if cloud_id:
            known["gateway_url"] = gateway_base(case.site, cloud_id)
    return {name: value for name, value in known.items() if value}
