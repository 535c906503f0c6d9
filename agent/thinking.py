"""Where the model joins the straight line. Without one each of these returns at once and loads nothing."""

from collections.abc import Sequence

from agent.case import Deps, rank_case
from agent.domain import Question, Verdict
from agent.planner import Valued
from agent.verdict import judge


async def read_foreign_words(deps: Deps) -> bool:
    """Read what people wrote in a language that the rules do not read. Tells whether a fact was found."""
    return await _read(deps, foreign_only=True)


async def read_what_is_unclear(deps: Deps) -> bool:
    """Read English words as well, once the rules are at their end without an answer."""
    if deps.mind is None or judge(deps.catalogue, rank_case(deps), deps.case.seen) is not Verdict.INCONCLUSIVE:
        return False
    return await _read(deps, foreign_only=False)


async def _read(deps: Deps, *, foreign_only: bool) -> bool:
    mind = deps.mind
    if mind is None or not mind.may_ask:
        return False
    from agent.reading import read_with_model, unread

    items = unread(deps, foreign_only=foreign_only)
    return bool(items) and await read_with_model(deps, mind, items)


async def choose_question_of(deps: Deps, valued: Sequence[tuple[Valued, Question]]) -> Question | None:
    """Return the best question, or the model's choice among those that are about as good."""
    if not valued:
        return None
    mind = deps.mind
    if mind is None or not mind.may_ask:
        return valued[0][1]
    from agent.choosing import choose_from, equally_good

    good = equally_good([one for one, _ in valued])
    menu = {question.id: question.text for one, question in valued if one in good}
    name = await choose_from(deps, mind, menu)
    return deps.catalogue.questions[name] if name else valued[0][1]


async def explain_with_model(deps: Deps) -> None:
    """Let the model put the conclusion into words, and note what it cost."""
    if deps.mind is None:
        return
    from agent.judging import put_into_words

    await put_into_words(deps)
    settle(deps)


def settle(deps: Deps) -> None:
    """Add what the model cost to the case, once a turn, and say who reasoned."""
    mind, case = deps.mind, deps.case
    if mind is None or mind.settled:
        return
    mind.settled = True
    case.reasoner = mind.reasoner
    usage, meter = case.usage, mind.meter
    usage.llm_calls += meter.calls
    usage.prompt_tokens += meter.prompt_tokens
    usage.completion_tokens += meter.completion_tokens
    if mind.cost_usd is not None:
        usage.cost_usd = round((usage.cost_usd or 0.0) + mind.cost_usd, 6)
