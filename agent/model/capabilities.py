"""What an endpoint can do: found out by trying the best first, kept per address and model.

Most endpoints call themselves compatible and differ in what they *enforce*. A request that is refused because of a
parameter steps down once; what then works is remembered.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from agent.model.port import ModelTrouble, Trouble


class Shape(StrEnum):
    """How an answer's shape is asked for, strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Profile:
    """One endpoint's ways.

    Attributes:
        shape: The strictest response_format that it takes.
        limit_name: The parameter that limits the answer: max_tokens, or max_completion_tokens for newer models.
        stream_usage: Whether it takes stream_options.
        temperature: Whether it takes a temperature.
    """

    shape: Shape = Shape.JSON_SCHEMA
    limit_name: str = "max_tokens"
    stream_usage: bool = True
    temperature: bool = True


def stepped_down(profile: Profile, trouble: ModelTrouble) -> Profile | None:
    """Return what to try after a request was refused, or None when its parameters are not to blame."""
    if trouble.kind not in {Trouble.REQUEST_REFUSED, Trouble.SERVER_FAILED}:
        return None
    words = trouble.body.lower()
    named = _by_words(profile, words)
    if named is not None:
        return named
    of_shape = any(word in words for word in ("response_format", "json_schema", "json_object", "schema", "grammar"))
    if (trouble.kind is Trouble.REQUEST_REFUSED or of_shape) and profile.shape is not Shape.PROMPT:
        return replace(profile, shape=_WEAKER[profile.shape])
    return None


def _by_words(profile: Profile, words: str) -> Profile | None:
    if "max_completion_tokens" in words and profile.limit_name == "max_tokens":
        return replace(profile, limit_name="max_completion_tokens")
    if "stream_options" in words and profile.stream_usage:
        return replace(profile, stream_usage=False)
    if "temperature" in words and profile.temperature:
        return replace(profile, temperature=False)
    return None


_WEAKER = {Shape.JSON_SCHEMA: Shape.JSON_OBJECT, Shape.JSON_OBJECT: Shape.PROMPT}


def response_format(profile: Profile, name: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the response_format parameter, or None where only the prompt asks for JSON."""
    if profile.shape is Shape.JSON_SCHEMA:
        return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
    return {"type": "json_object"} if profile.shape is Shape.JSON_OBJECT else None


@dataclass(slots=True)
class Known:
    """Profiles by address and model; kept in a file where one is given, so that each is found out once."""

    file: Path | None = None
    forced: Shape | None = None
    _profiles: dict[str, Profile] = field(default_factory=dict)

    def of(self, base_url: str, model: str) -> Profile:
        """Return what is known of an endpoint, else the hopeful default."""
        key = f"{base_url} {model}"
        if key not in self._profiles:
            self._profiles[key] = self._read().get(key, Profile())
        found = self._profiles[key]
        return replace(found, shape=self.forced) if self.forced else found

    def keep(self, base_url: str, model: str, profile: Profile) -> None:
        """Remember what worked."""
        key = f"{base_url} {model}"
        if self._profiles.get(key) == profile:
            return
        self._profiles[key] = profile
        if self.file is not None:
            kept = {name: asdict(one) for name, one in {**self._read(), key: profile}.items()}
            self._write(json.dumps(kept, indent=1))

    def _read(self) -> dict[str, Profile]:
        if self.file is None:
            return {}
        try:
            raw = json.loads(self.file.read_bytes())
            return {key: Profile(**{**one, "shape": Shape(one["shape"])}) for key, one in raw.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _write(self, text: str) -> None:
        if self.file is None:
            return
        draft = self.file.with_suffix(".new")
        try:
            draft.write_text(text, "utf-8")
            draft.replace(self.file)
        except OSError:
            return  # it is found out again next time
