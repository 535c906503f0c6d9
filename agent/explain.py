"""The reporter's text in plain words, from the conclusion; markdown."""

from agent.catalogue.languages import ENGLISH, Words
from agent.diagnosis import Conclusion
from agent.domain import Verdict

ROLE_WORDS = ENGLISH.roles


def headline(conclusion: Conclusion, words: Words = ENGLISH) -> str:
    """Return the first line: how sure, and the cause in one plain sentence."""
    title = conclusion.root_cause.title
    if conclusion.verdict is Verdict.CONFIRMED:
        return words.confirmed.format(title=title)
    if _is_one_of_several(conclusion):
        return words.likely_one_of.format(count=len(conclusion.inseparable), says=conclusion.inseparable_says)
    if conclusion.verdict is Verdict.LIKELY:
        return words.likely.format(title=title)
    return words.not_settled.format(title=title)


def explanation_for_reporter(conclusion: Conclusion, words: Words = ENGLISH) -> str:
    """Return headline, steps, check and the open question, as markdown.

    Where the steps are in another language than the words, the summary stands before them.
    """
    lines = [f"**{headline(conclusion, words)}**", ""]
    if words.steps_are_english and not _is_one_of_several(conclusion):
        lines += [conclusion.root_cause.summary, ""]
    return "\n".join(lines) + "\n" + question_and_steps(conclusion, words)


def question_and_steps(conclusion: Conclusion, words: Words = ENGLISH) -> str:
    """Return what follows the headline: the open question, the steps, the check and how long to wait."""
    lines: list[str] = []
    if conclusion.verdict is not Verdict.CONFIRMED and conclusion.question is not None:
        lines += _question(conclusion, words)
    lines += _steps(conclusion, words)
    if conclusion.retry_after_seconds:
        lines += [words.wait.format(seconds=f"{conclusion.retry_after_seconds:.0f}"), ""]
    return "\n".join(lines).strip() + "\n"


def _is_one_of_several(conclusion: Conclusion) -> bool:
    confirmed = conclusion.verdict is Verdict.CONFIRMED
    return not confirmed and bool(conclusion.inseparable) and conclusion.question is not None


def _steps(conclusion: Conclusion, words: Words) -> list[str]:
    if not conclusion.remediation:
        return []
    first = conclusion.remediation[0]
    opening = words.what_to_do if conclusion.verdict is not Verdict.INCONCLUSIVE else words.if_it_is_that
    lines = [opening.format(who=words.roles[first.who]), ""]
    if words.steps_are_english:
        lines += [words.steps_are_english, ""]
    lines += [f"{index}. {step}" for index, step in enumerate(first.steps, 1)]
    return [*lines, "", words.prove.format(check=first.check), ""]


def _question(conclusion: Conclusion, words: Words) -> list[str]:
    question = conclusion.question
    if question is None:
        return []
    options = [f"- {option.label}" for option in question.options]
    return [words.one_question, "", question.text, "", *options, ""]
