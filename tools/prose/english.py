"""Tells whether a text is written in English, by its small words."""

import re

_ENGLISH = frozenset(
    "the a an is are was were be been to of in on at for with from by and or but not no i we you it they he she this that "
    "my our your have has had do does did can could will would should when while if then there what why how which who "
    "get got use using works work fails after before since only also same all any am me us".split()
)
_OTHER = (
    frozenset("der die das ein eine ist sind war nicht kein keine und oder aber mit von zu bei auf für ich wir sie es den dem des im wird werden kann nach seit nur auch wenn beim vom habe haben hat alle mehr".split()),
    frozenset("le la les un une des est sont était ne pas et ou mais avec de du au aux pour je nous vous il elle que qui dans sur depuis après ce cette ces mon notre plus tous".split()),
    frozenset("el los las un una es son no y o pero con de del al para yo nosotros que en se por desde después mi nuestro todos como está me lo su cuando".split()),
    frozenset("o os as um uma é são não e ou mas com de do da no na para eu nós que em se por desde depois meu nosso todos como está ao quando".split()),
    frozenset("il lo gli i un una è sono non e o ma con di del della al per io noi che in si da dopo mio nostro tutti come quando".split()),
    frozenset("de het een is zijn was niet geen en of maar met van te bij op voor ik wij we je dat die in wordt kan na sinds alleen ook als heb heeft naar".split()),
    frozenset("jest nie się na do z w i że po od jak ale dla mam przez tylko są to co mnie".split()),
)  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]+")
_ENOUGH = 8
_SAMPLE_CHARS = 6000


def looks_english(text: str) -> bool:
    """Return False only when the words speak for another language or script."""
    words = [word.lower() for word in _WORDS.findall(text[:_SAMPLE_CHARS])]
    if not words:
        return True
    if sum(not word.isascii() for word in words) > len(words) * 0.3:
        return False
    english = sum(word in _ENGLISH for word in words)
    other = max(sum(word in known for word in words) for known in _OTHER)
    if other > english:
        return False
    return english >= len(words) * 0.06 or len(words) < _ENOUGH or other == 0
