"""The model's checked sentences as markdown for the reporter, with the rules' headline, steps and question."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from agent.case import Case
from agent.diagnosis import Conclusion
from agent.explain import explanation_for_reporter
from agent.replies import Sentence

_SPECIAL = re.compile(r"([\\*_\[\]<>#|~])")
_ATLASSIAN = frozenset({
    "api.atlassian.com", "auth.atlassian.com", "id.atlassian.com", "admin.atlassian.com", "support.atlassian.com",
})  # fmt: skip


def known_hosts(case: Case) -> frozenset[str]:
    """Return the hosts that a sentence may give an address of: the registered site's and Atlassian's own."""
    origins = case.site.origins if case.site else ()
    return _ATLASSIAN | {urlsplit(str(origin)).hostname or "" for origin in origins}


def said_to_reporter(conclusion: Conclusion, sentences: Sequence[Sentence], *, english: bool) -> str:
    """Return the explanation: headline, the model's sentences with their evidence, then steps and question.

    In another language the sentences come first: the headline and the steps are the catalogue's, in English.
    """
    body = " ".join(f"{escaped(s.text)} ({', '.join(s.evidence)})" for s in sentences)
    headline, _, rest = explanation_for_reporter(conclusion).partition("\n")
    parts = [headline, body, rest.strip()] if english else [body, headline, rest.strip()]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Return a sentence as plain markdown: no markup, no link."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("://", ":&#47;/")
