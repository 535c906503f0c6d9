"""One fault as an atom: what it changes in a healthy world, who notices what, and how to check that it is there."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from agent.catalogue.entry import Role
from agent.domain import Verdict
from evals.scenarios.model import PersonaKind
from tools.facts import Fact
from tools.site import Deployment

ATOMS = Path(__file__).parent / "atoms"
Mode = Literal["probe", "both", "look", "paste", "talk"]
"""What reaches the product besides words: the credential, credential and paste, a paste with a registered site, a
paste alone, or nothing."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CallSpec(_Strict):
    """One request of the failing client.

    Attributes:
        host: Listener of the lab ("site", "gateway", "auth" and so on).
        url: Absolute URL that is asked instead of host and path; it may lead nowhere.
        role: Credential of the world that the client sends; "none" for nothing.
        sign: How to sign it instead (see evals/generator/signing.py).
        address: Where the client calls from.
    """

    method: str = "GET"
    host: str = "site"
    path: str = "/"
    url: str = ""
    role: str = "subject"
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = ""
    sign: dict[str, Any] = Field(default_factory=dict)
    address: str = "203.0.113.7"


class Check(_Strict):
    """What the last call must bring, so that the fault is known to be in effect."""

    status: int | None = None
    body: str = ""
    header: str = ""
    log: str = ""


class Atom(_Strict):
    """One fault.

    Attributes:
        id: Neutral name.
        causes: Codes that are right.
        group: Codes that are as good where the person cannot tell more.
        world: Laid over the healthy world of the deployment.
        calls: What the failing client does; the last one is the failure.
        in_call: The fault shows in what the client itself sends, so that a cured world answers alike.
        styles: Ways in which the person may paste it (see evals/generator/pastes.py).
        log: Whether the server's own log is at hand.
        says: Ways to describe it; one is drawn.
        more: Further things that may be said; up to one is drawn.
        knows: Facts that the person can find out when asked; `admin_knows` only an administrator can.
        pastes: Ready texts that stand for what no lab can produce; one is drawn.
        draws: How many scenarios are made of it at least.
        liable: Twists that make no sense or change the right answer here.
    """

    id: str
    causes: tuple[str, ...]
    group: tuple[str, ...] = ()
    deployment: Deployment
    channel: Literal["script", "browser", "app"] = "script"
    modes: tuple[Mode, ...] = ("probe", "both", "look", "paste")
    world: dict[str, Any] = Field(default_factory=dict)
    network: dict[str, str] = Field(default_factory=dict)
    url: str = ""
    calls: tuple[CallSpec, ...] = ()
    check: Check = Check()
    in_call: bool = False
    styles: tuple[str, ...] = ()
    log: bool = False
    gives: str = "subject"
    observer: bool = False
    space: str = ""
    page: str = ""
    says: tuple[str, ...] = Field(min_length=2)
    more: tuple[str, ...] = ()
    pastes: tuple[str, ...] = ()
    knows: tuple[Fact, ...] = ()
    admin_knows: tuple[Fact, ...] = ()
    personas: tuple[PersonaKind, ...] = ()
    verdicts: tuple[Verdict, ...] = (Verdict.CONFIRMED, Verdict.LIKELY)
    facts: tuple[Fact, ...] = ()
    roles: tuple[Role, ...] = ()
    draws: int = Field(default=3, ge=1)
    without: tuple[str, ...] = ()


class AtomError(ValueError):
    """An atom cannot be used; the text says which and why."""


@lru_cache(maxsize=1)
def load_atoms() -> tuple[Atom, ...]:
    """Read all atoms.

    Raises:
        AtomError: Two atoms have the same id.
    """
    atoms = tuple(_atoms())
    ids = [atom.id for atom in atoms]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise AtomError(f"these atoms stand twice: {', '.join(twice)}")
    return atoms


def _atoms() -> Iterator[Atom]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(ATOMS.glob("*.yaml")):
        for raw in yaml.load(path.read_text("utf-8"), loader):  # noqa: S506 - a safe loader
            yield Atom.model_validate(raw)
