"""The table of least roles: one row for each look-up of the menu, and the page in docs is that table."""

import pytest

from api.doctor.roles import LEAST_ROLES, PAGE, look_ups, roles_page
from tools.site import Deployment


@pytest.mark.parametrize("deployment", list(Deployment))
def test_every_look_up_has_a_least_role(deployment: Deployment) -> None:
    """A probe that uses an account of the service names the role on each deployment where it exists."""
    missing = [one.name for one in look_ups(deployment) if one.name not in LEAST_ROLES]

    assert not missing


def test_no_row_is_left_of_a_probe_that_is_gone() -> None:
    """The table has no row that no probe needs, on no deployment."""
    needed = {(one.name, deployment) for deployment in Deployment for one in look_ups(deployment)}
    told = {(name, where) for name, role in LEAST_ROLES.items() for where in Deployment if role.on(where)}

    assert told == needed


def test_the_page_in_docs_is_written_from_the_table() -> None:
    """`python -m api.doctor.roles` writes it anew."""
    assert PAGE.read_text("utf-8") == roles_page()
