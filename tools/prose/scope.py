"""What a "not", a "maybe" or an "if" reaches, and where a clause ends."""

from collections.abc import Iterable, Sequence

from tools.prose.tables import small_words, word_pairs

COMMAS = frozenset({",", "(", ")", ":"})
STRONG = small_words("strong") | {";", "|"}
JOINTS = small_words("joints")
NOUN_NEGATORS = small_words("noun_negators")
NEGATION_REACH = 4
_NEGATORS = small_words("negators")
_ENDS_NEGATION = small_words("ends_negation") | COMMAS | STRONG
_UNCOUNTED = small_words("uncounted")
_GRANTS = small_words("grants")
_GRANTS_REACH = 3
"""What is not allowed is often two things: "not allow login through user and password"."""

_NO_NEGATION = word_pairs("no_negation") | {("instead", ","), ("no", ",")}
_HEDGES = small_words("hedges")
_HEDGE_PAIRS = word_pairs("hedge_pairs")
_HEDGE_REACH = 14
_DOERS = small_words("doers")
_PRESUPPOSES = small_words("presupposes")


def negators_in(words: Sequence[str]) -> list[int]:
    """Return the places of words that deny what follows."""
    found = []
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word not in _NEGATORS or (word, following) in _NO_NEGATION:
            continue
        if word == "not" and following in {"only", "just"} and "but" in words[index:]:
            continue
        if not (index and words[index - 1] == "why"):
            found.append(index)
    return found


def reach_of(words: Sequence[str], negator: int) -> range:
    """Return the places that a negator denies: four words at most, no further than its clause."""
    end = negator + 1
    counted = 0
    grants = words[end : end + 1] and words[end] in _GRANTS
    while end < len(words) and counted < NEGATION_REACH + _GRANTS_REACH * bool(grants):
        word = words[end]
        if word in _ENDS_NEGATION and not (grants and word == "and"):
            break
        counted += word not in _UNCOUNTED
        end += 1
    return range(negator + 1, end)


def hedged_places(words: Sequence[str], *, is_question: bool) -> frozenset[int]:
    """Return the places where something is only supposed, asked or made a condition."""
    if is_question and not _presupposes(words):
        return frozenset(range(len(words)))
    places: set[int] = set()
    for index, word in enumerate(words):
        pair = (word, words[index + 1] if index + 1 < len(words) else "")
        if word in _HEDGES or pair in _HEDGE_PAIRS or _is_open_condition(words, index):
            places.update(_until_barrier(words, index))
    return frozenset(places)


def _is_open_condition(words: Sequence[str], index: int) -> bool:
    """A bare "if" supposes; "if I use curl" tells what was tried."""
    return words[index] == "if" and not (set(words[index + 1 : index + 3]) & _DOERS)


def _until_barrier(words: Sequence[str], start: int) -> Iterable[int]:
    for index in range(start, min(len(words), start + _HEDGE_REACH)):
        if words[index] in STRONG:
            return
        yield index


def _presupposes(words: Sequence[str]) -> bool:
    """Tell whether a question states what it asks about ("why does it work in curl?")."""
    return any(word in _PRESUPPOSES for word in words[:12])
