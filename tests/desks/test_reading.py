"""Each desk's deliveries are read for what they mean, and nothing in them can break the reader."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.desks.helpdesk import DeskKind
from api.desks.inbound import Author, Delivery, Inbound, Kind
from api.desks.note import marker_of
from api.desks.reading import READERS

MARKED = f"All said.\n{marker_of('dg_0123456789abcdef01234567', 1)}"


def read(kind: DeskKind, body: dict[str, Any], own: str = "bot", **headers: str) -> Inbound:
    """Read one delivery."""
    return READERS[kind](Delivery(body, headers, own))


def issue(**fields: Any) -> dict[str, Any]:
    """Return a Jira issue of Ana's."""
    reporter = {"accountId": "ana", "emailAddress": "ana@acme.example"}
    known = {"summary": "401 since Monday", "description": "curl works", "reporter": reporter, **fields}
    return {"key": "HELP-12", "self": "https://acme.atlassian.net/rest/api/2/issue/1", "fields": known}


def adf(*lines: str) -> dict[str, Any]:
    """Return a document."""
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
    return {"type": "doc", "version": 1, "content": paragraphs}


def test_a_new_jira_issue_opens_a_diagnosis_about_its_reporter() -> None:
    """Summary and description are the text; the desk vouches for the reporter."""
    got = read(DeskKind.JIRA, {"webhookEvent": "jira:issue_created", "issue": issue(description=adf("one", "two"))})

    assert (got.kind, got.ticket, got.email) == (Kind.OPENED, "HELP-12", "ana@acme.example")
    assert got.text == "401 since Monday\n\none\ntwo"
    assert got.url == "https://acme.atlassian.net/browse/HELP-12"
    assert got.verified_author


@pytest.mark.parametrize(
    ("writer", "text", "author"),
    [
        ("ana", "still broken", Author.REPORTER),
        ("olu", "I reset her licence", Author.AGENT),
        ("bot", "a note", Author.OURSELVES),
        ("olu", MARKED, Author.OURSELVES),
    ],
)
def test_a_jira_comment_is_the_reporters_an_agents_or_our_own(writer: str, text: str, author: Author) -> None:
    """Our own is known by account or by marker, also when somebody copied it."""
    comment = {"id": "7", "body": text, "author": {"accountId": writer}}
    got = read(DeskKind.JIRA, {"webhookEvent": "comment_created", "issue": issue(), "comment": comment})

    assert (got.kind, got.author) == (Kind.COMMENTED, author)


def test_closing_a_jira_issue_closes_and_other_changes_are_ignored() -> None:
    """Only a change of the status to a done one closes."""
    done = issue(status={"statusCategory": {"key": "done"}})
    closed = {"webhookEvent": "jira:issue_updated", "issue": done, "changelog": {"items": [{"field": "status"}]}}
    renamed = {"webhookEvent": "jira:issue_updated", "issue": done, "changelog": {"items": [{"field": "labels"}]}}

    assert read(DeskKind.JIRA, closed).kind is Kind.CLOSED
    assert read(DeskKind.JIRA, renamed).kind is Kind.IGNORED


def test_a_jira_redelivery_has_the_same_id() -> None:
    """The identifier stays the same over retries."""
    body = {"webhookEvent": "jira:issue_created", "issue": issue()}
    ids = {read(DeskKind.JIRA, body, **{"x-atlassian-webhook-identifier": "w1"}).delivery for _ in range(3)}

    assert ids == {"w1"}


@pytest.mark.parametrize("kind", [DeskKind.ZENDESK, DeskKind.FRESHDESK, DeskKind.SERVICENOW, DeskKind.GENERIC])
def test_the_template_is_read_with_html_stripped(kind: DeskKind) -> None:
    """What a trigger or a rule sends in the canonical shape."""
    body = {
        "event": "opened",
        "ticket_id": 431,
        "summary": "No access",
        "description": "<p>It says<br>401</p><script>x()</script>",
        "reporter_email": "ana@acme.example",
        "unknown": {"field": 1},
    }
    got = read(kind, body)

    assert (got.kind, got.ticket, got.email) == (Kind.OPENED, "431", "ana@acme.example")
    assert got.text.startswith("No access")
    assert "<" not in got.text


def test_a_template_without_a_ticket_is_told_what_is_missing() -> None:
    """A desk that sends too little learns what to send."""
    got = read(DeskKind.GENERIC, {"summary": "x"})

    assert got.kind is Kind.IGNORED
    assert "ticket_id" in got.why


def test_slack_answers_the_challenge_and_keeps_the_asker() -> None:
    """The first call is a challenge; a mention is a ticket of the asker's own."""
    assert read(DeskKind.SLACK, {"type": "url_verification", "challenge": "c1"}).why == "c1"
    event = {
        "type": "app_mention",
        "user": "U1",
        "channel": "C1",
        "ts": "1.2",
        "text": "<@B> see <https://x.example|x> &amp; 401",
    }
    got = read(DeskKind.SLACK, {"type": "event_callback", "event_id": "Ev1", "event": event})

    assert (got.kind, got.text) == (Kind.OPENED, "see https://x.example & 401")
    assert got.reply_to == {"channel": "C1", "thread": "1.2", "user": "U1"}


def test_what_a_bot_says_in_slack_is_ignored() -> None:
    """No loop between two bots."""
    event = {"type": "app_mention", "user": "U1", "bot_id": "B9", "channel": "C1", "ts": "1.2", "text": "hi"}
    assert read(DeskKind.SLACK, {"type": "event_callback", "event_id": "Ev1", "event": event}).kind is Kind.IGNORED


def test_intercom_tells_the_persons_reply_from_an_admins_note() -> None:
    """The topic says who spoke."""
    part = {"body": "<p>It works now</p>", "author": {"id": "9"}}
    item = {
        "id": "55",
        "source": {"author": {"email": "ana@acme.example"}},
        "conversation_parts": {"conversation_parts": [part]},
    }
    person = read(DeskKind.INTERCOM, {"topic": "conversation.user.replied", "id": "n1", "data": {"item": item}})
    admin = read(DeskKind.INTERCOM, {"topic": "conversation.admin.noted", "id": "n2", "data": {"item": item}})

    assert (person.author, person.text) == (Author.REPORTER, "It works now")
    assert admin.author is Author.AGENT


def test_a_group_of_alerts_is_one_ticket_from_firing_to_resolved() -> None:
    """Later alerts of the group belong to the same ticket; resolved closes it."""
    alert = {"labels": {"instance": "https://wiki.acme.example", "code": "401"}, "startsAt": "2026-11-23T02:00:00Z"}
    firing = read(DeskKind.ALERTMANAGER, {"groupKey": "g1", "status": "firing", "alerts": [alert, alert]})
    resolved = read(DeskKind.ALERTMANAGER, {"groupKey": "g1", "status": "resolved", "alerts": [alert]})

    assert (firing.kind, firing.ticket) == (Kind.OPENED, "g1")
    assert "since 2026-11-23T02:00:00Z" in firing.text
    assert (resolved.kind, resolved.ticket) == (Kind.CLOSED, "g1")


_NAMES = [
    "webhookEvent",
    "issue",
    "key",
    "fields",
    "comment",
    "body",
    "author",
    "reporter",
    "changelog",
    "items",
    "status",
    "topic",
    "id",
    "data",
    "item",
    "source",
    "conversation_parts",
    "type",
    "event",
    "channel",
    "user",
    "text",
    "ts",
    "groupKey",
    "alerts",
    "labels",
    "annotations",
    "startsAt",
    "event_id",
]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=6),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", list(READERS))
@given(body=st.dictionaries(st.sampled_from(_NAMES), _JSON, max_size=8))
@settings(max_examples=40, deadline=None)
def test_no_shape_of_json_breaks_a_reader(kind: DeskKind, body: dict[str, Any]) -> None:
    """Whatever comes, it is read or ignored."""
    assert read(kind, body).kind in Kind
