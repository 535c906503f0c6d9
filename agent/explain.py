"""The reporter's text in plain words, from the conclusion; markdown."""

from agent.diagnosis import Conclusion
from agent.domain import Verdict

ROLE_WORDS = {
    "reporter": "you",
    "integration_owner": "you, or whoever runs the script or integration",
    "space_admin": "a space administrator",
    "site_admin": "a Confluence administrator",
    "org_admin": "an organisation administrator",
    "network_admin": "whoever runs the network or proxy",
}


def headline(conclusion: Conclusion) -> str:
    """Return the first line: how sure, and the cause in one plain sentence."""
    cause = conclusion.root_cause
    if conclusion.verdict is Verdict.CONFIRMED:
        return f"Confirmed: {cause.title}"
    if conclusion.inseparable and conclusion.question is not None:
        return f"Likely one of {len(conclusion.inseparable)}: {conclusion.inseparable_says}"
    if conclusion.verdict is Verdict.LIKELY:
        return f"Likely: {cause.title}"
    return f"Not settled yet. Best guess so far: {cause.title}"


def explanation_for_reporter(conclusion: Conclusion) -> str:
    """Return headline, steps, check and the open question, as markdown."""
    lines = [f"**{headline(conclusion)}**", ""]
    if conclusion.verdict is not Verdict.CONFIRMED and conclusion.question is not None:
        lines += _question(conclusion)
    lines += _steps(conclusion)
    if conclusion.retry_after_seconds:
        lines += [f"Wait {conclusion.retry_after_seconds:.0f} seconds before you try again.", ""]
    return "\n".join(lines).strip() + "\n"


def _steps(conclusion: Conclusion) -> list[str]:
    if not conclusion.remediation:
        return []
    first = conclusion.remediation[0]
    opening = "What to do" if conclusion.verdict is not Verdict.INCONCLUSIVE else "If it is that, then"
    lines = [f"{opening} ({ROLE_WORDS[first.who]}):", ""]
    lines += [f"{index}. {step}" for index, step in enumerate(first.steps, 1)]
    return [*lines, "", f"To prove that it is fixed: {first.check}", ""]


def _question(conclusion: Conclusion) -> list[str]:
    question = conclusion.question
    if question is None:
        return []
    options = [f"- {option.label}" for option in question.options]
    return ["One question settles most of it:", "", question.text, "", *options, ""]
