"""What a "not", a "maybe" or an "if" reaches, and where a clause ends."""

from collections.abc import Iterable, Sequence

COMMAS = frozenset(", ( ) :".split())
STRONG = frozenset("; | but while whereas although though however yet except unlike otherwise".split())
JOINTS = frozenset("and or then plus so".split())
_ENDS_NEGATION = frozenset("since after when whenever because until before if as so that which who where once while and due".split())
NEGATORS = frozenset("not no never without neither nor none nobody nothing hardly cannot instead rather".split())
NOUN_NEGATORS = frozenset("without instead rather".split())
_NOT_A_NEGATION = {
    ("no", "matter"), ("no", "idea"), ("not", "sure"), ("no", "doubt"), ("no", "clue"),
    ("not", "certain"), ("not", "to"), ("never", "mind"),
    ("rather", "strange"), ("rather", "odd"), ("not", "entirely"), ("instead", ","), ("no", ","), ("why", "not"),
}  # fmt: skip
NEGATION_REACH = 4
_HEDGES = (
    "maybe perhaps possibly probably presumably suspect suspected suspecting suspicion guess guessing wonder wondering "
    "assume assuming assumed assumption suppose whether unless hypothesis theory theoretically thinking believe likely "
    "thought potentially apparently hoping hope hopefully"
).split()
_HEDGE_PAIRS = {
    ("might", "be"), ("may", "be"), ("could", "be"), ("might", "have"), ("may", "have"), ("could", "have"), ("not", "sure"),
    ("no", "idea"), ("i", "think"), ("we", "think"), ("seems", "like"), ("as", "if"), ("as", "though"), ("in", "case"),
    ("should", "be"), ("supposed", "to"), ("expected", "to"), ("docs", "say"), ("documentation", "says"),
    ("would", "be"), ("would", "have"), ("would", "like"), ("would", "need"), ("can", "you"), ("could", "you"), ("might", "need"),
    ("need", "to"), ("not", "certain"), ("might", "not"), ("may", "not"), ("should", "not"), ("should", "work"), ("try", "to"),
    ("please", "check"), ("have", "you"), ("did", "you"), ("are", "you"), ("do", "you"), ("is", "there"), ("it", "could"),
    ("it", "may"), ("it", "might"), ("would", "expect"), ("should", "have"), ("must", "be"), ("must", "have"), ("might", "also"),
}  # fmt: skip
_HEDGE_REACH = 14
_DOERS = frozenset("i we you he she they someone somebody somebody one the it using called".split())
_PRESUPPOSES = frozenset("why how what which where any who since whose".split())


def negators_in(words: Sequence[str]) -> list[int]:
    """Return the places of words that deny what follows."""
    found = []
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word not in NEGATORS or (word, following) in _NOT_A_NEGATION:
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
    while end < len(words) and counted < NEGATION_REACH:
        word = words[end]
        if word in COMMAS or word in STRONG or word in _ENDS_NEGATION:
            break
        counted += word not in {"the", "a", "an", "any", "my", "our", "to", "be", "been", "have", "has", "yet"}
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
