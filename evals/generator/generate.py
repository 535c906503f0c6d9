"""The seeded generator: the same seed gives the same exam, byte for byte; another seed gives another exam."""

import secrets
from collections.abc import Iterator
from functools import lru_cache
from random import Random

from evals.generator.atom import Atom, load_atoms
from evals.generator.compose import Draft, draft_of
from evals.generator.twists import LIES, TWISTS, doubled, lying, thin, twisted
from evals.scenarios.model import Scenario

PUBLIC_SEED = "2026-11"
CANNOT_BE_SIMULATED = {
    "unknown_cause": "It stands for what no entry explains; a scenario of it would be one that the catalogue lacks.",
}
"""Codes without a scenario, with the reason; all others have at least two."""

_DRAWS = 2
_TWISTED_SHARE = 0.4
_THIN, _LYING, _SPOKEN = 12, 12, 8
_PAIRS = (
    ("e12", "d01"),
    ("e11", "e01"),
    ("g01", "m04"),
    ("c01", "k13"),
    ("d04", "m06"),
    ("n08", "d04"),
    ("n01", "d04"),
    ("k10", "c03"),
    ("g02", "m03"),
    ("d03", "m07"),
    ("k18", "c01"),
    ("n16", "m09"),
)
"""Atoms that can be in effect at once; the first one is met first."""


def hidden_seed() -> str:
    """Return a seed that nobody has seen, so that nobody can have tuned to its exam."""
    return f"hidden-{secrets.token_hex(6)}"


@lru_cache(maxsize=4)
def generate(seed: str = PUBLIC_SEED, count: int | None = None) -> tuple[Scenario, ...]:
    """Generate the exam of a seed.

    Args:
        seed: Any text.
        count: So many scenarios, drawn evenly from the whole exam; None gives all.

    Raises:
        evals.generator.atom.AtomError: A fault is not in effect in the lab.
    """
    scenarios = [draft.finish() for draft in _drafts(seed)]
    Random(f"{seed}/order").shuffle(scenarios)
    return tuple(scenarios if count is None else scenarios[:count])


def _drafts(seed: str) -> Iterator[Draft]:
    atoms = load_atoms()
    by_id = {atom.id: atom for atom in atoms}
    for atom in atoms:
        yield from _plain(seed, atom)
    yield from _thin(seed, atoms)
    yield from _lying(seed, atoms)
    yield from _spoken(seed, atoms)
    for number, (first, second) in enumerate(_PAIRS):
        yield doubled(seed, by_id[first], by_id[second], number)


def _plain(seed: str, atom: Atom) -> Iterator[Draft]:
    rng = Random(f"{seed}/{atom.id}/plan")
    shift = rng.randrange(len(atom.modes))
    modes = (*atom.modes[shift:], *atom.modes[:shift])
    rotated = atom.model_copy(update={"modes": modes})
    for number in range(max(_DRAWS, atom.draws - 1)):
        draft = draft_of(seed, rotated, number)
        if rng.random() < _TWISTED_SHARE:
            draft = twisted(draft, rng.sample(TWISTS, len(TWISTS)))
        yield draft


def _thin(seed: str, atoms: tuple[Atom, ...]) -> Iterator[Draft]:
    rng = Random(f"{seed}/thin")
    chosen = rng.sample([atom for atom in atoms if not atom.id.startswith("z")], _THIN)
    for number, atom in enumerate(chosen):
        yield thin(seed, atom, number)


def _spoken(seed: str, atoms: tuple[Atom, ...]) -> Iterator[Draft]:
    """Tickets in other languages, whose paste shows what there is to see."""
    rng = Random(f"{seed}/languages")
    scripts = [a for a in atoms if a.calls and a.channel == "script" and "language" not in a.without]
    able = [a for a in scripts if "paste" in a.modes]
    for number, atom in enumerate(rng.sample(able, _SPOKEN)):
        draft = draft_of(f"{seed}/languages", atom.model_copy(update={"modes": ("paste",)}), number)
        yield twisted(draft, [twist for twist in TWISTS if twist.name == "language"])


def _lying(seed: str, atoms: tuple[Atom, ...]) -> Iterator[Draft]:
    rng = Random(f"{seed}/lies")
    able = [a for a in atoms if a.calls and a.channel == "script" and a.group and not a.network and "both" in a.modes]
    lies = sorted(LIES)
    for number, atom in enumerate(rng.sample(able, _LYING)):
        yield lying(seed, atom.model_copy(update={"modes": ("both",)}), number, lies[number % len(lies)])
