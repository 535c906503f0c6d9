"""No probe goes untested: every identity and every outcome of every probe has a row that runs it against the lab."""

from collections.abc import Iterator
from itertools import product

import pytest

from tests.tools import (
    test_probes_cloud,
    test_probes_cloud_accounts,
    test_probes_data_center,
    test_probes_data_center_accounts,
    test_probes_rules,
    test_probes_way,
)
from tests.tools.probe_rows import Row
from tools.evidence import Identity
from tools.probes.menu import ALL_PROBES
from tools.probes.spec import Outcome, Probe
from tools.site import Deployment

_MODULES = (
    test_probes_cloud,
    test_probes_cloud_accounts,
    test_probes_data_center,
    test_probes_data_center_accounts,
    test_probes_rules,
    test_probes_way,
)
ROWS: tuple[Row, ...] = tuple(row for module in _MODULES for row in module.ROWS)
Pair = tuple[Probe, Deployment, Identity, Outcome]


def pairs() -> Iterator[Pair]:
    """Yield every probe with each of its deployments, identities and outcomes."""
    for probe in ALL_PROBES:
        yield from product((probe,), probe.deployments, probe.identities, probe.outcomes)


def name_of(pair: Pair) -> str:
    """Return the name under which pytest shows a pair."""
    probe, deployment, identity, outcome = pair
    return f"{probe.name}-{deployment.value}-{identity.value}-{outcome.name}"


@pytest.mark.parametrize("pair", list(pairs()), ids=name_of)
def test_every_identity_and_outcome_of_a_probe_has_a_row(pair: Pair) -> None:
    """Some row runs the probe in that name and finds what the outcome declares, or nothing where that is nothing."""
    probe, deployment, identity, outcome = pair
    own = [row for row in ROWS if row[2] == probe.name and _deployment(row) is deployment]

    assert any(_runs_as(row, identity) and _shows(row, probe, outcome) for row in own), name_of(pair)


def _deployment(row: Row) -> Deployment:
    return Deployment.DATA_CENTER if row[1].get("deployment") == "data_center" else Deployment.CLOUD


def _runs_as(row: Row, identity: Identity) -> bool:
    """Tell whether the row's world gives the probe that identity to ask in."""
    if identity is Identity.SUBJECT:
        return _deployment(row) is Deployment.CLOUD or "subject" in row[1].get("credentials", {})
    if identity is Identity.OBSERVER:
        return bool(row[3].get("observer") or row[3].get("org_admin"))
    return True


def _shows(row: Row, probe: Probe, outcome: Outcome) -> bool:
    declared = {fact for one in probe.outcomes for fact in one.facts}
    if not outcome.facts:
        return not row[4] & declared
    return bool(row[4] & set(outcome.facts))
