"""Settings from the environment, read once in the composition roots."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """The process cannot start with these settings; the text says what to change."""


def _or(fallback: str, own: str) -> Any:
    """Return a field that is read from its own variable, else from the one that other tools use."""
    return Field(default=None, validation_alias=AliasChoices(own, fallback))


class Settings(BaseSettings):
    """Everything that can be set. Each field is UNLATCH_ plus its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="UNLATCH_", extra="ignore", populate_by_name=True)

    sites_file: Path | None = None
    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("unlatch")))
    database_url: SecretStr | None = None
    log_level: str = "INFO"
    log_format: Literal["auto", "json", "console"] = "auto"
    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)
    url: str = "http://127.0.0.1:8401"
    mcp_key: SecretStr | None = None
    secret_key: SecretStr | None = None
    retention_days: int = 30
    max_running: int = Field(default=8, ge=1, le=200)
    max_queued: int = Field(default=200, ge=1)
    rate_key_per_minute: int = Field(default=3000, ge=1)
    rate_visitor_per_minute: int = Field(default=60, ge=1)
    rate_anonymous_per_minute: int = Field(default=20, ge=1)
    rate_site_per_minute: int = Field(default=3000, ge=1)
    llm_model: str | None = None
    llm_base_url: str | None = _or("OPENAI_BASE_URL", "UNLATCH_LLM_BASE_URL")
    llm_api_key: SecretStr | None = _or("OPENAI_API_KEY", "UNLATCH_LLM_API_KEY")
    llm_timeout_s: float = Field(default=60.0, gt=0, le=600)
    llm_max_retries: int = Field(default=1, ge=0, le=5)
    llm_max_tokens: int | None = Field(default=None, ge=100)
    llm_context_tokens: int = Field(default=3000, ge=1200, le=100_000)
    llm_temperature: float | None = Field(default=None, ge=0, le=2)
    llm_structured: Literal["auto", "json_schema", "json_object", "prompt"] = "auto"
    llm_extra_body: dict[str, Any] = Field(default_factory=dict)
    llm_extra_headers: dict[str, str] = Field(default_factory=dict, repr=False)
    llm_prices_file: Path | None = None

    def async_database_url(self) -> str:
        """Return the URL for SQLAlchemy's async engine; without one set it is a SQLite file in data_dir."""
        if self.database_url is None:
            return f"sqlite+aiosqlite:///{self.data_dir / 'unlatch.sqlite3'}"
        plain = self.database_url.get_secret_value()
        return plain.replace("postgresql://", "postgresql+psycopg://", 1)

    def sync_database_url(self) -> str:
        """Return the URL for migrations."""
        return self.async_database_url().replace("+aiosqlite", "")


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: A value is not usable; the text names it.
    """
    try:
        return Settings()
    except ValidationError as fault:
        told = "; ".join(f"UNLATCH_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in fault.errors())
        raise SettingsError(f"These settings cannot be used: {told}. Correct them and start again.") from None


def environment() -> Mapping[str, str]:
    """Return the environment, for secrets that sites.toml or the command line name by their variable."""
    return os.environ
