"""The report in the Atlassian Document Format, for Jira and Confluence Cloud, built from typed nodes.

Only catalogue texts get marks; what was pasted or came from a server is plain text, so that it cannot become a link,
a mention or a macro. Shape: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from api.reports.inline import Style, clean, pieces
from api.reports.outline import Line, Outline, Seen, Step

Node = dict[str, Any]
_MARKS: dict[Style, list[Node]] = {
    Style.PLAIN: [],
    Style.CODE: [{"type": "code"}],
    Style.STRESS: [{"type": "em"}],
}
_PANELS = {"confirmed": "success", "likely": "note", "inconclusive": "info"}


def write_adf(report: Outline) -> str:
    """Write the report as the JSON of one ADF document."""
    return json.dumps(adf_document(report), ensure_ascii=False)


def adf_document(report: Outline) -> Node:
    """Return the report as one ADF document."""
    sent = [_paragraph(_plain(report.sent))] if report.sent else []
    content: list[Node] = [*sent, _head(report), *_group(report), *_question(report)]
    for step in report.steps:
        content += _step(report.doing, step)
    content += _lines("Why we say so", report.reasons)
    content += _items("Also there", report.contributing)
    content += _lines("Ruled out", report.ruled_out)
    content += _lines("Still possible", report.open_causes)
    content += _items("Not tried", report.not_tried)
    content += _items("Mind", report.cautions)
    content += _evidence(report.evidence)
    content.append(_paragraph(_plain(report.footer)))
    return {"type": "doc", "version": 1, "content": content}


def _head(report: Outline) -> Node:
    sure = _text(f"{report.verdict.capitalize()} · {report.confidence:.2f}   ", [{"type": "strong"}])
    title = [_text(clean(report.title), [{"type": "strong"}])] if report.title else []
    first = _paragraph([sure, *title])
    return {
        "type": "panel",
        "attrs": {"panelType": _PANELS[report.verdict]},
        "content": [first, _paragraph(_marked(report.summary))],
    }


def _group(report: Outline) -> list[Node]:
    if not report.group_says:
        return []
    shares = " · ".join(f"{name} {share:.2f}" for name, share in report.shares)
    said = [_paragraph(_marked(report.group_says))]
    return [*said, _paragraph(_plain(shares))] if shares else said


def _question(report: Outline) -> list[Node]:
    if not report.question:
        return []
    asked = [_heading("One question would settle more"), _paragraph(_marked(report.question))]
    return [*asked, *_list("bulletList", (_marked(label) for _, label in report.options))]


def _step(doing: str, step: Step) -> list[Node]:
    return [
        _heading(f"{doing} ({step.who})"),
        *_list("orderedList", (_marked(text) for text in step.steps)),
        _paragraph([_text("Proof that it is fixed: ", [{"type": "strong"}]), *_marked(step.check)]),
    ]


def _lines(title: str, lines: Sequence[Line]) -> list[Node]:
    said = [_plain((f"{', '.join(line.ids)}: " if line.ids else "") + line.text) for line in lines]
    return [_heading(title), *_list("bulletList", said)] if said else []


def _items(title: str, items: Sequence[str]) -> list[Node]:
    return _lines(title, [Line((), item) for item in items])


def _evidence(seen: Sequence[Seen]) -> list[Node]:
    if not seen:
        return []
    head = _row("tableHeader", ("", "What", "Answer", "Shows"))
    rows = [_row("tableCell", (s.id, s.what, s.answer, "; ".join(s.shows))) for s in seen]
    return [_heading("Evidence"), {"type": "table", "content": [head, *rows]}]


def _row(kind: str, texts: Iterable[str]) -> Node:
    cells = [{"type": kind, "attrs": {}, "content": [_paragraph(_plain(text))]} for text in texts]
    return {"type": "tableRow", "content": cells}


def _list(kind: str, items: Iterable[list[Node]]) -> list[Node]:
    points = [{"type": "listItem", "content": [_paragraph(item)]} for item in items]
    return [{"type": kind, "content": points}] if points else []


def _heading(text: str) -> Node:
    return {"type": "heading", "attrs": {"level": 3}, "content": [_text(clean(text), [])]}


def _paragraph(content: list[Node]) -> Node:
    return {"type": "paragraph", "content": content}


def _marked(text: str) -> list[Node]:
    return [_text(piece, _MARKS[style]) for piece, style in pieces(text)]


def _plain(text: str) -> list[Node]:
    return [_text(clean(text), [])] if text else []


def _text(text: str, marks: list[Node]) -> Node:
    return {"type": "text", "text": text, **({"marks": marks} if marks else {})}
