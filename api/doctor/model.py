"""The language model: configured or not, and where text would be sent."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from api.doctor.finding import Finding, good, note, problem, warning
from api.settings import Settings, SettingsError

_DEFAULT_ENDPOINT = "the provider's default address"


async def look_at_model(settings: Settings, given: Mapping[str, str]) -> tuple[Finding, ...]:
    """Say whether a model is configured. It is not asked anything here.

    Args:
        settings: The settings.
        given: The environment, for the names that the settings fall back to.
    """
    if not settings.llm_model:
        told = "No model is configured (UNLATCH_LLM_MODEL): the rules decide, and no text leaves for a model."
        return (note("model", told),)
    address = settings.llm_base_url or given.get("OPENAI_BASE_URL", "")
    if address and urlsplit(address).scheme not in {"http", "https"}:
        told = f"The model's address {address[:80]!r} is no http(s) URL."
        return (problem("model", told, "Set UNLATCH_LLM_BASE_URL to the base URL of the server, ending in /v1."),)
    found = [good("model", f"{settings.llm_model} is configured; ticket text goes to {_host(address)}.")]
    key = settings.llm_api_key or given.get("OPENAI_API_KEY", "")
    if not key:
        told = "No key is set (UNLATCH_LLM_API_KEY): fine for a server of your own that asks for none."
        found.append(note("model key", told))
    return tuple(found)


async def try_model(settings: Settings) -> tuple[Finding, ...]:
    """Ask the configured model two small things, and say what it takes and what it enforces."""
    if not settings.llm_model:
        return ()
    from agent.model.openai_door import OpenAiModel
    from agent.model.trial import try_out
    from api.mind import wanted_of

    try:
        model = OpenAiModel(wanted_of(settings))
    except SettingsError as fault:
        return (problem("model answers", str(fault), "Set UNLATCH_LLM_BASE_URL to the server's base URL."),)
    try:
        found = await try_out(model, settings.llm_timeout_s)
    finally:
        await model.close()
    if found.trouble is not None:
        told = f"The model gave no usable answer: {found.trouble}. Diagnoses go on by rules, marked degraded."
        return (warning("model answers", told, "Correct the setting that is named, then run the doctor again."),)
    answered = good("model answers", f"It answered in {found.seconds:.1f} s.")
    if found.enforced:
        return answered, good("model shape", f"It keeps to a schema (response_format {found.shape.value}).")
    told = f"It takes {found.shape.value} and does not enforce a schema: more answers may need their repair turn."
    return answered, note("model shape", told)


def _host(address: str) -> str:
    """Return the address without user, path and query, which may hold a secret."""
    parts = urlsplit(address)
    if not parts.hostname:
        return _DEFAULT_ENDPOINT
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
