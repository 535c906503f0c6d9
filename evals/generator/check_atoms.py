"""Tries every atom once and says which faults are not in effect."""

import sys

from evals.generator.atom import AtomError, load_atoms
from evals.generator.compose import draft_of


def main() -> None:
    """Print one line for each atom that does not do what it says."""
    for atom in load_atoms():
        for number in range(len(atom.modes)):
            try:
                draft_of("check", atom, number).finish()
            except AtomError as wrong:
                sys.stdout.write(f"{wrong}\n")
                break


if __name__ == "__main__":
    main()
