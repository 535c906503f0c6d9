"""The catalogue in other languages: whole, true to the English in what must not change, and up to date with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import pytest

from agent.catalogue.languages import (
    ENGLISH,
    LANGUAGES,
    digest,
    primary_of,
    read_language,
    translation_for,
    words_for,
)
from agent.catalogue.load import read_yaml_folders

SAME_IN_ENGLISH: frozenset[str] = frozenset()
"""Texts that are the same in a language as in English, on purpose."""
_KEPT = re.compile(
    r"\{\w+\}"  # places that are filled in
    r"|`[^`]*`"  # code
    r"|\S*(?<![\w.])/(?:wiki|rest|ex|download|plugins|spaces|pages|token)\b[\w/.{}-]*[\w}]"  # paths
    r"|\b[a-z]+(?:\.[a-z]+)*\.(?:com|net|log|xml)\b"  # hosts and files
    r"|\bX-[A-Z][A-Za-z-]+|\b[A-Z]+(?:_[A-Z]+)+\b|\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+:[a-z.:-]+[a-z]\b"  # names
    r"|\b\d{3}\b|\b\d+\.\d+[a-z]?\b"  # status codes and versions
)
_QUOTED = re.compile(r'"([^"]*)"')
_HOSTS = re.compile(r"\b[a-z-]+\.(?:[a-z-]+\.)*(?:com|net|org)\b")

Entry = tuple[str, str, str, str]
"""What an entry is called, its text in English, its text in the language, and the language."""


@lru_cache
def _english() -> dict[str, list[Any]]:
    return read_yaml_folders()


@lru_cache
def _language(language: str) -> dict[str, Any]:
    return read_language(language)


def _of_causes(language: str) -> Iterator[Entry]:
    known = _language(language)["causes"]
    for cause in _english()["causes"]:
        for part in ("title", "what"):
            yield f"cause {cause['code']}, {part}", cause[part], known[cause["code"]][part], language


def _of_questions(language: str) -> Iterator[Entry]:
    known = _language(language)["questions"]
    for question in _english()["questions"]:
        own = known[question["id"]]
        for part in ("text", "why"):
            yield f"question {question['id']}, {part}", question[part], own[part], language
        for option in question["options"]:
            name = f"question {question['id']}, option {option['id']}"
            yield name, option["label"], own["labels"][option["id"]], language


def _of_words(language: str) -> Iterator[Entry]:
    raw = _language(language)["words"]
    for group in _english()["groups"]:
        yield f"group {group['id']}", group["says"], raw["groups"][group["id"]]["says"], language
    fixed = {name: text for name, text in asdict(ENGLISH).items() if isinstance(text, str) and name != "language"}
    for name, text in [*fixed.items(), *ENGLISH.roles.items()]:
        own = raw["words"].get(name) or raw["words"]["roles"][name]
        yield f"words {name}", text, own, language


def _entries(language: str) -> list[Entry]:
    return [*_of_causes(language), *_of_questions(language), *_of_words(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_question_option_and_group_is_translated_and_nothing_else(language: str) -> None:
    """Codes and ids are those of the English catalogue, and no text is empty."""
    english, own = _english(), _language(language)

    assert set(own["causes"]) == {cause["code"] for cause in english["causes"]}
    assert {name: set(item["labels"]) for name, item in own["questions"].items()} == {
        question["id"]: {option["id"] for option in question["options"]} for question in english["questions"]
    }
    assert set(own["words"]["groups"]) == {group["id"] for group in english["groups"]}
    assert set(own["words"]["words"]) - {"of"} == set(asdict(ENGLISH)) - {"language"}
    assert set(own["words"]["words"]["roles"]) == set(ENGLISH.roles)
    assert all(text.strip() for _, _, text, _ in _entries(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_code_addresses_names_and_numbers_are_kept(language: str) -> None:
    """What a reader has to find again on a page or in a log stands there as in English."""
    lost = {
        name: missing
        for name, english, own, _ in _entries(language)
        if (missing := {kept for kept in _KEPT.findall(english) if kept not in own})
    }

    assert lost == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_server_says_is_quoted_as_it_says_it(language: str) -> None:
    """A quoted sentence of a server or a log is never translated."""
    lost = {
        name: missing
        for name, english, own, _ in _of_causes(language)
        if name.endswith("what") and (missing := {said for said in _QUOTED.findall(english) if said not in own})
    }

    assert lost == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_and_stress_are_marked_as_in_english(language: str) -> None:
    """No mark is left open, and no place or address is added."""
    for name, english, own, _ in _entries(language):
        assert own.count("`") == english.count("`"), name
        assert own.count("*") == english.count("*"), name
        assert re.findall(r"\{\w+\}", own) == re.findall(r"\{\w+\}", english), name
        assert set(_HOSTS.findall(own)) <= set(_HOSTS.findall(english)), name
        assert own == " ".join(own.split()), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_was_left_in_english(language: str) -> None:
    """A text that equals the English one is an oversight, unless it is declared."""
    same = {own for _, english, own, _ in _entries(language) if " ".join(english.split()) == own}

    assert same <= SAME_IN_ENGLISH


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_of_the_english_that_stands_there_now(language: str) -> None:
    """Where the English changed since, the entry is named with the digest to store once it is translated again."""
    own = _language(language)
    now = _digests()
    kept = {
        **{f"causes/{name}": item["of"] for name, item in own["causes"].items()},
        **{f"questions/{name}": item["of"] for name, item in own["questions"].items()},
        **{f"groups/{name}": item["of"] for name, item in own["words"]["groups"].items()},
        "words": own["words"]["words"]["of"],
    }
    stale = {name: f"translate again, then of: {now[name]}" for name in kept if kept[name] != now[name]}

    assert stale == {}, f"agent/catalogue/languages/{language}"


def test_a_changed_english_text_is_noticed_and_white_space_is_not() -> None:
    """The digest is of the words."""
    assert digest(["A  title.\n", "What it is."]) == digest(["A title.", "What it is."])
    assert digest(["A title.", "What it is."]) != digest(["A title.", "What it was."])


@pytest.mark.parametrize("tag", ["de", "DE", "de-CH", "de_AT", "de-Latn-DE-1996"])
def test_any_tag_of_a_language_finds_it(tag: str) -> None:
    """Region, script and case do not matter."""
    translation = translation_for(tag)

    assert translation is not None
    assert translation.words.language == primary_of(tag) == "de"
    assert translation.causes["api_token_expired"].title == "Ihr API-Token ist abgelaufen."


@pytest.mark.parametrize("tag", ["", "en", "en-GB", "pt-BR", "deu", "../de", "de/../fr", "x" * 35])
def test_any_other_tag_stays_english(tag: str) -> None:
    """Whatever a caller sends, there are words; a tag is no path."""
    assert translation_for(tag) is None
    assert words_for(tag) is ENGLISH


def _digests() -> dict[str, str]:
    english = _english()
    fixed = {name: text for name, text in asdict(ENGLISH).items() if isinstance(text, str) and name != "language"}
    return {
        **{f"causes/{c['code']}": digest([c["title"], c["what"]]) for c in english["causes"]},
        **{f"questions/{q['id']}": digest([q["text"], q["why"], *_labels(q)]) for q in english["questions"]},
        **{f"groups/{g['id']}": digest([g["says"]]) for g in english["groups"]},
        "words": digest(f"{name}: {text}" for name, text in [*fixed.items(), *ENGLISH.roles.items()]),
    }


def _labels(question: Mapping[str, Any]) -> list[str]:
    return [f"{option['id']}: {option['label']}" for option in question["options"]]
