"""The calls that post a note, one set per desk: always internal, and checked to be so where the API tells.

Shapes: Jira https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments (internal by the
property sd.public.comment), Zendesk
https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments (public is the
default there), Freshdesk https://developers.freshdesk.com/api/#add_note_to_a_ticket, ServiceNow's Table API
(work_notes), Intercom https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations,
Slack https://docs.slack.dev/reference/methods/chat.postEphemeral.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from api.desks.helpdesk import DeskKind, Helpdesk
from api.desks.note import Note, as_adf, as_html, as_json, as_plain, as_slack, as_wiki, text_document
from api.reports.wiki import escape as escape_wiki

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a desk's API."""

    method: str
    path: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a note goes."""

    key: str
    reply_to: Mapping[str, str]


def post_call(desk: Helpdesk, ticket: Ticket, note: Note) -> Call:
    """Return the request that posts the note. Every one of them carries its system's mark for "internal".

    Raises:
        KeyError: The desk has no API to post to.
    """
    return _POSTS[desk.kind](desk, ticket, note)


def reply_call(desk: Helpdesk, ticket: Ticket, reply: str, marker: str) -> Call:
    """Return the request that answers the reporter where they can read it, for `ask_reporter = "public"` only.

    Raises:
        KeyError: The desk has no way to do so.
    """
    return _REPLIES[desk.kind](desk, ticket, f"{reply}\n\n{marker}")


def find_call(desk: Helpdesk, ticket: Ticket) -> Call | None:
    """Return the request that reads a ticket's notes, to look for a marker; None where they cannot be read."""
    path = _FINDS.get(desk.kind)
    return Call("GET", path.format(key=quote(ticket.key, safe=""), api=_jira_api(desk))) if path else None


def authorization(desk: Helpdesk) -> str:
    """Return the Authorization header of the account that posts."""
    if desk.kind is DeskKind.FRESHDESK:
        return _basic(desk.token, "X")
    if desk.kind is DeskKind.ZENDESK and desk.username:
        return _basic(f"{desk.username}/token", desk.token)
    return _basic(desk.username, desk.token) if desk.username else f"Bearer {desk.token}"


def is_public(desk: Helpdesk, answer: Json) -> bool:
    """Tell whether the desk's answer says that the note can be read by the reporter although it must not."""
    if desk.kind is DeskKind.JIRA:
        return answer.get("jsdPublic") is True
    if desk.kind is DeskKind.ZENDESK:
        events = (answer.get("audit") or {}).get("events") or []
        return any(one.get("type") == "Comment" and one.get("public") is not False for one in events)
    if desk.kind is DeskKind.FRESHDESK:
        return answer.get("private") is False
    return False


def _basic(user: str, secret: str) -> str:
    return f"Basic {b64encode(f'{user}:{secret}'.encode()).decode('ascii')}"


def _is_cloud(desk: Helpdesk) -> bool:
    return ".atlassian.net" in desk.url


def _jira_api(desk: Helpdesk) -> str:
    return "3" if _is_cloud(desk) else "2"


def _jira(desk: Helpdesk, ticket: Ticket, note: Note) -> Call:
    body: dict[str, Any] = {
        "body": as_adf(note) if _is_cloud(desk) else as_wiki(note),
        "properties": [
            {"key": "sd.public.comment", "value": {"internal": True}},
            {"key": "unlatch", "value": {"note": note.marker}},
        ],
    }
    if desk.visibility_role:
        body["visibility"] = {"type": "role", "value": desk.visibility_role}
    return Call("POST", f"/rest/api/{_jira_api(desk)}/issue/{quote(ticket.key, safe='')}/comment", as_json(body))


def _zendesk(_: Helpdesk, ticket: Ticket, note: Note) -> Call:
    body = {"ticket": {"comment": {"html_body": as_html(note), "public": False}}}
    return Call("PUT", f"/api/v2/tickets/{quote(ticket.key, safe='')}.json", as_json(body))


def _freshdesk(_: Helpdesk, ticket: Ticket, note: Note) -> Call:
    body = {"body": as_html(note), "private": True}
    return Call("POST", f"/api/v2/tickets/{quote(ticket.key, safe='')}/notes", as_json(body))


def _servicenow(_: Helpdesk, ticket: Ticket, note: Note) -> Call:
    return Call(
        "PATCH", f"/api/now/table/incident/{quote(ticket.key, safe='')}", as_json({"work_notes": as_plain(note)})
    )


def _intercom(desk: Helpdesk, ticket: Ticket, note: Note) -> Call:
    body = {"message_type": "note", "type": "admin", "admin_id": desk.own_account, "body": as_html(note)}
    return Call("POST", f"/conversations/{quote(ticket.key, safe='')}/reply", as_json(body))


def _slack(_: Helpdesk, ticket: Ticket, note: Note) -> Call:
    to = {"channel": ticket.reply_to["channel"], "user": ticket.reply_to["user"], "text": as_slack(note)}
    is_direct = to["channel"].startswith("D")
    thread = {} if is_direct else {"thread_ts": ticket.reply_to["thread"]}
    method = "chat.postMessage" if is_direct else "chat.postEphemeral"
    return Call("POST", f"/api/{method}", as_json({**to, **thread, "mrkdwn": False, "unfurl_links": False}))


def _jira_reply(desk: Helpdesk, ticket: Ticket, text: str) -> Call:
    body: Any = text_document(text) if _is_cloud(desk) else escape_wiki(text)
    return Call(
        "POST", f"/rest/api/{_jira_api(desk)}/issue/{quote(ticket.key, safe='')}/comment", as_json({"body": body})
    )


def _zendesk_reply(_: Helpdesk, ticket: Ticket, text: str) -> Call:
    body = {"ticket": {"comment": {"body": text, "public": True}}}
    return Call("PUT", f"/api/v2/tickets/{quote(ticket.key, safe='')}.json", as_json(body))


def _freshdesk_reply(_: Helpdesk, ticket: Ticket, text: str) -> Call:
    body = {"body": f"<pre>{escape(text)}</pre>"}
    return Call("POST", f"/api/v2/tickets/{quote(ticket.key, safe='')}/reply", as_json(body))


def _servicenow_reply(_: Helpdesk, ticket: Ticket, text: str) -> Call:
    return Call("PATCH", f"/api/now/table/incident/{quote(ticket.key, safe='')}", as_json({"comments": text}))


def _intercom_reply(desk: Helpdesk, ticket: Ticket, text: str) -> Call:
    body = {"message_type": "comment", "type": "admin", "admin_id": desk.own_account, "body": escape(text)}
    return Call("POST", f"/conversations/{quote(ticket.key, safe='')}/reply", as_json(body))


_REPLIES: dict[DeskKind, Callable[[Helpdesk, Ticket, str], Call]] = {
    DeskKind.JIRA: _jira_reply,
    DeskKind.ZENDESK: _zendesk_reply,
    DeskKind.FRESHDESK: _freshdesk_reply,
    DeskKind.SERVICENOW: _servicenow_reply,
    DeskKind.INTERCOM: _intercom_reply,
}
_POSTS: dict[DeskKind, Callable[[Helpdesk, Ticket, Note], Call]] = {
    DeskKind.JIRA: _jira,
    DeskKind.ZENDESK: _zendesk,
    DeskKind.FRESHDESK: _freshdesk,
    DeskKind.SERVICENOW: _servicenow,
    DeskKind.INTERCOM: _intercom,
    DeskKind.SLACK: _slack,
}
_FINDS = {
    DeskKind.JIRA: "/rest/api/{api}/issue/{key}/comment?orderBy=-created&maxResults=50",
    DeskKind.ZENDESK: "/api/v2/tickets/{key}/comments.json?sort_order=desc",
    DeskKind.FRESHDESK: "/api/v2/tickets/{key}/conversations",
    DeskKind.SERVICENOW: "/api/now/table/incident/{key}?sysparm_fields=work_notes&sysparm_display_value=true",
    DeskKind.INTERCOM: "/conversations/{key}",
}
