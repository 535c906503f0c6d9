"""What an endpoint takes is found out once and kept."""

from pathlib import Path

import pytest

from agent.model.capabilities import Known, Profile, Shape
from agent.model.openai_door import OpenAiModel
from agent.model.port import Meter, ModelTrouble, Trouble, Wanted
from tests.agent.llm_server import Answer, Body, Script, refuses, says, scripted_llm
from tests.agent.test_model_door import GOOD, PROMPT, heard_nothing


def llama_cpp_python(body: Body, _: int) -> Answer:
    """Answer 500 to a schema, as llama-cpp-python's server does."""
    kind = (body.get("response_format") or {}).get("type")
    if kind == "json_schema":
        return refuses(500, "response_format: should be 'text' or 'json_object'")
    return says(body, GOOD)


def lm_studio_without_schema(body: Body, _: int) -> Answer:
    """Refuse every response_format with a vague 400."""
    return refuses(400, "bad request") if "response_format" in body else says(body, GOOD)


def newer_openai(body: Body, _: int) -> Answer:
    """Want max_completion_tokens and no temperature."""
    if "max_tokens" in body:
        return refuses(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
    if "temperature" in body:
        return refuses(400, "Unsupported value: 'temperature'")
    return says(body, GOOD)


def no_stream_options(body: Body, _: int) -> Answer:
    """Know no stream_options."""
    return refuses(422, "stream_options: extra fields not permitted") if "stream_options" in body else says(body, GOOD)


@pytest.mark.parametrize(("script", "profile"), [
    (llama_cpp_python, Profile(Shape.JSON_OBJECT)),
    (lm_studio_without_schema, Profile(Shape.PROMPT)),
    (newer_openai, Profile(limit_name="max_completion_tokens", temperature=False)),
    (no_stream_options, Profile(stream_usage=False)),
])  # fmt: skip
async def test_a_refused_parameter_steps_down_once_and_is_remembered(
    tmp_path: Path, script: Script, profile: Profile
) -> None:
    """The second call asks at once for what works, even in another process, and steps down cost no call."""
    kept = tmp_path / "known.json"
    async with scripted_llm(script) as llm:
        meter = Meter()
        for known in (Known(kept), Known(kept)):
            model = OpenAiModel(Wanted("m", llm.url, temperature=0.0), known)
            before = len(llm.bodies)
            assert await model.ask(PROMPT, meter, seconds=5, heard=heard_nothing) == GOOD
            assert model.profile == profile
            await model.close()

    assert len(llm.bodies) - before == 1
    assert meter.calls == 2


async def test_an_endpoint_that_refuses_everything_is_not_learned_from() -> None:
    """What never worked is not kept."""
    async with scripted_llm(lambda *_: refuses(400, "no")) as llm:
        model = OpenAiModel(Wanted("m", llm.url))
        with pytest.raises(ModelTrouble) as caught:
            await model.ask(PROMPT, Meter(), seconds=5)
        await model.close()

    assert caught.value.kind is Trouble.REQUEST_REFUSED
    assert model.profile == Profile()


def test_a_broken_file_of_profiles_is_passed_over(tmp_path: Path) -> None:
    """It is only a cache."""
    (tmp_path / "known.json").write_text('{"a b": {"shape": "telepathy"}}')

    assert Known(tmp_path / "known.json").of("a", "b") == Profile()


def test_the_operator_can_force_a_shape() -> None:
    """UNLATCH_LLM_STRUCTURED wins over what was found out."""
    assert Known(forced=Shape.PROMPT).of("a", "b").shape is Shape.PROMPT
