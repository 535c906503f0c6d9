"""The specification of the lab's Data Center is read strictly."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evals.lab.data_center.build import SpecError, moment
from evals.lab.data_center.marks import SHAPES, Basis
from evals.lab.data_center.people import token_text
from evals.lab.data_center.state import build_state
from tests.evals.lab_data_center_visitor import small_site

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"captcha": 3}, "unknown captcha"),
    "unknown nested key": ({"sso": {"basic": True}}, "data_center.sso: unknown basic"),
    "missing key": ({"users": [{}]}, "name"),
    "not a list": ({"users": {"name": "a"}}, "a list is wanted"),
    "not a mapping": ({"sso": True}, "a mapping is wanted"),
    "wrong kind": ({"read_only": "yes"}, "is not a bool"),
    "truth for a number": ({"read_only_status": True}, "is not a int"),
    "unknown word": ({"lifecycle": "SLEEPING"}, "is not one of RUNNING"),
    "unknown directory": ({"users": [{"name": "a", "directory": "AD"}]}, "nothing is called AD"),
    "unknown owner": ({"tokens": [{"owner": "x"}]}, "tokens.owner"),
    "unknown space": ({"pages": [{"id": 1, "space": "X"}]}, "pages.space"),
    "bad time": ({"users": [{"name": "a"}], "tokens": [{"owner": "a", "expires": "soon"}]}, "neither a time nor"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_specification_says_where(case: str) -> None:
    """What cannot be read is refused with the place and what would do."""
    spec, words = BROKEN[case]

    with pytest.raises(SpecError, match=words):
        build_state(spec)


def test_moments() -> None:
    """A point in time is ISO text, a datetime, or a distance."""
    assert moment("-3d", "x") == timedelta(days=-3)
    assert moment("+1.5h", "x") == timedelta(minutes=90)
    assert moment("2026-11-24T12:00:00", "x") == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert moment(datetime(2026, 11, 24), "x") == datetime(2026, 11, 24, tzinfo=UTC)  # noqa: DTZ001 - YAML gives naive ones


def test_numbers_are_taken_where_texts_are_wanted() -> None:
    """YAML reads an id such as 101 as a number."""
    assert build_state({"spaces": [{"key": "A"}], "pages": [{"id": 101, "space": "A"}]}).pages[0].id == "101"


def test_token_has_the_true_form() -> None:
    """A personal access token is 44 base64 characters that decode to digits, a colon and 20 bytes."""
    text = token_text("anna/ci")
    number, colon, rest = base64.b64decode(text).partition(b":")

    assert (len(text), number.isdigit(), len(number), colon, len(rest)) == (44, True, 12, b":", 20)


def test_every_shape_has_a_basis() -> None:
    """The registered shapes name a source, and inferred ones are marked as such."""
    assert len(SHAPES) >= 25
    assert all(mark.source for mark in SHAPES.values())
    assert {mark.basis for mark in SHAPES.values()} == set(Basis)


def test_context_path_and_versions() -> None:
    """The context path comes from the base URL; versions are compared by their parts."""
    state = small_site(version="9.10.0")

    assert (state.context, state.at_least(9, 9), state.at_least(10)) == ("/confluence", True, False)
