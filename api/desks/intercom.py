"""Intercom: notifications about conversations.

https://developers.intercom.com/docs/webhooks/webhook-notifications
"""

from api.desks.inbound import (
    Author,
    Delivery,
    Inbound,
    Json,
    Kind,
    ignored,
    is_our_note,
    joined,
    object_at,
    objects_at,
    text_at,
    without_html,
)

_KINDS = {
    "conversation.user.created": Kind.OPENED,
    "conversation.user.replied": Kind.COMMENTED,
    "conversation.admin.replied": Kind.COMMENTED,
    "conversation.admin.noted": Kind.COMMENTED,
    "conversation.admin.closed": Kind.CLOSED,
}


def read_intercom(sent: Delivery) -> Inbound:
    """Read one notification."""
    body = sent.body
    topic, delivery = text_at(body, "topic"), text_at(body, "id")
    item = object_at(body, "data", "item")
    kind = _KINDS.get(topic)
    if kind is None or not text_at(item, "id"):
        return ignored(f"nothing is done about {topic or 'a notification without a topic'}", delivery)
    source = object_at(item, "source")
    parts = objects_at(item, "conversation_parts", "conversation_parts")
    last = parts[-1] if parts and kind is Kind.COMMENTED else source
    text = joined(text_at(source, "subject") if last is source else "", without_html(text_at(last, "body")))
    return Inbound(
        kind,
        delivery,
        ticket=text_at(item, "id"),
        url=text_at(item, "links", "conversation_web"),
        author=_author(topic, last, text, sent.own_account),
        text=text,
        email=text_at(source, "author", "email"),
    )


def _author(topic: str, part: Json, text: str, own_account: str) -> Author:
    if is_our_note(text) or (own_account and text_at(part, "author", "id") == own_account):
        return Author.OURSELVES
    return Author.AGENT if topic.startswith("conversation.admin") else Author.REPORTER
