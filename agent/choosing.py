"""Lets the model choose when the planner is torn: a name from a menu, and nothing but a name."""

from collections.abc import Mapping, Sequence

import prompts
from agent.case import Deps
from agent.mind import Mind, prompt_of
from agent.model.port import ModelTrouble
from agent.planner import Valued
from agent.replies import Choice, choice_shape, taken
from agent.shown import evidence_lines

TORN_FROM = 0.9
"""Steps within a tenth of the best one's worth count as equally good."""

_MOST_OFFERED = 5
_CALLS_KEPT_FOR_THE_ANSWER = 2
_MAX_TOKENS = 200
_EVIDENCE_SHARE = 0.4


def equally_good(valued: Sequence[Valued]) -> list[Valued]:
    """Return the steps, best first, that are about as good as the best."""
    best = valued[0].worth if valued else 0.0
    return [one for one in valued if one.worth >= best * TORN_FROM][:_MOST_OFFERED]


async def choose_from(deps: Deps, mind: Mind, menu: Mapping[str, str]) -> str | None:
    """Return the name that the model picks from the menu; None leaves the choice to the planner."""
    if len(menu) < 2 or mind.calls_left <= _CALLS_KEPT_FOR_THE_ANSWER:
        return None
    parts = prompts.fill(
        "choose",
        menu="\n".join(f"- {name}: {told}" for name, told in menu.items()),
        evidence=evidence_lines(deps.case, int(mind.chars * _EVIDENCE_SHARE)),
    )
    try:
        raw = await mind.ask(prompt_of("choose", parts, choice_shape(tuple(menu)), _MAX_TOKENS))
        name = taken(Choice, raw).name
    except ModelTrouble as trouble:
        mind.note(trouble)
        return None
    return name if name in menu else None
