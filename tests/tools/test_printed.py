"""Objects as Python and Node print them are read like the JSON that they came from."""

import json
from time import process_time

import pytest

from tools.parsers import read_paste
from tools.parsers.printed import printed_object

OBJECTS = [
    ("{'code': 401, 'message': 'Unauthorized; scope does not match'}", {"code": 401}),
    ("{ code: 401, message: 'Unauthorized; scope does not match' }", {"code": 401}),
    ("{'errors': [{'status': 404, 'title': 'Not Found', 'detail': None}], 'ok': False}", {"ok": False}),
    ("{\n  data: { authorized: false, errors: [Array] },\n  reason: 'Forbidden'\n}", {"reason": "Forbidden"}),
    ("{ message: 'a long ' +\n    'text', at: [Object] }", {"message": "a long text", "at": None}),
    ("{'say': \"it's\", 'n': -1.5}", {"say": "it's", "n": -1.5}),
]


@pytest.mark.parametrize(("text", "holds"), OBJECTS)
def test_a_printed_object_becomes_json(text: str, holds: dict[str, object]) -> None:
    """Keys, words and quotes of both languages; the end is where the object ends."""
    found = printed_object(text + " and more", 0)

    assert found is not None
    assert json.loads(found[0]).items() >= holds.items()
    assert found[1] == len(text)


@pytest.mark.parametrize("text", ["{'open': 1", "{ x }", "{f(): 1}", "{'a': b}", "{" * 30, "{a:" * 30])
def test_what_is_no_object_is_left_alone(text: str) -> None:
    """Code, templates and halves are no objects."""
    assert printed_object(text, 0) is None


def test_hostile_braces_are_given_up_at_once() -> None:
    """Many lines that begin like an object cost no more than other lines."""
    begun = process_time()
    read_paste("auto", "", "{a: 1,\n" * 2000)

    assert process_time() - begun < 30
