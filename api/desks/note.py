"""What is posted back to a ticket: the report for the agent, a reply ready to send, and a marker against doubles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from api.desks.inbound import MARKER
from api.reports.adf import adf_document
from api.reports.inline import clean
from api.reports.markdown import write_markdown
from api.reports.outline import Audience, Outline, outline_of
from api.reports.text import write_text
from api.reports.wiki import escape as wiki_escape
from api.reports.wiki import write_wiki

_REPLY_TITLE = "Reply to the reporter, ready to send"
_SLACK_CHARS = 2900
Diagnosis = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes:
        report: The report for the agent, without evidence bodies.
        reply: What may be sent to the reporter, in plain text; "" when none is wanted.
        marker: By which the note is found again.
    """

    report: Outline
    reply: str
    marker: str

    @property
    def reply_marker(self) -> str:
        """By which the public reply is found again."""
        return f"{self.marker}r"


def marker_of(diagnosis_id: str, revision: int) -> str:
    """Return the marker of one revision of a diagnosis's note."""
    return f"{MARKER}: {diagnosis_id}.{revision}"


def note_of(full: Diagnosis, reporters: Diagnosis, revision: int, *, with_reply: bool) -> Note:
    """Write the note of a diagnosis that has an answer.

    Args:
        full: The diagnosis in the full view, for the agent.
        reporters: The same in the reporter's view, for the reply that may be sent to them.
        revision: Number of the event with which it came to rest.
        with_reply: Whether a reply is drafted.

    Raises:
        ValueError: The diagnosis has no answer yet.
    """
    report = replace(outline_of(full, Audience.ADMIN), evidence=())
    return Note(report, reply_of(reporters) if with_reply else "", marker_of(full["id"], revision))


def reply_of(reporters: Diagnosis) -> str:
    """Return what the reporter may read, in plain text."""
    return str(reporters.get("explanation") or "").replace("**", "").strip()


def as_adf(note: Note) -> dict[str, Any]:
    """Return the note as one ADF document, for Jira Cloud."""
    document = adf_document(note.report)
    if note.reply:
        heading = {"type": "heading", "attrs": {"level": 3}, "content": [_adf_text(_REPLY_TITLE)]}
        quoted = text_document(note.reply)["content"]
        document["content"] += [heading, {"type": "blockquote", "content": quoted}]
    document["content"].append({"type": "paragraph", "content": [_adf_text(note.marker)]})
    return document


def text_document(text: str) -> dict[str, Any]:
    """Return plain text as an ADF document, a paragraph for each line."""
    lines = [line for line in map(clean, text.splitlines()) if line.strip()]
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [_adf_text(line)]} for line in lines],
    }


def as_wiki(note: Note) -> str:
    """Return the note in wiki markup, for Jira Data Center."""
    reply = [f"h3. {_REPLY_TITLE}", "", *(wiki_escape(line) for line in note.reply.splitlines()), ""]
    return "\n".join([write_wiki(note.report), *(reply if note.reply else ()), wiki_escape(note.marker)])


def as_html(note: Note) -> str:
    """Return the note as HTML without scripts, links or pictures, for Zendesk, Freshdesk and Intercom."""
    body = (
        MarkdownIt("commonmark", {"html": False})
        .disable(["link", "image", "autolink"])
        .render(write_markdown(note.report))
    )
    reply = f"<h3>{_REPLY_TITLE}</h3><pre>{escape(note.reply)}</pre>" if note.reply else ""
    return f"{body}{reply}<p>{escape(note.marker)}</p>"


def as_plain(note: Note) -> str:
    """Return the note as plain text, for ServiceNow."""
    reply = f"{_REPLY_TITLE}:\n\n{note.reply}\n\n" if note.reply else ""
    return f"{write_text(note.report)}\n{reply}{note.marker}"


def as_slack(note: Note) -> str:
    """Return what the asker reads in Slack, as plain text in which nothing is a mention, a link or markup."""
    said = note.reply or write_text(note.report)
    safe = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe[:_SLACK_CHARS]


def as_json(document: Mapping[str, Any]) -> str:
    """Return a request body."""
    return json.dumps(document, ensure_ascii=False)


def _adf_text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}
