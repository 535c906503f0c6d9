"""WWW-Authenticate is read by its grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.challenge import Challenge, challenges_of, parse_challenges

CASES = [
    ("OAuth", [("oauth", {})]),
    ('OAuth realm="https%3A%2F%2Fwiki.example%2Fwiki"', [("oauth", {"realm": "https://wiki.example/wiki"})]),
    ("Negotiate, NTLM", [("negotiate", {}), ("ntlm", {})]),
    (
        'Basic realm="a, b\\"c", Bearer error="invalid_token"',
        [("basic", {"realm": 'a, b"c'}), ("bearer", {"error": "invalid_token"})],
    ),
    (
        'OAuth realm="x", oauth_problem="timestamp_refused"',
        [("oauth", {"realm": "x", "oauth_problem": "timestamp_refused"})],
    ),
    ("Basic realm=Wiki , charset = UTF-8", [("basic", {"realm": "Wiki", "charset": "UTF-8"})]),
    (
        'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
        [("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}), ("basic", {"realm": "simple"})],
    ),
]


@pytest.mark.parametrize(("value", "expected"), CASES)
def test_challenges_are_read(value: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    """Lists of challenges, quoted strings with commas and escapes, bare schemes."""
    found = parse_challenges(value)

    assert [challenge.scheme for challenge in found] == [scheme for scheme, _ in expected]
    for challenge, (_, params) in zip(found, expected, strict=True):
        assert {name: challenge.param(name) for name, _ in challenge.params} == params


def test_a_token68_is_no_parameter() -> None:
    """Kerberos sends one opaque value after the scheme."""
    assert parse_challenges("Negotiate YIIabc==") == (Challenge("negotiate", (), "YIIabc=="),)


def test_several_header_lines_are_one_list() -> None:
    """A server may send one line for each challenge."""
    assert [challenge.scheme for challenge in challenges_of(["Negotiate", 'Basic realm="x"'])] == ["negotiate", "basic"]


@given(st.text(max_size=200))
def test_any_value_is_survived(value: str) -> None:
    """What is no challenge is passed over."""
    assert isinstance(parse_challenges(value), tuple)
