"""How people say it: a table of sentences with the fact that each must, or must not, yield."""

from pathlib import Path

import pytest
import yaml

from tools.facts import Fact
from tools.prose import read_prose
from tools.prose.tables import read_lexicon, read_rules

_TABLE: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("prose_phrases.yaml").read_text("utf-8"))
_MUST_NOT: dict[str, list[str]] = _TABLE.pop("not")  # type: ignore[assignment]


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return every sentence with its fact."""
    return [(name, sentence) for name, sentences in table.items() for sentence in sentences]


@pytest.mark.parametrize(("name", "sentence"), pairs(_TABLE))
def test_sentence_yields_its_fact(name: str, sentence: str) -> None:
    """The fact is found, alone and amid other sentences."""
    assert Fact(name) in {sighting.fact for sighting in read_prose(sentence)}


@pytest.mark.parametrize(("name", "sentence"), pairs(_MUST_NOT))
def test_sentence_does_not_yield_the_fact(name: str, sentence: str) -> None:
    """What is denied, asked or supposed is no fact."""
    assert Fact(name) not in {sighting.fact for sighting in read_prose(sentence)}


def test_every_rule_names_a_fact() -> None:
    """A section of the rules is headed by a fact of the vocabulary."""
    known = {fact.value for fact in Fact}

    assert set(read_rules()) <= known


def test_no_concept_is_empty() -> None:
    """Each concept has at least one phrase."""
    assert all(any(phrases) for phrases in read_lexicon().values())
