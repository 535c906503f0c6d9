"""Loads the catalogue: YAML in, immutable entries out, with a parsed copy kept in the user's cache folder."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.catalogue.entry import (
    Basis,
    Bearing,
    Cause,
    LookAlike,
    Prior,
    Remediation,
    Role,
    Strength,
)
from agent.catalogue.kept import kept_copy, parse_yaml
from agent.domain import Channel, Group, Option, Question
from tools.facts import Fact
from tools.site import Deployment

_HERE = Path(__file__).parent
_FOLDERS = ("causes", "questions", "exclusions", "groups")
CATALOGUE_VERSION = "2026.11"


class CatalogueError(ValueError):
    """An entry of the catalogue does not say what the schema asks for."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the inference knows: causes, questions and groups that cannot be separated.

    `bearing_on` says of each fact which causes it bears on, and how strongly.
    """

    causes: Mapping[str, Cause]
    questions: Mapping[str, Question]
    groups: tuple[Group, ...]
    version: str = CATALOGUE_VERSION
    bearing_on: Mapping[Fact, Sequence[tuple[str, Strength]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Turn the causes' bearings round."""
        turned: dict[Fact, list[tuple[str, Strength]]] = {}
        for cause in self.causes.values():
            for fact, bearing in cause.bearings.items():
                turned.setdefault(fact, []).append((cause.code, bearing.strength))
        object.__setattr__(self, "bearing_on", turned)

    def cause(self, code: str) -> Cause:
        """Return the entry of that code.

        Raises:
            KeyError: No such code.
        """
        return self.causes[code]


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Return the catalogue that ships with the product.

    Raises:
        CatalogueError: An entry is malformed.
    """
    return build_catalogue(kept_copy("catalogue", [_HERE / name for name in _FOLDERS], read_yaml_folders))


def build_catalogue(raw: Mapping[str, list[Any]]) -> Catalogue:
    """Build the catalogue from parsed YAML: lists under causes, questions, exclusions and groups.

    Raises:
        CatalogueError: An entry is malformed.
    """
    causes = {entry.code: entry for entry in (_cause(item) for item in raw["causes"])}
    causes = _fold_exclusions(causes, raw["exclusions"])
    questions = {question.id: question for question in (_question(item) for item in raw["questions"])}
    return Catalogue(causes, questions, tuple(_group(item) for item in raw["groups"]))


def read_yaml_folders() -> dict[str, list[Any]]:
    """Parse the YAML files as they stand, without the kept copy."""
    raw: dict[str, list[Any]] = {}
    for folder in _FOLDERS:
        raw[folder] = []
        for path in sorted((_HERE / folder).glob("*.yaml")):
            parsed = parse_yaml(path)
            raw[folder] += parsed if isinstance(parsed, list) else [parsed] if parsed else []
    return raw


def _fold_exclusions(causes: dict[str, Cause], exclusions: Iterable[Mapping[str, Any]]) -> dict[str, Cause]:
    """Give each cause the facts that exclude it, from the general list and from its look-alikes' entries."""
    refuting: dict[str, dict[Fact, Basis]] = {code: {} for code in causes}
    for item in exclusions:
        for code in _expand(causes, item["refutes"], item.get("except", [])):
            refuting[code][Fact(item["fact"])] = Basis.DOCUMENTED
    for cause in causes.values():
        for other in cause.look_alikes:
            if other.code in refuting:
                refuting[other.code].update(dict.fromkeys(other.excluded_by, cause.basis))
    return {code: _with_refutations(cause, refuting[code]) for code, cause in causes.items()}


def _with_refutations(cause: Cause, facts: Mapping[Fact, Basis]) -> Cause:
    bearings = dict(cause.bearings)
    for fact, basis in facts.items():
        present = bearings.get(fact)
        if present is None or present.strength.log_odds < 0:
            bearings[fact] = Bearing(fact, Strength.REFUTES, basis)
    return replace(cause, bearings=bearings)


def _expand(causes: Mapping[str, Cause], names: Iterable[str], spared: Iterable[str]) -> list[str]:
    codes: list[str] = []
    for name in names:
        if name.startswith("family:"):
            codes += [c.code for c in causes.values() if c.family == name.removeprefix("family:")]
        elif name in causes:
            codes.append(name)
    return [code for code in codes if code not in set(spared)]


def _cause(raw: Mapping[str, Any]) -> Cause:
    try:
        bearings = [_bearing(item, speaks_for=True) for item in raw.get("for") or []]
        bearings += [_bearing(item, speaks_for=False) for item in raw.get("against") or []]
        return Cause(
            code=raw["code"],
            family=raw["family"],
            deployments=tuple(Deployment(name) for name in raw["deployments"]),
            title=raw["title"].strip(),
            what=raw["what"].strip(),
            basis=Basis(raw["basis"]),
            masking=bool(raw.get("masking", False)),
            priors={channel: Prior(raw["priors"][channel.value]) for channel in Channel},
            prior_because=raw["priors"]["because"],
            bearings={bearing.fact: bearing for bearing in bearings},
            look_alikes=tuple(_look_alike(item) for item in raw["look_alikes"]),
            remediation=tuple(_remediation(item) for item in raw["remediation"]),
            references=tuple(raw["references"]),
            checked=str(raw["checked"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise CatalogueError(f"cause {raw.get('code', '?')}: {fault!r}") from fault


def _bearing(raw: Mapping[str, str], *, speaks_for: bool) -> Bearing:
    bearing = Bearing(Fact(raw["fact"]), Strength(raw["strength"]), Basis(raw["basis"]))
    if (bearing.strength.log_odds > 0) is not speaks_for:
        raise ValueError(f"{bearing.fact} is {bearing.strength} under {'for' if speaks_for else 'against'}")
    return bearing


def _look_alike(raw: Mapping[str, Any]) -> LookAlike:
    return LookAlike(
        code=raw["code"],
        told_apart_by=tuple(Fact(name) for name in raw.get("told_apart_by") or []),
        excluded_by=tuple(Fact(name) for name in raw.get("excluded_by") or []),
        how=raw["how"].strip(),
    )


def _remediation(raw: Mapping[str, Any]) -> Remediation:
    deployment = raw.get("deployment")
    return Remediation(
        who=Role(raw["who"]),
        steps=tuple(step.strip() for step in raw["steps"]),
        check=raw["check"].strip(),
        deployment=Deployment(deployment) if deployment else None,
    )


def _question(raw: Mapping[str, Any]) -> Question:
    try:
        return Question(
            id=raw["id"],
            text=raw["text"].strip(),
            kind=raw["kind"],
            options=tuple(
                Option(o["id"], o["label"], tuple(Fact(f) for f in o["facts"]), float(o["base"]))
                for o in raw["options"]
            ),
            why=raw["why"].strip(),
            deployments=tuple(Deployment(name) for name in raw["deployments"]),
            asked_when=tuple(Fact(name) for name in raw.get("asked_when") or []),
            not_asked_when=tuple(Fact(name) for name in raw.get("not_asked_when") or []),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise CatalogueError(f"question {raw.get('id', '?')}: {fault!r}") from fault


def _group(raw: Mapping[str, Any]) -> Group:
    try:
        given = tuple(Fact(name) for name in raw["given"])
        return Group(raw["id"], tuple(raw["codes"]), given, raw["says"].strip(), raw["question"])
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise CatalogueError(f"group {raw.get('id', '?')}: {fault!r}") from fault
