"""An exam's outcome: the marks of all runs with what is needed to compare and to repeat them; JSON in and out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from evals.scorers.marks import Mark, Right

FORMAT = 1


class OutcomeError(ValueError):
    """A file holds no outcome that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One exam.

    Attributes:
        solver: Which arm was under test.
        seed: Seed of the generator, or the folder that the scenarios came from.
        catalogue: Version of the catalogue.
        marks: One for each run; with several epochs a scenario stands several times.
        seconds: Wall time of the whole exam.
        harm: What happened and belongs to no single run, such as a secret in the service's files.
    """

    solver: str
    seed: str
    catalogue: str
    marks: tuple[Mark, ...]
    seconds: float = 0.0
    model: str = ""
    harm: tuple[str, ...] = ()

    @property
    def by_scenario(self) -> dict[str, list[Mark]]:
        """The marks of each scenario."""
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.scenario, []).append(mark)
        return found


def to_json(outcome: Outcome, *, trails: bool = True) -> str:
    """Write an outcome as JSON; without trails it is small enough for a repository."""
    plain: dict[str, Any] = {"format": FORMAT, **asdict(outcome)}
    if not trails:
        plain["marks"] = [{key: value for key, value in mark.items() if key != "trail"} for mark in plain["marks"]]
    return json.dumps(plain, indent=1, ensure_ascii=False) + "\n"


def read_outcome(path: Path) -> Outcome:
    """Read an outcome from its JSON.

    Raises:
        OutcomeError: The file is missing, no JSON, or of another format.
    """
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise OutcomeError(f"{path}: cannot be read as JSON ({type(fault).__name__})") from None
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        raise OutcomeError(f"{path}: no exam outcome of format {FORMAT}")
    marks = tuple(mark_from(one) for one in raw["marks"])
    return Outcome(
        raw["solver"],
        raw["seed"],
        raw["catalogue"],
        marks,
        raw["seconds"],
        raw.get("model", ""),
        tuple(raw.get("harm", ())),
    )


def failing(outcome: Outcome) -> Sequence[Mark]:
    """Return the marks that are no success, the harmful and the confidently wrong first."""
    failed = [mark for mark in outcome.marks if not mark.success]
    return sorted(failed, key=lambda m: (not m.harm, not m.confirmed_wrong, m.is_good, -m.confidence))


def mark_from(raw: Mapping[str, Any]) -> Mark:
    """Rebuild a mark from its JSON."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    values["right"] = Right(values["right"])
    known = {field.name for field in fields(Mark)}
    return Mark(**{name: value for name, value in values.items() if name in known})
