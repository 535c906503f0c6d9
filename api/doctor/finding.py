"""What the doctor found, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters. Only a problem makes the doctor end with a status other than 0."""

    GOOD = "good"
    NOTE = "note"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        level: How much it matters.
        about: What was looked at, in two or three words.
        told: What was found and what that means.
        fix: What to do; empty when there is nothing to do.
    """

    level: Level
    about: str
    told: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the service's own account may see with one probe.

    Attributes:
        probe: Name of the probe.
        asks: What the probe asks.
        state: "yes", "no" or "not tried".
        because: The answer, or why it was not tried.
        role: The least role that opens it.
        unanswered: What Unlatch cannot answer without it.
    """

    probe: str
    asks: str
    state: str
    because: str
    role: str
    unanswered: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the installation with all that was found there."""

    title: str
    findings: tuple[Finding, ...]
    sights: tuple[Sight, ...] = ()


def good(about: str, told: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(Level.GOOD, about, told)


def note(about: str, told: str, fix: str = "") -> Finding:
    """Say something that is worth knowing."""
    return Finding(Level.NOTE, about, told, fix)


def warning(about: str, told: str, fix: str) -> Finding:
    """Say that something works but should be changed."""
    return Finding(Level.WARNING, about, told, fix)


def problem(about: str, told: str, fix: str) -> Finding:
    """Say that something does not work."""
    return Finding(Level.PROBLEM, about, told, fix)
