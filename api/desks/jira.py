"""Jira and Jira Service Management: webhooks of the platform. Automation rules use the generic template.

https://developer.atlassian.com/cloud/jira/platform/webhooks
"""

from api.desks.adf_text import text_of
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
    object_at,
    objects_at,
    text_at,
)

_OPENED = frozenset({"jira:issue_created"})
_COMMENTED = frozenset({"comment_created"})
_CHANGED = frozenset({"jira:issue_updated"})


def read_jira(sent: Delivery) -> Inbound:
    """Read one webhook. `own_account` is the account id or name under which Unlatch posts."""
    body = sent.body
    delivery = str(sent.headers.get("x-atlassian-webhook-identifier", ""))
    event = text_at(body, "webhookEvent")
    if not text_at(body, "issue", "key"):
        return ignored("it names no issue", delivery)
    if event in _OPENED:
        return _opened(body, delivery)
    if event in _COMMENTED:
        return _commented(body, delivery, sent.own_account)
    if event in _CHANGED and _is_done(body):
        return _about(body, Kind.CLOSED, delivery, "", Author.AGENT)
    return ignored(f"nothing is done about {event or 'an event without a name'}", delivery)


def _opened(body: Json, delivery: str) -> Inbound:
    fields = object_at(body, "issue", "fields")
    text = joined(text_at(fields, "summary"), text_of(fields.get("description")))
    return _about(body, Kind.OPENED, delivery, text, Author.REPORTER)


def _commented(body: Json, delivery: str, own_account: str) -> Inbound:
    comment = object_at(body, "comment")
    text = text_of(comment.get("body"))
    writer = first_text(comment, "author.accountId", "author.name", "author.key")
    reporter = first_text(body, *(f"issue.fields.reporter.{name}" for name in ("accountId", "name", "key")))
    author = Author.REPORTER if writer and writer == reporter else Author.AGENT
    if is_our_note(text) or (own_account and writer == own_account) or _is_marked(comment):
        author = Author.OURSELVES
    return _about(body, Kind.COMMENTED, delivery or text_at(comment, "id"), text, author)


def _about(body: Json, kind: Kind, delivery: str, text: str, author: Author) -> Inbound:
    issue = object_at(body, "issue")
    reporter = object_at(issue, "fields", "reporter")
    key = text_at(issue, "key")
    origin = text_at(issue, "self").split("/rest/", 1)[0]
    return Inbound(
        kind,
        delivery or f"{text_at(body, 'webhookEvent')}:{key}:{text_at(body, 'timestamp')}",
        ticket=key,
        url=f"{origin}/browse/{key}" if origin else "",
        author=author,
        text=text,
        email=text_at(reporter, "emailAddress"),
        username=text_at(reporter, "name"),
        account_id=text_at(reporter, "accountId"),
        verified_author=True,
    )


def _is_done(body: Json) -> bool:
    changed = objects_at(body, "changelog", "items")
    to_status = any(text_at(item, "field") == "status" for item in changed)
    return to_status and text_at(body, "issue", "fields", "status", "statusCategory", "key") == "done"


def _is_marked(comment: Json) -> bool:
    properties = objects_at(comment, "properties")
    return any(text_at(one, "key") == "unlatch" for one in properties)
