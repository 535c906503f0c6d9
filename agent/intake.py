"""The first node: ticket text, pastes and the credential's form become numbered evidence with facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agent.case import Case
from agent.domain import Attachment
from agent.stale import set_stale_aside
from tools.credential_form import facts_of_form
from tools.evidence import Evidence, EvidenceKind, Reading, Sighting, Source, group_within
from tools.facts import Fact
from tools.parsers import read_paste
from tools.prose import CLEARLY_OTHER, looks_english, read_prose, subject_of
from tools.redaction import redact
from tools.site import Deployment

STORED_TEXT_CHARS = 64_000


def read_report(case: Case, now: datetime) -> list[Evidence]:
    """Turn the incident report into evidence drafts without ids.

    Raises:
        tools.parsers.PasteError: An attachment cannot be read; the text says what to do.
    """
    drafts = read_text(case.report.text, case.deployment, now) if case.report.text.strip() else []
    pastes = [read_attachment(attachment, case.deployment, now) for attachment in case.report.attachments]
    drafts += set_stale_aside(pastes, now)
    drafts = _with_subject(drafts)
    if case.subject_form is not None:
        drafts.append(_offline_look(case, now))
    return drafts


def _with_subject(drafts: Sequence[Evidence]) -> list[Evidence]:
    """Say once, on the first of the words, that the ticket as a whole is about something other than access."""
    words = "\n".join(item.text for item in drafts if item.text)
    told = any(Fact.TOLD_NOT_ABOUT_ACCESS in item.facts for item in drafts)
    if told or any(item.exchange for item in drafts) or subject_of(words) not in CLEARLY_OTHER:
        return list(drafts)
    first, *others = drafts
    sighting = Sighting(Fact.TOLD_NOT_ABOUT_ACCESS, "subject", Source.PROSE, " ".join(first.text.split())[:200])
    return [replace(first, sightings=(*first.sightings, sighting)), *others]


def read_text(text: str, deployment: Deployment | None, now: datetime) -> list[Evidence]:
    """Read a person's own words, which may hold pastes as well."""
    reading = read_paste("text", "", text, deployment, now)
    return _drafts(EvidenceKind.TICKET, "", reading, now)


def read_attachment(attachment: Attachment, deployment: Deployment | None, now: datetime) -> list[Evidence]:
    """Read one paste; each exchange in it becomes a piece of evidence of its own.

    Raises:
        tools.parsers.PasteError: It cannot be read; the text says what to do.
    """
    name = redact(attachment.name).text[:120]
    reading = read_paste(attachment.kind, name, attachment.content, deployment, now)
    return _drafts(EvidenceKind.ATTACHMENT, name, reading, now)


def answer_evidence(text: str, facts: Sequence[Fact], now: datetime) -> Evidence:
    """Turn a chosen option into evidence."""
    sightings = tuple(Sighting(fact, "a1", Source.ANSWER, text[:200]) for fact in facts)
    return Evidence("", EvidenceKind.ANSWER, now.isoformat(), sightings, text=text)


def _drafts(kind: EvidenceKind, name: str, reading: Reading, now: datetime) -> list[Evidence]:
    """One evidence for the words, and one for each exchange that the parser found."""
    at = now.isoformat()
    of_exchange = {f"x{index}" for index in range(1, len(reading.exchanges) + 1)}
    loose = tuple(s for s in reading.sightings if _exchange_of(s) not in of_exchange)
    prose = read_prose(reading.text)
    drafts = []
    if reading.text.strip() or loose:
        drafts.append(Evidence("", kind, at, loose + prose, name=name, text=_clip(reading.text)))
    for index, exchange in enumerate(reading.exchanges, 1):
        sightings = tuple(_regrouped(s) for s in reading.sightings if _exchange_of(s) == f"x{index}")
        drafts.append(Evidence("", kind, at, sightings, exchange=exchange, name=name))
    return drafts


def speaks_english(case: Case) -> bool:
    """Tell whether the ticket's own words can be read by the rules."""
    return not case.report.text.strip() or looks_english(case.report.text)


def _offline_look(case: Case, now: datetime) -> Evidence:
    form = case.subject_form
    facts = facts_of_form(form, now) if form else ()
    sightings = tuple(Sighting(fact, "form", Source.OFFLINE) for fact in facts)
    return Evidence("", EvidenceKind.OFFLINE_LOOK, now.isoformat(), sightings, probe="credential_form")


def _clip(text: str) -> str:
    return text if len(text) <= STORED_TEXT_CHARS else text[:STORED_TEXT_CHARS] + "\n[cut]"


def _exchange_of(sighting: Sighting) -> str:
    return sighting.group.partition("/")[0]


def _regrouped(sighting: Sighting) -> Sighting:
    return replace(sighting, group=group_within(_exchange_of(sighting), sighting.fact))
