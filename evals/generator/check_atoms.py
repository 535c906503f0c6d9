"""Checks every atom against the lab: its fault is in effect in its world, and gone once that world is cured."""

import sys
from collections.abc import Iterator
from typing import Any

from evals.generator.atom import Atom, AtomError, load_atoms
from evals.generator.compose import Draft, draft_of, happen
from evals.generator.draw import base_of

_SEED = "check"


def complaints_of(atom: Atom) -> Iterator[str]:
    """Say what is wrong with an atom.

    Its fault must be in effect in each of its modes. Where the fault is one of the world, the same calls in a world
    without it must not bring the same answer: a check that always holds proves nothing.
    """
    try:
        drafts = [draft_of(_SEED, atom, number) for number in range(len(atom.modes))]
        for draft in drafts:
            draft.finish()
    except AtomError as wrong:
        yield str(wrong)
        return
    if atom.calls and not atom.in_call and has_sick_world(atom) and holds_when_cured(drafts[0]):
        yield f"{atom.id}: the check holds in a healthy world as well"


def has_sick_world(atom: Atom) -> bool:
    """Tell whether the fault is one of the site or the way, rather than of what the client sends."""
    return bool(set(atom.world) - {"credentials"} or atom.network)


def holds_when_cured(draft: Draft) -> bool:
    """Make the same calls in a healthy world; roles that only the atom has are kept."""
    healthy = draft.names.fill(base_of(draft.atom.deployment))
    roles: dict[str, Any] = {**draft.world.get("credentials", {}), **healthy["credentials"]}
    cured = draft.atom.model_copy(update={"network": {}})
    try:
        happen(Draft(cured, draft.rng, draft.names, draft.mode, draft.persona, {**healthy, "credentials": roles}, "x"))
    except AtomError:
        return False
    return not draft.atom.network


def main() -> int:
    """Print one line for each atom that does not do what it says."""
    found = [complaint for atom in load_atoms() for complaint in complaints_of(atom)]
    sys.stdout.writelines(f"{one}\n" for one in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
