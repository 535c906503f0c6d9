"""How much a ticket's wording as a whole resembles what the catalogue says about each cause.

Facts are read by rules, and people find words that no rule knows. The catalogue's own sentences, and what people are
known to say of a cause (agent/catalogue/speech), are an index that ranks causes by the words they share with a
ticket (BM25). The result is a leaning: bounded, halved once something was observed, and never a ground for
"confirmed", which rests on facts alone.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009,
https://doi.org/10.1561/1500000019
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from pathlib import Path

from agent.catalogue.entry import Cause
from agent.catalogue.load import Catalogue
from agent.domain import IncidentReport
from tools.prose import CLEARLY_OTHER, Subject, subject_of

BOUND = 8.0
"""Natural log odds between a cause that shares every telling word and one that shares none."""

_CLEAR_SCORE = 35.0
"""A best score below it leans less: too few telling words."""

_UNDECIDED = 0.5
"""What an entry without any fact that speaks for it gets, as a share of the best."""

_OTHER_SUBJECT, _OTHER_SUBJECT_LEANING = "not_an_access_problem", 4.0
"""Where a ticket that is about another subject leans: nowhere else, whatever single words it shares."""

_MOST_CHARS = 24_000
_SATURATION, _LENGTH_SHARE = 1.2, 0.75
_FEWEST_LETTERS = 3
_SPEECH = Path(__file__).parent / "catalogue" / "speech"
_WORDS = _SPEECH.parent / "words.txt"
_WORD = re.compile(r"[a-z0-9_]+")
_ADDRESS = re.compile(r"https?://\S+")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly", "al")


class Index:
    """The words of every cause, weighted by how few causes use them."""

    def __init__(self, texts: Mapping[str, Sequence[tuple[str, float]]]) -> None:
        """Index texts by cause code; each text comes with its weight."""
        self._terms: dict[str, list[tuple[str, float]]] = {}
        counts = {code: _weighted(parts) for code, parts in texts.items()}
        lengths = {code: sum(terms.values()) for code, terms in counts.items()}
        usual = sum(lengths.values()) / len(lengths)
        for code, terms in counts.items():
            dampening = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths[code] / usual)
            for term, count in terms.items():
                self._terms.setdefault(term, []).append((code, count * (_SATURATION + 1) / (count + dampening)))
        self._codes = tuple(texts)

    def scores(self, text: str) -> dict[str, float]:
        """Return the BM25 score of every cause; 0 where no word is shared."""
        found = dict.fromkeys(self._codes, 0.0)
        for term in dict.fromkeys(_terms_of(text)):
            shared = self._terms.get(term, ())
            rarity = log((len(self._codes) + 1) / (len(shared) + 0.5))
            for code, weight in shared:
                found[code] += rarity * weight
        return found


def leanings(catalogue: Catalogue, report: IncidentReport) -> dict[str, float]:
    """Return log odds between 0 and BOUND by cause code: how far the words of a report lean towards each cause."""
    words = "\n".join([report.text, *(item.content for item in report.attachments)])[:_MOST_CHARS]
    subject = subject_of(words)
    if subject in CLEARLY_OTHER:
        return {**dict.fromkeys(catalogue.causes, 0.0), _OTHER_SUBJECT: _OTHER_SUBJECT_LEANING}
    found = index_of(catalogue).scores(_ADDRESS.sub(" ", words))
    best = max(found.values())
    scale = BOUND / max(best, _CLEAR_SCORE)
    undecided = best * _UNDECIDED
    leaning = {code: scale * (score if catalogue.causes[code].bearings else undecided) for code, score in found.items()}
    if subject is Subject.UNFAMILIAR:
        leaning[_OTHER_SUBJECT] = _OTHER_SUBJECT_LEANING
    return leaning


def index_of(catalogue: Catalogue) -> Index:
    """Return the index over a catalogue, built once for the one that ships."""
    known = _kept.get(id(catalogue))
    if known is None or known[0] is not catalogue:
        said = _sections(sorted(_SPEECH.glob("*.txt")))
        known = catalogue, Index({c.code: _texts_of(c, said.get(c.code, ())) for c in catalogue.causes.values()})
        _kept.clear()
        _kept[id(catalogue)] = known
    return known[1]


_kept: dict[int, tuple[Catalogue, Index]] = {}


def _texts_of(cause: Cause, said: Iterable[str]) -> list[tuple[str, float]]:
    telling = (b.fact.meaning for b in cause.bearings.values() if b.strength.log_odds > 1)
    steps = (step for remedy in cause.remediation for step in (*remedy.steps, remedy.check))
    return [
        (cause.code.replace("_", " "), 2.0),
        (cause.title, 3.0),
        (cause.what, 2.0),
        (". ".join(said), 2.0),
        (". ".join(telling), 1.0),
        (". ".join(steps), 1.0),
        (". ".join(other.how for other in cause.look_alikes), 0.3),
    ]


def _sections(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Read files of sections "[name]", one entry a line; "#" begins a comment."""
    entries: dict[str, list[str]] = {}
    for path in paths:
        name = ""
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("["):
                name = line.strip("[]")
            elif line and not line.startswith("#"):
                entries.setdefault(name, []).append(line)
    return entries


@lru_cache(maxsize=1)
def _small_words() -> tuple[frozenset[str], dict[str, str]]:
    """Return the words that tell nothing, and the words that stand for another."""
    entries = _sections([_WORDS])
    pairs = (line.split(": ") for line in entries["same"])
    return frozenset(" ".join(entries["small"]).split()), {word: to for to, words in pairs for word in words.split()}


def _weighted(parts: Sequence[tuple[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for text, weight in parts:
        for term in _terms_of(text):
            total[term] = total.get(term, 0.0) + weight
    return total


def _terms_of(text: str) -> list[str]:
    """Return word stems and pairs of neighbouring stems; of an address only its parts count."""
    small, _ = _small_words()
    words = [
        _stem(part)
        for word in _WORD.findall(text.lower())
        for part in ((word, *word.split("_")) if "_" in word else (word,))
        if part and part not in small
    ]
    return words + [f"{first} {second}" for first, second in pairwise(words)]


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    word = _small_words()[1].get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _FEWEST_LETTERS:
            return word[: -len(ending)]
    return word
