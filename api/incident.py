"""Takes an incident in: finds its site, puts the credential away, reads what was pasted, keeps no secret."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from agent.case import Case
from agent.domain import Attachment, Budget, IncidentReport, Reporter, Rights
from agent.intake import read_report
from api.errors import Problem
from api.schemas import MAX_ATTACHMENT_BYTES, AttachmentIn, CredentialIn, IncidentIn
from tools.evidence import Evidence
from tools.parsers import PasteError
from tools.redaction import redact
from tools.site import CredentialKind, Site, origin_of
from tools.vault import Secret, Vault, form_of

NOT_REGISTERED = (
    "the site that was named is not registered here, so no site was asked; whoever runs Unlatch can register it"
)


def find_site(named: str, sites: Mapping[str, Site]) -> Site | None:
    """Find the registered site that an id or URL names; None when it names none that is registered."""
    if named in sites:
        return sites[named]
    try:
        origin = origin_of(named if "://" in named else f"https://{named}")
    except ValueError:
        return None
    return next((site for site in sites.values() if origin_of(site.url) == origin), None)


def report_from(body: IncidentIn) -> IncidentReport:
    """Turn the request body into the domain's report, still with its text."""
    _check_sizes(body.attachments)
    return IncidentReport(
        text=body.text,
        reporter=Reporter(_safe(body.reporter.email), _safe(body.reporter.username), _safe(body.reporter.account_id)),
        space_key=_safe(body.space_key),
        page_id=_safe(body.page_id),
        attachments=tuple(Attachment(a.content, a.kind, _safe(a.name)) for a in body.attachments),
        password_probe_consent=body.consent.password_probe,
        language=body.language,
        budget=Budget(body.budget.seconds, body.budget.probes, body.budget.llm_tokens),
    )


def put_away(given: CredentialIn | None, site: Site | None, case: Case, vault: Vault) -> Secret | None:
    """Look at the credential's form and, when the site is registered, keep the secret for its origins only."""
    if given is None:
        return None
    secret = Secret(CredentialKind(given.kind), given.secret.get_secret_value(), given.username, given.header)
    case.subject_form = form_of(secret)
    if site is not None:
        case.subject = vault.take_in(secret, site.origins)
    return secret


def numbered_evidence(case: Case, now: datetime, *, first: int = 1) -> list[Evidence]:
    """Read the report into numbered, redacted evidence.

    Raises:
        Problem: A paste cannot be read.
    """
    try:
        drafts = read_report(case, now)
    except PasteError as fault:
        raise Problem(422, "Attachment not readable", str(fault)) from None
    return [replace(item, id=f"E{index}") for index, item in enumerate(drafts, first)]


def storable(report: IncidentReport, body: IncidentIn) -> dict[str, Any]:
    """Return the report without its text and pastes, which are kept as redacted evidence."""
    kept = asdict(replace(report, text="", attachments=(), credential_handle=None))
    ticket = {name: _safe(value) for name, value in body.ticket.model_dump().items()}
    return {**kept, "ticket": ticket, "callback": _safe(body.callback), "site_named": bool(body.site)}


def remarks_on(report: Mapping[str, Any], site: Site | None) -> list[str]:
    """Say what kept Unlatch from looking at all: the same words whatever was named, registered elsewhere or nowhere."""
    return [NOT_REGISTERED] if report.get("site_named") and site is None else []


def report_from_stored(raw: Mapping[str, Any]) -> IncidentReport:
    """Rebuild the report of a stored diagnosis."""
    return IncidentReport(
        reporter=Reporter(**raw["reporter"]),
        space_key=raw["space_key"],
        page_id=raw["page_id"],
        password_probe_consent=raw["password_probe_consent"],
        language=raw["language"],
        budget=Budget(**raw["budget"]),
        rights=Rights(**raw.get("rights", {})),
    )


def _safe(field: str) -> str:
    """Redact a short field: people put a token wherever there is room for it."""
    return redact(field).text


def _check_sizes(attachments: list[AttachmentIn]) -> None:
    for index, attachment in enumerate(attachments, 1):
        if len(attachment.content.encode("utf-8", "surrogatepass")) > MAX_ATTACHMENT_BYTES:
            raise Problem(
                413,
                "Attachment too large",
                f"Attachment {index} is over 6 MiB. Cut a HAR to the failing requests (in the browser: filter by the "
                "failing host, then save), or send the failing request and its reply only.",
            )
