"""The language model: configured or not, and where text would be sent."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from api.doctor.finding import Finding, good, note, problem
from api.settings import Settings

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


def _host(address: str) -> str:
    """Return the address without user, path and query, which may hold a secret."""
    parts = urlsplit(address)
    if not parts.hostname:
        return _DEFAULT_ENDPOINT
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
