"""Draws what is left to chance: names, words, who writes, and what reaches the product."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml

from evals.generator.atom import Atom, Mode
from evals.scenarios.model import PersonaKind
from tools.site import Deployment

_HERE = Path(__file__).parent
_T = TypeVar("_T")
_KINDS = {
    "script": (PersonaKind.SCRIPT_AUTHOR, PersonaKind.SCRIPT_AUTHOR, PersonaKind.ADMIN),
    "browser": (PersonaKind.END_USER, PersonaKind.END_USER, PersonaKind.ADMIN),
    "app": (PersonaKind.ADMIN, PersonaKind.SCRIPT_AUTHOR),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The drawn names of one scenario, and how they replace the placeholders of atoms and bases."""

    site: str
    person: str
    other: str
    space: str
    closed: str
    cloud_id: str
    other_cloud_id: str
    client: str
    url: str

    def fill(self, value: Any) -> Any:
        """Replace the placeholders in all strings of a plain value."""
        if isinstance(value, str):
            return self._fill(value)
        if isinstance(value, Mapping):
            return {self._fill(str(key)): self.fill(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.fill(one) for one in value]
        return value

    def _fill(self, text: str) -> str:
        for placeholder, name in self._pairs():
            text = text.replace(placeholder, name)
        return text

    def _pairs(self) -> tuple[tuple[str, str], ...]:
        spaces = ((self.space, "doc"), (self.closed, "hr"))
        cased = [(f"{first}{tail}", name) for name, tail in spaces for first in ("Z", "z")]
        upper = [(f"Z{tail.upper()}", name) for name, tail in spaces]
        shown = self.person.split(".")[0].title()
        return (
            ("$cloud2", self.other_cloud_id),
            ("$cloud", self.cloud_id),
            ("$client", self.client),
            ("$site", self.url),
            ("zsite", self.site),
            ("Zana", shown),
            ("zana", self.person),
            ("Zben", self.other.split(".")[0].title()),
            ("zben", self.other),
            *upper,
            *cased,
        )


def draw_names(rng: Random, atom: Atom) -> Names:
    """Draw the names of a scenario."""
    words = english()
    site = rng.choice(words["sites"])
    cloud = atom.deployment is Deployment.CLOUD
    url = atom.url or ("https://zsite.atlassian.net/wiki" if cloud else "https://wiki.zsite.example")
    return Names(
        site=site,
        person=rng.choice(words["people"]),
        other=rng.choice(words["others"]),
        space=rng.choice(words["spaces"]),
        closed=rng.choice(words["closed"]),
        cloud_id=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        other_cloud_id=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        client=rng.choice(words["clients"]),
        url=url.replace("zsite", site),
    )


def draw_persona(rng: Random, atom: Atom) -> PersonaKind:
    """Draw who writes the ticket."""
    return rng.choice(atom.personas or _KINDS[atom.channel])


def draw_mode(rng: Random, atom: Atom, number: int) -> Mode:
    """Draw what reaches the product; the first draws of an atom go through all its modes."""
    return atom.modes[number] if number < len(atom.modes) else rng.choice(atom.modes)


def words_of(rng: Random, atom: Atom, *, extra: Sequence[str] = ()) -> str:
    """Put a ticket together from an opening, the matter, what was drawn besides, and a closing."""
    words = english()
    parts = [rng.choice(words["openings"][atom.channel]), rng.choice(atom.says)]
    if atom.more and rng.random() < 0.6:
        parts.append(rng.choice(atom.more))
    return " ".join(part for part in [*parts, *extra, rng.choice(words["closings"])] if part)


@lru_cache(maxsize=1)
def english() -> dict[str, Any]:
    """Return the English words."""
    found: dict[str, Any] = _read("english")
    return found


@lru_cache(maxsize=1)
def languages() -> dict[str, list[str]]:
    """Return the reports in other languages, by language."""
    found: dict[str, list[str]] = _read("languages")
    return found


def base_of(deployment: Deployment) -> dict[str, Any]:
    """Return the healthy world of a deployment, with placeholders."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (_HERE / "bases" / f"{deployment.value}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, loader)  # noqa: S506 - a safe loader
    return found


def _read(name: str) -> Any:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_HERE / "words" / f"{name}.yaml").read_text("utf-8"), loader)  # noqa: S506 - a safe loader
