"""The prompts: one text file each, filled strictly, and the hash that says which ones were used."""

import hashlib
from functools import lru_cache
from pathlib import Path
from string import Template

_HERE = Path(__file__).parent
_CUT = "=== user ==="
NAMES = ("read", "choose", "judge", "repair", "talk")


@lru_cache(maxsize=16)
def _parts(name: str) -> tuple[Template, ...]:
    text = (_HERE / f"{name}.md").read_text("utf-8")
    return tuple(Template(part.strip()) for part in text.split(_CUT))


def fill(name: str, **values: str) -> tuple[str, ...]:
    """Return the parts of a prompt, the stable one first, with every place filled.

    Raises:
        KeyError: A place has no value.
        ValueError: A value has no place.
        OSError: There is no such prompt.
    """
    parts = _parts(name)
    places = {place for part in parts for place in part.get_identifiers()}
    if unknown := values.keys() - places:
        raise ValueError(f"the prompt {name} has no place for {', '.join(sorted(unknown))}")
    return tuple(part.substitute(values) for part in parts)


@lru_cache(maxsize=1)
def sha256() -> str:
    """Return the hash over all prompts, in the order of NAMES."""
    digest = hashlib.sha256()
    for name in NAMES:
        digest.update(name.encode() + b"\0" + (_HERE / f"{name}.md").read_bytes() + b"\0")
    return digest.hexdigest()
