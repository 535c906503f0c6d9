"""Reads and writes scenario files, and publishes their JSON Schema."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evals.scenarios.model import Scenario

LIBRARY = Path(__file__).parent / "library"
SCHEMA = Path(__file__).parent / "scenario.schema.json"


class ScenarioError(ValueError):
    """A scenario file cannot be used; the text says which one, where and why."""


def load_scenario(path: Path) -> Scenario:
    """Read one scenario.

    Raises:
        ScenarioError: The file is not as it must be.
    """
    try:
        found = Scenario.model_validate(yaml.load(path.read_text("utf-8"), _loader()))  # noqa: S506 - a safe loader
    except OSError as fault:
        raise ScenarioError(f"{path}: cannot be read ({fault.strerror})") from None
    except yaml.YAMLError as fault:
        raise ScenarioError(f"{path.name}: no valid YAML: {fault}") from None
    except ValidationError as fault:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()[:6])
        raise ScenarioError(f"{path.name}: {told}") from None
    return _with_neighbour(found, path.parent)


def _with_neighbour(scenario: Scenario, folder: Path) -> Scenario:
    """Let a recording that lies beside its scenario be found wherever the two lie."""
    beside = folder / scenario.site.recording
    if not scenario.site.recording or not beside.is_file():
        return scenario
    return scenario.model_copy(update={"site": scenario.site.model_copy(update={"recording": str(beside.absolute())})})


def load_folder(folder: Path = LIBRARY) -> tuple[Scenario, ...]:
    """Read all scenarios of a folder, in the order of their file names.

    Raises:
        ScenarioError: One file is not as it must be, an id stands twice, or there is none.
    """
    found = [load_scenario(path) for path in _files(folder)]
    if not found:
        raise ScenarioError(f"{folder}: no scenario (*.yaml) here")
    ids = [one.id for one in found]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise ScenarioError(f"these ids stand twice: {', '.join(twice)}")
    return tuple(found)


def to_yaml(scenario: Scenario) -> str:
    """Write a scenario as YAML, without what has its default."""
    plain = scenario.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=110)


def schema_text() -> str:
    """Return the JSON Schema of scenario files as it is published."""
    schema: dict[str, Any] = Scenario.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("*.yaml")))


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)
