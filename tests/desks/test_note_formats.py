"""Whatever a diagnosis holds, a note stays internal, and nothing in it becomes a link, a mention or markup."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.desks.calls import Ticket, post_call
from api.desks.helpdesk import DeskKind, Helpdesk
from api.desks.note import Note, as_html, as_slack, as_wiki, note_of

POSTING = [DeskKind.JIRA, DeskKind.ZENDESK, DeskKind.FRESHDESK, DeskKind.SERVICENOW, DeskKind.INTERCOM, DeskKind.SLACK]
NASTY = "<script>x()</script> [a|http://evil.example] {code} [~admin] @all <!channel> ![i](http://evil.example/p) **b**"
_TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "code",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "blockquote",
}


def diagnosis(text: str = NASTY) -> dict[str, Any]:
    """Return a diagnosis in which every free text is the given one."""
    return {
        "id": "dg_0123456789abcdef01234567",
        "verdict": "likely",
        "root_cause": {"code": "api_token_expired", "title": text, "confidence": 0.7, "summary": text},
        "alternatives": [
            {"code": "x", "title": text, "confidence": 0.1, "ruled_out": True, "because": text, "evidence": ["E1"]}
        ],
        "contributing": [],
        "claims": [{"text": text, "evidence": ["E1"]}],
        "evidence": [],
        "remediation": [{"who": "reporter", "steps": [text], "check": text, "as_of": "2026-11"}],
        "question": None,
        "explanation": text,
        "not_tried": [text],
        "cautions": [],
        "usage": {"seconds": 1, "requests": 2, "failed_logins": 0, "refusals": 0, "controls": 0},
        "reasoner": {"mode": "rules", "catalogue_version": "2026.11"},
    }


def note(text: str = NASTY) -> Note:
    """Return a note with a reply."""
    return note_of(diagnosis(text), diagnosis(text), 4, with_reply=True)


def desk(kind: DeskKind, url: str = "https://desk.example") -> Helpdesk:
    """Return a desk."""
    return Helpdesk(id="d", kind=kind, url=url, own_account="9")


TICKET = Ticket("HELP/1", {"channel": "C1", "user": "U1", "thread": "1.2"})


@pytest.mark.parametrize("kind", POSTING)
def test_every_post_carries_its_desks_mark_for_internal(kind: DeskKind) -> None:
    """The mark is in the body itself, since three of these desks would publish without it."""
    call = post_call(desk(kind), TICKET, note())
    body = json.loads(call.body)
    internal: dict[DeskKind, Callable[[], bool]] = {
        DeskKind.JIRA: lambda: {"key": "sd.public.comment", "value": {"internal": True}} in body["properties"],
        DeskKind.ZENDESK: lambda: body["ticket"]["comment"]["public"] is False,
        DeskKind.FRESHDESK: lambda: body["private"] is True,
        DeskKind.SERVICENOW: lambda: set(body) == {"work_notes"},
        DeskKind.INTERCOM: lambda: body["message_type"] == "note",
        DeskKind.SLACK: lambda: call.path.endswith("chat.postEphemeral") and body["user"] == "U1",
    }

    assert internal[kind]()
    assert "HELP/1" not in call.path


def test_jira_cloud_gets_a_document_of_plain_texts() -> None:
    """No mention, no link, no media node."""
    body = json.loads(post_call(desk(DeskKind.JIRA, "https://acme.atlassian.net"), TICKET, note()).body)

    assert not re.search(r'"type": "(mention|media|inlineCard|link)"', json.dumps(body["body"]))
    assert body["body"]["type"] == "doc"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


@given(text=st.text(max_size=80) | st.just(NASTY))
@settings(max_examples=40, deadline=None)
def test_html_has_plain_tags_without_attributes_only(text: str) -> None:
    """No text can bring a tag, an address or a handler in."""
    parser = _Tags()
    parser.feed(as_html(note(text)))

    assert {tag for tag, _ in parser.seen} <= _TAGS
    assert all(name in {"start", "style"} for _, attrs in parser.seen for name, _ in attrs)


def test_wiki_markup_in_a_text_stays_text() -> None:
    """Brackets, braces and tildes are escaped."""
    written = as_wiki(note())

    assert "[~admin]" not in written
    assert "[a|http" not in written


def test_slack_text_holds_no_command() -> None:
    """A channel is not called, a link is not made."""
    written = as_slack(note())

    assert "<!channel>" not in written
    assert "&lt;!channel&gt;" in written
