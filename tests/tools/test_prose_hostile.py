"""Prose and pastes as nobody should send them: any unicode, any length, and the time they take."""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tools.facts import Fact
from tools.parsers import KINDS, read_paste
from tools.parsers.errors import PasteError
from tools.prose import read_prose
from tools.prose.text import sentences_of

TELLING = (
    "401", "403 Forbidden", "not", "n't", "works", "in curl", "but", "token", "Bearer", "Basic", "expired", "e.g.",
    "https://wiki.example.com/rest/api", "{code}", "```", "- ", "\n", "\r\n", "\u2028", "\u202e", "\x00", "\x1b[31m",
    "\ufeff", "\ud83d", "İ", "ß", "\u0301" * 9, "٤٠١", "\u200b", "? ", "!!!", "...", "WWW-Authenticate: ", "$ curl -u",
    "oauth_problem=", "2024-01-01 10:00:00 ERROR ", "at a.b.C(D.java:1)", "<p>", "&nbsp;", "|" * 5, "\\", "'", '"',
)  # fmt: skip
hostile_texts = st.one_of(
    st.text(max_size=400),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=200),
    st.lists(st.one_of(st.sampled_from(TELLING), st.text(max_size=6)), max_size=60).map(" ".join),
    st.lists(st.sampled_from(TELLING), max_size=60).map("".join),
)


@settings(deadline=None)
@given(hostile_texts)
@example("a" * 100_000)
@example("not " * 20_000)
@example("\n" * 50_000)
def test_prose_of_any_kind_is_read(text: str) -> None:
    """Whatever is written yields sightings with short quotes, never an exception."""
    assert all(len(sighting.quote or "") <= 200 for sighting in read_prose(text))


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), hostile_texts)
def test_a_paste_of_any_kind_is_read_or_refused(kind: str, text: str) -> None:
    """Whatever is pasted is read, or refused with a sentence that says what to do."""
    try:
        read_paste(kind, "paste", text)
    except PasteError as error:
        assert str(error).endswith(".")  # noqa: PT017


def test_a_sentence_that_runs_on_is_cut_between_its_clauses() -> None:
    """What is said at the end of an endless sentence is heard, and no word is lost."""
    text = "We have " + ", ".join(f"a thing number {n}" for n in range(80)) + ", and in curl the same token works"

    pieces = sentences_of(text)

    assert " ".join(piece.raw.strip() for piece in pieces) == text
    assert max(len(piece.raw) for piece in pieces) <= 450
    assert Fact.TOLD_OTHER_CLIENT_WORKS in {sighting.fact for sighting in read_prose(text)}


QUADRATIC = 12.0
"""Seconds of processor time that only work growing with the square of a text can take; `make bench` has the speed."""


def seconds_for(read: Callable[[str], object], text: str) -> float:
    """Return the processor time of one reading, the least of three: what else runs on the machine does not count."""
    least = 99.0
    for _ in range(3):
        began = time.process_time()
        read(text)
        least = min(least, time.process_time() - began)
        if least < 1.0:
            break
    return least


LINES = {
    "prose": "When I call the page with my token it says 401, but in the browser it works and nobody knows why.\n",
    "log": "2024-01-01 10:00:00,123 ERROR [http-nio-8090-exec-1] [seraph.filter] login : 'bob' tried to login\n",
    "headers": "< X-Seraph-LoginReason: AUTHENTICATED_FAILED\n",
    "json": '{"statusCode": 401, "message": "Unauthorized; scope does not match"}\n',
    "curl": "$ curl -u me@example.com:TOKEN https://wiki.example.com/rest/api/content\n",
    "trace": "    at com.atlassian.confluence.Thing.method(Thing.java:123)\n",
    "blanks": " \t \n",
}  # fmt: skip


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_ten_thousand_lines_take_time_in_proportion(line: str) -> None:
    """A paste of 10,000 lines is read while its sender waits."""
    assert seconds_for(lambda text: read_paste("text", "paste", text), line * 10_000) < QUADRATIC
    assert seconds_for(read_prose, line * 10_000) < QUADRATIC


@pytest.mark.parametrize(
    "unit", ["a", "a ", "not ", "(", "'", ", and ", "://", "{", "=", "/", "-", "\u0301", "@example.", "1.", "? ", "\t"]
)
def test_one_long_line_takes_time_in_proportion(unit: str) -> None:
    """A line of 400,000 characters takes no more than its share: nothing is read over and over."""
    text = unit * (400_000 // len(unit))

    assert seconds_for(read_prose, text) < QUADRATIC
    assert seconds_for(lambda long: read_paste("text", "paste", long), text) < QUADRATIC
