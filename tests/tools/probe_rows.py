"""The rows of the probe tests: a world, a probe, and the facts that it must and must not find."""

from typing import Any

from tests.evals.live_desk import facts_of, run_probe, started
from tests.evals.live_worlds import Spec
from tools.evidence import Identity
from tools.facts import Fact

Row = tuple[str, Spec, str, dict[str, Any], set[Fact], set[Fact]]
"""Name, world, probe, arguments of run_probe, facts that are found, facts that are not."""

_OF_THE_SUBJECT = frozenset(
    {Fact.STATUS_401, Fact.STATUS_403, Fact.STATUS_404, Fact.BODY_CALLER_CANNOT_ACCESS, Fact.IDENTITY_ANONYMOUS}
)


def row_name(row: Row) -> str:
    """Return the name under which pytest shows a row."""
    return f"{row[2]}: {row[0]}"


async def check_row(row: Row) -> None:
    """Run the row's probe and hold its facts against what the row says.

    In passing: a step in another name than the subject's tells of the way there and of comparisons only.
    """
    _, spec, name, arguments, found, not_found = row
    with started(spec) as world:
        outcome = await run_probe(world, name, **arguments)
    facts = facts_of(outcome)
    assert found <= facts, outcome
    assert not facts & not_found, outcome
    others = [step for step in outcome.steps if step.identity is not Identity.SUBJECT]
    assert not any(_OF_THE_SUBJECT & set(step.facts) for step in others), outcome
    assert len(outcome.steps) <= MOST_REQUESTS


MOST_REQUESTS = 8
