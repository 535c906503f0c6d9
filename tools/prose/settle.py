"""Settles what sentences say together: comparisons need both sides, and a later word can take back an earlier one."""

from collections.abc import Sequence

from tools.evidence import Sighting
from tools.facts import Fact

_NEEDS: dict[Fact, frozenset[Fact]] = {}

_YIELDS_TO: dict[Fact, frozenset[Fact]] = {
    # the first is dropped when the second was seen too
    Fact.DEPLOYMENT_DATA_CENTER: frozenset(),
}


def settle(found: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return the sightings that stand when the whole text is known."""
    facts = {sighting.fact for sighting in found}
    return tuple(s for s in found if not (_NEEDS.get(s.fact) and not _NEEDS[s.fact] & facts))
