"""An endpoint is tried out for what it enforces, not for what it accepts."""

from agent.model.capabilities import Shape
from agent.model.openai_door import OpenAiModel
from agent.model.port import Trouble, Wanted
from agent.model.trial import Trial, try_out
from tests.agent.llm_server import Answer, Body, Script, refuses, says, scripted_llm


async def tried(script: Script) -> Trial:
    """Try a scripted endpoint out."""
    async with scripted_llm(script) as llm:
        model = OpenAiModel(Wanted("m", llm.url, timeout_seconds=2))
        try:
            return await try_out(model, 10)
        finally:
            await model.close()


def keeps_to_the_schema(body: Body, _: int) -> Answer:
    """Answer with the only word that the schema allows."""
    return says(body, {"word": body["response_format"]["json_schema"]["schema"]["properties"]["word"]["enum"][0]})


def passes_it_over(body: Body, _: int) -> Answer:
    """Accept the schema and do what the prompt says, as Ollama's older shims do."""
    return says(body, {"word": "banana"})


async def test_an_enforced_schema_is_told_from_an_accepted_one() -> None:
    """Both answer 200; only one word tells them apart."""
    strict, loose = await tried(keeps_to_the_schema), await tried(passes_it_over)

    assert (strict.shape, strict.enforced, strict.trouble) == (Shape.JSON_SCHEMA, True, None)
    assert (loose.shape, loose.enforced, loose.trouble) == (Shape.JSON_SCHEMA, False, None)


async def test_a_refused_key_is_named() -> None:
    """The doctor learns why nothing comes back."""
    found = await tried(lambda *_: refuses(401, "no"))

    assert found.trouble is not None
    assert found.trouble.kind is Trouble.KEY_REFUSED


async def test_a_server_without_schemas_is_found_out() -> None:
    """What it takes at last is what is reported."""

    def script(body: Body, number: int) -> Answer:
        return (
            refuses(400, "json_schema is not supported") if "response_format" in body else passes_it_over(body, number)
        )

    assert (await tried(script)).shape is Shape.PROMPT
