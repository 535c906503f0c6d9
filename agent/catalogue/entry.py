"""The shape of a catalogue entry: one cause, what speaks for and against it, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum
from math import log

from agent.domain import Channel
from tools.facts import Fact
from tools.site import Deployment


class Strength(StrEnum):
    """How far a fact moves the odds of a cause. The figures are likelihood ratios.

    DECISIVE is for words or comparisons that nothing else produces. REFUTES is for a fact under which the cause
    cannot be the explanation of the incident.
    """

    DECISIVE = "decisive"
    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    AGAINST_WEAK = "against_weak"
    AGAINST_MODERATE = "against_moderate"
    AGAINST_STRONG = "against_strong"
    REFUTES = "refutes"

    __hash__ = str.__hash__  # enum's own is Python code, and this is looked up for every sighting of every cause

    @property
    def log_odds(self) -> float:
        """Natural logarithm of the likelihood ratio."""
        return _LOG_ODDS[self]


_LOG_ODDS = {
    Strength.DECISIVE: log(200),
    Strength.STRONG: log(25),
    Strength.MODERATE: log(6),
    Strength.WEAK: log(2),
    Strength.AGAINST_WEAK: log(0.6),
    Strength.AGAINST_MODERATE: log(0.2),
    Strength.AGAINST_STRONG: log(0.05),
    Strength.REFUTES: log(0.001),
}


class Prior(StrEnum):
    """How often a cause is met among incidents of a channel, in four classes and never."""

    VERY_COMMON = "very_common"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    NEVER = "never"

    __hash__ = str.__hash__  # as above

    @property
    def weight(self) -> float:
        """Relative weight; only ratios matter."""
        return _WEIGHTS[self]


_WEIGHTS = {
    Prior.VERY_COMMON: 30.0,
    Prior.COMMON: 10.0,
    Prior.UNCOMMON: 3.0,
    Prior.RARE: 1.0,
    Prior.NEVER: 0.02,
}


class Basis(StrEnum):
    """How the statement is known. What is only inferred caps the verdict at likely."""

    MEASURED = "measured"
    DOCUMENTED = "documented"
    INFERRED = "inferred"


class Role(StrEnum):
    """Who can carry out a remediation."""

    REPORTER = "reporter"
    INTEGRATION_OWNER = "integration_owner"
    SPACE_ADMIN = "space_admin"
    SITE_ADMIN = "site_admin"
    ORG_ADMIN = "org_admin"
    NETWORK_ADMIN = "network_admin"


@dataclass(frozen=True, slots=True)
class Bearing:
    """What one fact says about the cause."""

    fact: Fact
    strength: Strength
    basis: Basis


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A cause that looks the same, what tells the two apart, and which facts exclude the other one."""

    code: str
    told_apart_by: tuple[Fact, ...]
    excluded_by: tuple[Fact, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Remediation:
    """What one role does, step by step, and the check that proves it."""

    who: Role
    steps: tuple[str, ...]
    check: str
    deployment: Deployment | None


@dataclass(frozen=True, slots=True)
class Cause:
    """One entry of the catalogue."""

    code: str
    family: str
    deployments: tuple[Deployment, ...]
    title: str
    what: str
    basis: Basis
    masking: bool
    priors: dict[Channel, Prior]
    prior_because: str
    bearings: dict[Fact, Bearing]
    look_alikes: tuple[LookAlike, ...]
    remediation: tuple[Remediation, ...]
    references: tuple[str, ...]
    checked: str
