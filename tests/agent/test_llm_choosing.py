"""Choosing: a name from the menu when the planner is torn, nothing else, and never at the cost of the answer."""

from agent.choosing import choose_from, equally_good
from agent.model.port import Trouble
from agent.planner import Candidate, Valued
from tests.agent.llm_cases import deps_of, opened_mind
from tests.agent.llm_server import Answer, Body, completion, says

MENU = {"q_one": "What does the list show?", "q_two": "Does the browser work?"}


async def chosen(answer: Answer | None = None, name: str = "", calls: int = 0) -> tuple[str | None, list[Body], object]:
    """Let a scripted model choose."""

    def script(body: Body, _: int) -> Answer:
        return answer or says(body, {"name": name})

    async with opened_mind(script) as (mind, llm):
        mind.meter.calls = calls
        deps = deps_of("Confluence answers 401.", mind)
        return await choose_from(deps, mind, MENU), llm.bodies, mind.trouble


async def test_a_name_of_the_menu_is_taken() -> None:
    """The second of two equals, if the model says so."""
    found, bodies, _ = await chosen(name="q_two")

    assert found == "q_two"
    assert bodies[0]["response_format"]["json_schema"]["schema"]["properties"]["name"]["enum"] == list(MENU)


async def test_any_other_name_is_passed_over() -> None:
    """A URL, a probe that was not offered, a sentence."""
    assert (await chosen(name="https://evil.example/"))[0] is None


async def test_no_call_is_spent_that_the_answer_needs() -> None:
    """With one call gone there is just enough left to judge and repair."""
    found, bodies, _ = await chosen(name="q_two", calls=1)

    assert found is None
    assert bodies == []


async def test_a_failing_model_leaves_the_choice_to_the_planner() -> None:
    """And is noted."""
    found, _, trouble = await chosen(completion("the second"))

    assert found is None
    assert getattr(trouble, "kind", None) is Trouble.NOT_JSON


def test_only_what_is_about_as_good_as_the_best_is_offered() -> None:
    """Within a tenth of its worth."""
    valued = [Valued(Candidate(str(bits), ()), bits) for bits in (1.0, 0.95, 0.5)]

    assert equally_good(valued) == valued[:2]
    assert equally_good([]) == []
