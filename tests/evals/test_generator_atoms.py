"""Every atom against the lab: its fault is there, and goes away with its cause."""

import pytest

from evals.generator.atom import Atom, Check, load_atoms
from evals.generator.check_atoms import complaints_of, has_sick_world
from evals.generator.compose import draft_of
from evals.generator.draw import base_of
from evals.solvers.now import NOW
from evals.solvers.places import places_of
from tools.site import Deployment

ATOMS = load_atoms()


@pytest.mark.parametrize("atom", ATOMS, ids=lambda atom: atom.id)
def test_the_fault_of_an_atom_is_in_effect_and_can_be_cured(atom: Atom) -> None:
    assert list(complaints_of(atom)) == []


def test_an_atom_whose_fault_is_not_there_is_found() -> None:
    some = next(atom for atom in ATOMS if atom.id == "c01")

    broken = some.model_copy(update={"world": {}})

    assert "status 200 where 403 is wanted" in "".join(complaints_of(broken))


def test_a_check_that_always_holds_is_found() -> None:
    some = next(atom for atom in ATOMS if atom.id == "c01" and has_sick_world(atom))

    blind = some.model_copy(update={"check": Check()})

    assert list(complaints_of(blind)) == ["c01: the check holds in a healthy world as well"]


def test_atoms_have_neutral_names_and_more_than_one_way_to_say_it() -> None:
    assert all(len(atom.id) == 3 and atom.id[0].isalpha() and atom.id[1:].isdigit() for atom in ATOMS)
    assert all(len(set(atom.says)) > 1 for atom in ATOMS)


@pytest.mark.parametrize("deployment", list(Deployment))
def test_the_worlds_that_faults_are_laid_over_are_healthy(deployment: Deployment) -> None:
    atom = next(one for one in ATOMS if one.deployment is deployment and one.channel == "script" and one.calls)
    draft = draft_of("healthy", atom.model_copy(update={"calls": ()}), 0)
    world = draft.names.fill(base_of(deployment))

    places = places_of({"now": NOW.isoformat(), **world}, draft.names.url)

    assert places.world is not None
    assert {"subject", "observer"} <= set(places.world.credentials)
