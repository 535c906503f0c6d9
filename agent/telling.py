"""Puts a conclusion into the reporter's language, on its way out: what is reasoned with stays English."""

from dataclasses import replace
from typing import TypeVar

from agent.case import Case
from agent.catalogue.languages import ENGLISH, Translation, Words, digest, translation_for
from agent.diagnosis import Alternative, Conclusion, Contribution, RootCause
from agent.domain import Question
from agent.wording import fill

_Item = TypeVar("_Item", Alternative, Contribution)


def told(case: Case) -> tuple[Conclusion | None, Words]:
    """Return the case's conclusion and the fixed words around it, in the report's language as far as there is one."""
    return (None, ENGLISH) if case.conclusion is None else in_language(case.conclusion, case)


def in_language(conclusion: Conclusion, case: Case) -> tuple[Conclusion, Words]:
    """Return a conclusion and the fixed words around it, in the language of the case's report.

    Titles, summary, question and the inseparable group's sentence change; codes, ids, claims, reasons and steps do not.
    """
    translation = translation_for(case.report.language)
    if translation is None:
        return conclusion, ENGLISH
    return _translated(conclusion, case, translation), translation.words


def _translated(conclusion: Conclusion, case: Case, translation: Translation) -> Conclusion:
    says = conclusion.inseparable_says
    return replace(
        conclusion,
        root_cause=_root(conclusion.root_cause, case, translation),
        contributing=tuple(_titled(item, translation) for item in conclusion.contributing),
        alternatives=tuple(_titled(item, translation) for item in conclusion.alternatives),
        question=_asked(conclusion.question, translation),
        inseparable_says=translation.groups.get(digest([says]), says) if says else "",
    )


def _root(cause: RootCause, case: Case, translation: Translation) -> RootCause:
    text = translation.causes.get(cause.code)
    return cause if text is None else replace(cause, title=text.title, summary=fill(text.what, case))


def _titled(item: _Item, translation: Translation) -> _Item:
    text = translation.causes.get(item.code)
    return item if text is None else replace(item, title=text.title)


def _asked(question: Question | None, translation: Translation) -> Question | None:
    text = translation.questions.get(question.id) if question else None
    if question is None or text is None:
        return question
    options = tuple(replace(o, label=text.labels.get(o.id, o.label)) for o in question.options)
    return replace(question, text=text.text, why=text.why, options=options)
