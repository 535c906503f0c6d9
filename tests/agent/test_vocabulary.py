"""The vocabulary holds no dead fact: something yields each of them, and each bears on a cause or sets the frame."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.catalogue.load import load_catalogue
from tests.tools.test_probes_cover_the_menu import ROWS
from tools.facts import Fact
from tools.probes.menu import ALL_PROBES
from tools.prose.tables import read_messages, read_rules

CATALOGUE = load_catalogue()
CONTEXT = frozenset(
    {
        Fact.CHANNEL_APP,
        Fact.CHANNEL_BROWSER,
        Fact.CHANNEL_SCRIPT,
        Fact.DEPLOYMENT_CLOUD,
        Fact.DEPLOYMENT_DATA_CENTER,
    }
)
"""They choose the priors instead of moving single causes."""

READERS = ("tools/wire/*.py", "tools/parsers/*.py", "tools/prose/*.py", "tools/credential_form.py", "agent/derive.py")
"""Modules that turn what was pasted or sent into facts; each fact that they name is one that they can return."""


def _named_in(path: Path) -> Iterator[Fact]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Fact":
            yield Fact[node.attr]


def yielders() -> Iterator[tuple[str, frozenset[Fact]]]:
    """Yield each kind of yielder with its facts."""
    yield "probes", frozenset(f for p in ALL_PROBES for o in (*p.outcomes, *p.without_subject) for f in o.facts)
    yield "rows", frozenset(fact for row in ROWS for fact in row[4])
    yield "questions", frozenset(f for q in CATALOGUE.questions.values() for o in q.options for f in o.facts)
    names = {*read_rules(), *read_messages()} & {fact.value for fact in Fact}
    yield "prose", frozenset(Fact(name) for name in names)
    yield "readers", frozenset(fact for glob in READERS for path in Path().glob(glob) for fact in _named_in(path))


YIELDED = {fact: name for name, facts in yielders() for fact in facts}


@pytest.mark.parametrize("fact", list(Fact), ids=lambda fact: fact.value)
def test_a_fact_is_yielded_and_bears_on_a_cause(fact: Fact) -> None:
    """Some probe, parser, rule of prose or question yields it, and some cause is moved by it."""
    bears = any(fact in cause.bearings for cause in CATALOGUE.causes.values())

    assert fact in YIELDED
    assert bears or fact in CONTEXT


def test_what_a_probe_declares_is_found_by_some_row() -> None:
    """A declared fact that no run against the lab ever found would be a promise only."""
    declared = {(p.name, f) for p in ALL_PROBES for o in p.outcomes for f in o.facts}
    found = {(row[2], fact) for row in ROWS for fact in row[4]}

    assert declared - found == set()
