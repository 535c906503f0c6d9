"""The report as markdown. What was pasted never becomes markup or a link."""

import re

from api.reports.outline import Outline, Step

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def escape(text: str) -> str:
    """Make text that came from outside plain in markdown: no markup, no link, one line."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return _SPECIAL.sub(r"\\\1", plain).replace("://", ":&#47;/")


def write_markdown(report: Outline) -> str:
    """Write the report."""
    lines = [f"# {report.mark} {report.verdict.capitalize()} · {report.confidence:.2f}", "", f"**{report.title}**", ""]
    lines += [f"*{escape(report.sent)}*", ""] if report.sent else []
    lines += [report.summary, ""]
    lines += _group(report)
    lines += _question(report)
    for step in report.steps:
        lines += _step(report.doing, step)
    lines += _list("Why we say so", [f"{', '.join(r.ids)}: {escape(r.text)}" for r in report.reasons])
    lines += _list("Also there", [escape(item) for item in report.contributing])
    lines += _list("Ruled out", [escape(r.text) + _cited(r.ids) for r in report.ruled_out])
    lines += _list("Still possible", [escape(r.text) + _cited(r.ids) for r in report.open_causes])
    lines += _list("Not tried", [escape(item) for item in report.not_tried])
    lines += _list("Mind", [escape(item) for item in report.cautions])
    lines += _evidence(report)
    return "\n".join([*lines, f"*{report.footer}*", ""])


def _group(report: Outline) -> list[str]:
    if not report.group_says:
        return []
    shares = " · ".join(f"{name} {share:.2f}" for name, share in report.shares)
    return [report.group_says, "", shares, ""] if shares else [report.group_says, ""]


def _question(report: Outline) -> list[str]:
    if not report.question:
        return []
    options = [f"- `{option}` {label}" for option, label in report.options]
    return ["## One question would settle more", "", report.question, "", *options, ""]


def _step(doing: str, step: Step) -> list[str]:
    numbered = [f"{index}. {text}" for index, text in enumerate(step.steps, 1)]
    return [f"## {doing} ({step.who})", "", *numbered, "", f"Proof that it is fixed: {step.check}", ""]


def _list(title: str, items: list[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {item}" for item in items), ""] if items else []


def _cited(ids: tuple[str, ...]) -> str:
    return f" ({', '.join(ids)})" if ids else ""


def _evidence(report: Outline) -> list[str]:
    if not report.evidence:
        return []
    rows = [
        f"| {seen.id} | {escape(seen.what)} | {escape(seen.answer)} | {escape('; '.join(seen.shows))} |"
        for seen in report.evidence
    ]
    return ["## Evidence", "", "| | What | Answer | Shows |", "|---|---|---|---|", *rows, ""]
