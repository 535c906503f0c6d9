"""The model's checked sentences as markdown for the reporter, with the rules' headline, steps and question."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from agent.case import Case
from agent.catalogue.languages import Words, primary_of
from agent.diagnosis import Conclusion
from agent.explain import headline, question_and_steps
from agent.replies import Sentence

_SPECIAL = re.compile(r"([\\*_\[\]<>#|~])")
_ATLASSIAN = frozenset({
    "api.atlassian.com", "auth.atlassian.com", "id.atlassian.com", "admin.atlassian.com", "support.atlassian.com",
})  # fmt: skip


def known_hosts(case: Case) -> frozenset[str]:
    """Return the hosts that a sentence may give an address of: the registered site's and Atlassian's own."""
    origins = case.site.origins if case.site else ()
    return _ATLASSIAN | {urlsplit(str(origin)).hostname or "" for origin in origins}


def said_to_reporter(conclusion: Conclusion, sentences: Sequence[Sentence], words: Words, language: str) -> str:
    """Return the explanation: headline, the model's sentences with their evidence, then question and steps.

    Where the model wrote in another language than the headline is in, its sentences come first.

    Args:
        conclusion: The conclusion in the language of `words`.
        sentences: What the model says.
        words: The fixed words.
        language: The language that the sentences are in.
    """
    body = " ".join(f"{escaped(s.text)} ({', '.join(s.evidence)})" for s in sentences)
    first = f"**{headline(conclusion, words)}**"
    rest = question_and_steps(conclusion, words).strip()
    parts = [first, body, rest] if primary_of(language) == words.language else [body, first, rest]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Return a sentence as plain markdown: no markup, no link."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("://", ":&#47;/")
