"""The canonical JSON that every desk with a template can send.

Zendesk, Freshdesk, ServiceNow, Jira Automation, Datadog, Sentry, or anything of one's own. Unknown fields are ignored,
missing ones are no fault: the diagnosis then asks.

`{"event": "opened|commented|closed", "id": "", "ticket_id": "", "ticket_url": "", "summary": "", "description": "",
"comment": "", "author": "reporter|agent", "author_email": "", "reporter_email": "", "reporter_username": "",
"reporter_account_id": "", "site": "", "space_key": "", "page_id": ""}`
"""

from api.desks.inbound import (
    Author,
    Delivery,
    Inbound,
    Json,
    Kind,
    first_text,
    ignored,
    is_our_note,
    joined,
    text_at,
    without_html,
)

_TICKET = ("ticket_id", "ticket.id", "key", "number", "sys_id", "issue.id", "data.issue.id", "alert_cycle_key")
_TITLE = ("summary", "subject", "short_description", "title", "data.issue.title", "data.event.title", "alert_title")
_SAID = ("description", "body", "text", "message", "alert_query")
_EVENTS = {
    **dict.fromkeys(("", "opened", "created", "new", "triggered", "alert"), Kind.OPENED),
    **dict.fromkeys(("commented", "comment", "replied", "updated"), Kind.COMMENTED),
    **dict.fromkeys(("closed", "resolved", "solved", "recovered", "deleted"), Kind.CLOSED),
}


def read_generic(sent: Delivery) -> Inbound:
    """Read the canonical JSON, or what comes close to it."""
    body = sent.body
    event = first_text(body, "event", "action", "alert_transition").lower()
    kind = _EVENTS.get(event)
    delivery = first_text(body, "id", "delivery_id", "event_id") or str(sent.headers.get("request-id", ""))
    if kind is None:
        return ignored(f"nothing is done about {event!r}", delivery)
    ticket = first_text(body, *_TICKET)
    if not ticket:
        return ignored("it names no ticket: send ticket_id", delivery)
    comment = without_html(text_at(body, "comment"))
    said = (
        comment if kind is Kind.COMMENTED else joined(first_text(body, *_TITLE), without_html(first_text(body, *_SAID)))
    )
    return Inbound(
        kind,
        delivery or f"{kind}:{ticket}:{first_text(body, 'updated_at', 'timestamp', 'created_at')}:{hash_of(said)}",
        ticket=ticket,
        url=first_text(body, "ticket_url", "ticket.url", "url", "link"),
        author=_author(body, said, sent.own_account),
        text=said,
        email=first_text(body, "reporter_email", "requester_email", "reporter.email", "caller_email"),
        username=first_text(body, "reporter_username", "reporter.username", "caller_user_name"),
        account_id=first_text(body, "reporter_account_id", "reporter.account_id"),
        site=text_at(body, "site"),
        space_key=text_at(body, "space_key"),
        page_id=text_at(body, "page_id"),
    )


def hash_of(text: str) -> str:
    """Return a short digest, to tell deliveries apart that bring no id."""
    from hashlib import sha256

    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _author(body: Json, said: str, own_account: str) -> Author:
    writer = first_text(body, "author_email", "author_id", "author_name")
    if is_our_note(said) or (own_account and writer == own_account):
        return Author.OURSELVES
    if text_at(body, "author").lower() in {"agent", "admin", "internal"}:
        return Author.AGENT
    reporter = first_text(body, "reporter_email", "requester_email", "reporter.email", "caller_email")
    return Author.AGENT if writer and reporter and writer.lower() != reporter.lower() else Author.REPORTER
