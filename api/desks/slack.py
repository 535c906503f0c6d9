"""Slack: a mention of the app or a direct message, answered to the asker only.

https://docs.slack.dev/apis/events-api
"""

import re

from api.desks.inbound import Author, Delivery, Inbound, Kind, ignored, object_at, text_at

_MENTION = re.compile(r"<@[A-Z0-9]+>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")


def read_slack(sent: Delivery) -> Inbound:
    """Read one event. A thread is one ticket; what bots say is ignored."""
    body = sent.body
    if text_at(body, "type") == "url_verification":
        return Inbound(Kind.CHALLENGE, why=text_at(body, "challenge"))
    event, delivery = object_at(body, "event"), text_at(body, "event_id")
    kind = text_at(event, "type")
    user = text_at(event, "user")
    if text_at(event, "bot_id") or not user or (sent.own_account and user == sent.own_account):
        return ignored("a bot said it", delivery)
    is_direct = kind == "message" and text_at(event, "channel_type") == "im" and not text_at(event, "subtype")
    if kind != "app_mention" and not is_direct:
        return ignored(f"nothing is done about {kind or 'an event without a type'}", delivery)
    thread = text_at(event, "thread_ts")
    channel = text_at(event, "channel")
    return Inbound(
        Kind.COMMENTED if thread else Kind.OPENED,
        delivery,
        ticket=f"{channel}:{thread or text_at(event, 'ts')}:{user}",
        author=Author.REPORTER,
        text=_plain(text_at(event, "text")),
        reply_to={"channel": channel, "thread": thread or text_at(event, "ts"), "user": user},
    )


def _plain(text: str) -> str:
    """Return what a person typed: without the mention, links as addresses, escapes undone."""
    bare = _LINK.sub(r"\1", _MENTION.sub("", text)).strip()
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
