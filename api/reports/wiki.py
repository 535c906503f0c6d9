"""The report in Jira's wiki markup, for Data Center. What was pasted never becomes markup, a link or a mention.

Notation and its escape: https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
"""

import re
from collections.abc import Sequence

from api.reports.inline import Style, clean, pieces
from api.reports.outline import Line, Outline, Seen, Step

_SPECIAL = re.compile(r"([{}\[\]*_+^~!|#?@()-])")


def escape(text: str) -> str:
    """Make text plain in wiki markup: no macro, link, mention, image, emoticon or line break of its own."""
    plain = clean(text).replace("\\", "&#92;")
    return _SPECIAL.sub(r"\\\1", plain).replace("://", ":&#47;/").replace(":\\)", ":&#41;")


def write_wiki(report: Outline) -> str:
    """Write the report."""
    lines = [f"{escape(report.sent)}\n"] if report.sent else []
    lines += [f"*{report.verdict.capitalize()} · {report.confidence:.2f}* {escape(report.title)}", ""]
    lines += [_marked(report.summary), ""]
    lines += _group(report)
    lines += _question(report)
    for step in report.steps:
        lines += _step(report.doing, step)
    lines += _lines("Why we say so", report.reasons)
    lines += _items("Also there", report.contributing)
    lines += _lines("Ruled out", report.ruled_out)
    lines += _lines("Still possible", report.open_causes)
    lines += _items("Not tried", report.not_tried)
    lines += _items("Mind", report.cautions)
    lines += _evidence(report.evidence)
    return "\n".join([*lines, escape(report.footer), ""])


def _group(report: Outline) -> list[str]:
    if not report.group_says:
        return []
    shares = " · ".join(f"{escape(name)} {share:.2f}" for name, share in report.shares)
    return [_marked(report.group_says), "", *([shares, ""] if shares else [])]


def _question(report: Outline) -> list[str]:
    if not report.question:
        return []
    options = [f"* {_marked(label)}" for _, label in report.options]
    return ["h3. One question would settle more", "", _marked(report.question), "", *options, ""]


def _step(doing: str, step: Step) -> list[str]:
    numbered = [f"# {_marked(text)}" for text in step.steps]
    return [
        f"h3. {doing} ({escape(step.who)})",
        "",
        *numbered,
        "",
        f"*Proof that it is fixed:* {_marked(step.check)}",
        "",
    ]


def _lines(title: str, lines: Sequence[Line]) -> list[str]:
    said = [f"* {escape((', '.join(line.ids) + ': ' if line.ids else '') + line.text)}" for line in lines]
    return [f"h3. {title}", "", *said, ""] if said else []


def _items(title: str, items: Sequence[str]) -> list[str]:
    return _lines(title, [Line((), item) for item in items])


def _evidence(seen: Sequence[Seen]) -> list[str]:
    if not seen:
        return []
    rows = ["|" + "|".join(escape(c) or " " for c in (s.id, s.what, s.answer, "; ".join(s.shows))) + "|" for s in seen]
    return ["h3. Evidence", "", "|| ||What||Answer||Shows||", *rows, ""]


def _marked(text: str) -> str:
    wraps = {Style.PLAIN: ("", ""), Style.CODE: ("{{", "}}"), Style.STRESS: ("_", "_")}
    return "".join(f"{wraps[style][0]}{escape(piece)}{wraps[style][1]}" for piece, style in pieces(text))
