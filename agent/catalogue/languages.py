"""The texts that a reporter reads, in other languages than English: YAML beside the catalogue, loaded when asked for.

Each translated entry keeps a short digest of the English that it was made from (`of`), so that a test can name what
has to be translated again. Codes, ids, claims, steps and evidence are the same in every language.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.catalogue.kept import kept_copy, parse_yaml

LANGUAGES = ("de", "es", "fr", "ja")
"""Primary subtags of the languages that the catalogue is translated into."""
_HERE = Path(__file__).parent / "languages"
_FILES = ("causes", "questions", "words")
_DIGEST_CHARS = 8


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words around the catalogue's texts; names between braces are filled in.

    Attributes:
        language: Primary subtag.
        steps_are_english: Said before steps that stay in English; "" where that goes without saying.
        roles: Who does the steps, by the role's id.
    """

    language: str = "en"
    confirmed: str = "Confirmed: {title}"
    likely: str = "Likely: {title}"
    likely_one_of: str = "Likely one of {count}: {says}"
    not_settled: str = "Not settled yet. Best guess so far: {title}"
    one_question: str = "One question settles most of it:"
    what_to_do: str = "What to do ({who}):"
    if_it_is_that: str = "If it is that, then ({who}):"
    steps_are_english: str = ""
    prove: str = "To prove that it is fixed: {check}"
    wait: str = "Wait {seconds} seconds before you try again."
    rests_on: str = "The answer rests on this: {title}"
    ruled_out: str = "not {title}: {because}"
    next_step: str = "Next: {step}"
    roles: Mapping[str, str] = field(
        default_factory=lambda: {
            "reporter": "you",
            "integration_owner": "you, or whoever runs the script or integration",
            "space_admin": "a space administrator",
            "site_admin": "a Confluence administrator",
            "org_admin": "an organisation administrator",
            "network_admin": "whoever runs the network or proxy",
        }
    )


ENGLISH = Words()


@dataclass(frozen=True, slots=True)
class CauseText:
    """A cause's title and what it is, in sentences."""

    title: str
    what: str


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question, why it is asked, and its options' labels by their ids."""

    text: str
    why: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a reporter reads where the answer must not tell whether something exists."""

    title: str
    says: str
    titles: Mapping[str, str]
    what_to_do: str
    steps: tuple[str, ...]
    check: str


@dataclass(frozen=True, slots=True)
class Translation:
    """Everything in one language.

    Attributes:
        groups: What an inseparable group says, by the digest of its English sentence.
    """

    causes: Mapping[str, CauseText]
    questions: Mapping[str, QuestionText]
    groups: Mapping[str, str]
    words: Words
    unseen: Unseen


def primary_of(tag: str) -> str:
    """Return the primary subtag of a BCP-47 tag in lower case: "de" of "de-CH"."""
    return tag.strip().replace("_", "-").partition("-")[0].lower()


def translation_for(tag: str) -> Translation | None:
    """Return the texts in the language of a BCP-47 tag; None for English and where there is no translation."""
    language = primary_of(tag)
    return _load(language) if language in LANGUAGES else None


def words_for(tag: str) -> Words:
    """Return the fixed words of a BCP-47 tag's language, in English where there is no translation."""
    translation = translation_for(tag)
    return translation.words if translation else ENGLISH


def digest(english: Iterable[str]) -> str:
    """Return the short digest of English texts that a translation keeps beside it; white space does not count."""
    told = "\n".join(" ".join(text.split()) for text in english)
    return hashlib.sha256(told.encode()).hexdigest()[:_DIGEST_CHARS]


def read_language(language: str) -> dict[str, Any]:
    """Parse a language's YAML files as they stand, without the kept copy: causes, questions and words."""
    return {name: parse_yaml(_HERE / language / f"{name}.yaml") for name in _FILES}


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: str) -> Translation:
    raw = kept_copy(f"language-{language}", [_HERE / language], lambda: read_language(language))
    words = raw["words"]
    fixed = {name: text for name, text in words["words"].items() if name != "of"}
    unseen = {name: text for name, text in words["unseen"].items() if name != "of"}
    return Translation(
        causes={code: CauseText(item["title"], item["what"]) for code, item in raw["causes"].items()},
        questions={
            name: QuestionText(item["text"], item["why"], item["labels"]) for name, item in raw["questions"].items()
        },
        groups={item["of"]: item["says"] for item in words["groups"].values()},
        words=Words(language=language, **fixed),
        unseen=Unseen(**{**unseen, "steps": tuple(unseen["steps"])}),
    )
