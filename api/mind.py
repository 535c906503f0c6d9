"""Turns the settings into the model's part in each diagnosis; without UNLATCH_LLM_MODEL there is none."""

import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from agent.case import Case
from agent.mind import Mind
from agent.model.capabilities import Known, Shape
from agent.model.port import Meter, Wanted
from agent.model.prices import Price, Prices
from agent.model.when_needed import ModelWhenNeeded
from api.settings import Settings, SettingsError

DEFAULT_URL = "https://api.openai.com/v1"
CAPABILITIES = "llm-capabilities.json"
_SHARE_OF_TIME = 0.8
MindFor = Callable[[Case], Mind | None]


@dataclass(frozen=True, slots=True)
class Minds:
    """Gives each turn of a diagnosis its mind, over one client for the whole process."""

    mind_for: MindFor
    close: Callable[[], Awaitable[None]]


def no_mind(_: Case) -> None:
    """Reason by rules alone."""


def minds_of(settings: Settings) -> Minds | None:
    """Open the model that is configured, or return None.

    Raises:
        SettingsError: The model's settings cannot be used.
    """
    if not settings.llm_model:
        return None
    wanted, prices = wanted_of(settings), prices_of(settings.llm_prices_file)
    forced = None if wanted.structured == "auto" else Shape(wanted.structured)
    model = ModelWhenNeeded(wanted, Known(settings.data_dir / CAPABILITIES, forced))

    def mind_for(case: Case) -> Mind | None:
        budget = case.report.budget
        if budget.llm_tokens <= 0:
            return None
        meter = Meter(max_tokens=budget.llm_tokens)
        until = monotonic() + budget.seconds * _SHARE_OF_TIME
        return Mind(model, meter, until, prices, settings.llm_context_tokens)

    return Minds(mind_for, model.close)


def wanted_of(settings: Settings) -> Wanted:
    """Return how the endpoint is to be reached.

    Raises:
        SettingsError: The address is none.
    """
    url = settings.llm_base_url or DEFAULT_URL
    if not url.startswith(("http://", "https://")):
        raise SettingsError(
            "UNLATCH_LLM_BASE_URL is no http(s) address. Give the server's base URL, ending in /v1, and start again."
        )
    return Wanted(
        model=settings.llm_model or "",
        base_url=url,
        api_key=settings.llm_api_key.get_secret_value() if settings.llm_api_key else "",
        timeout_seconds=settings.llm_timeout_s,
        max_retries=settings.llm_max_retries,
        max_tokens=settings.llm_max_tokens,
        temperature=settings.llm_temperature,
        structured=settings.llm_structured,
        extra_body=settings.llm_extra_body,
        extra_headers=settings.llm_extra_headers,
    )


def prices_of(file: Path | None) -> Prices:
    """Read the price file: a table per model with prompt, completion and, if wanted, cached, in dollars per million.

    Raises:
        SettingsError: The file cannot be read or a price is no number.
    """
    if file is None:
        return {}
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
        return {name: _price(table) for name, table in raw.get("models", {}).items()}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise SettingsError(
            f"The price file {file} (UNLATCH_LLM_PRICES_FILE) cannot be read. It needs a table per model: "
            '[models."NAME"] with prompt and completion in US dollars per million tokens.'
        ) from None


def _price(table: dict[str, float]) -> Price:
    cached = table.get("cached")
    return Price(float(table["prompt"]), float(table["completion"]), None if cached is None else float(cached))
