"""Verify the fix: repeat the probes that told the cause apart, and compare what they see now with what they saw."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import Any

from agent.case import VERIFICATION, Case, Deps, add_evidence, target_of
from agent.catalogue.entry import Cause, Strength
from agent.nodes import outcome_evidence
from tools.evidence import Evidence, EvidenceKind, Identity
from tools.facts import Fact
from tools.probes.spec import Probe, ProbeOutcome, Target

MOST_PROBES = 4
_SUPPORTS = frozenset({Strength.DECISIVE, Strength.STRONG, Strength.MODERATE})
_REFUTES = frozenset({Strength.REFUTES})
_WORKS = frozenset(
    {
        Fact.SUBJECT_KNOWN_ON_SITE,
        Fact.SUBJECT_KNOWN_ON_GATEWAY,
        Fact.SUBJECT_SEES_OBJECT,
        Fact.SUBJECT_SEES_SPACE,
        Fact.ACCOUNT_ACTIVE,
        Fact.ACCOUNT_HAS_PRODUCT,
        Fact.SPACE_PERMISSION_GRANTED,
        Fact.RESTRICTION_ABSENT,
        Fact.OAUTH_SITE_GRANTED,
        Fact.REPEAT_HEALED,
    }
)
"""Facts that say that something works. Another refusal rules a cause out as well, and heals nothing."""
_SLOW_FAMILIES = frozenset({"account", "permission", "app"})
_SLOW_SECONDS, _USUAL_SECONDS = 300.0, 120.0
"""How long to wait before another look: changes of accounts and permissions reach all servers within minutes."""


_CREDENTIAL_GONE = "The credential is not kept after a diagnosis. Send it again with this request to look with it."


class FixState(StrEnum):
    """What the repeated probes say."""

    FIXED = "fixed"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it, in words for the reporter."""

    state: FixState
    because: str
    evidence: tuple[str, ...] = ()
    retry_after_seconds: float = 0.0


async def verify_fix(deps: Deps, answer: Mapping[str, Any]) -> Verification:
    """Repeat what told the cause apart, and judge."""
    cause = deps.catalogue.causes.get((answer.get("root_cause") or {}).get("code", ""))
    check = next((item["check"] for item in answer.get("remediation", ())), "")
    if cause is None:
        return Verification(FixState.UNKNOWN, "The diagnosis names no cause yet, so there is nothing to look at again.")
    if deps.case.site is None:
        return Verification(FixState.UNKNOWN, _with_check("Unlatch asks no site here, so it cannot look again.", check))
    if deps.case.subject is None and _rested_on_credential(deps.case, answer):
        return Verification(FixState.UNKNOWN, _with_check(_CREDENTIAL_GONE, check))
    target = _target_again(deps)
    probes = _to_repeat(deps, target, cause, answer)
    if not probes:
        return Verification(FixState.UNKNOWN, _with_check(_why_nothing(deps.case), check))
    outcomes = await asyncio.gather(*(deps.prober.run(probe, target) for probe in probes))
    drafts: list[Evidence] = []
    for probe, outcome in zip(probes, outcomes, strict=True):
        drafts += [replace(item, name=VERIFICATION) for item in outcome_evidence(deps, probe, outcome)]
        deps.case.usage.requests += len(outcome.steps)
    return _judge(cause, await add_evidence(deps, drafts), outcomes, check)


def _target_again(deps: Deps) -> Target:
    """Describe the target as if no probe had answered yet, so that those that did are offered again."""
    told = {f for item in deps.case.evidence if item.kind is not EvidenceKind.PROBE for f in item.facts}
    return replace(target_of(deps), known=frozenset(told))


def _to_repeat(deps: Deps, target: Target, cause: Cause, answer: Mapping[str, Any]) -> list[Probe]:
    """Choose the probes whose answers carry the claims; without any, those that could speak for the cause."""
    menu = {p.name: p for p in deps.prober.menu(target_of(deps))} | {p.name: p for p in deps.prober.menu(target)}
    ids = _cited(answer)
    cited = [item.probe for item in deps.case.evidence if item.id in ids and item.probe in menu]
    names = list(dict.fromkeys(name for name in cited if name)) or [p.name for p in menu.values() if _tells(p, cause)]
    return [menu[name] for name in names][:MOST_PROBES]


def _tells(probe: Probe, cause: Cause) -> bool:
    return any(_bears(cause, f, _SUPPORTS | _REFUTES) for outcome in probe.outcomes for f in outcome.facts)


def _rested_on_credential(case: Case, answer: Mapping[str, Any]) -> bool:
    ids = _cited(answer)
    return any(item.id in ids and item.identity is Identity.SUBJECT for item in case.evidence)


def _cited(answer: Mapping[str, Any]) -> set[str]:
    return {eid for claim in answer.get("claims", ()) for eid in claim["evidence"]}


def _why_nothing(case: Case) -> str:
    if case.subject is None:
        return _CREDENTIAL_GONE
    return "No request of Unlatch's own led to this answer, so there is none to repeat."


def _judge(cause: Cause, seen: Sequence[Evidence], outcomes: Sequence[ProbeOutcome], check: str) -> Verification:
    still = [item for item in seen if any(_bears(cause, f, _SUPPORTS) for f in item.facts)]
    gone = [item for item in seen if any(_bears(cause, f, _REFUTES) for f in item.facts)]
    pause = max((o.retry_after_seconds for o in outcomes), default=0.0)
    if gone and not still:
        return _cause_gone(gone, [fact for item in gone for fact in item.facts if _bears(cause, fact, _REFUTES)])
    if still:
        pause = pause or (_SLOW_SECONDS if cause.family in _SLOW_FAMILIES else _USUAL_SECONDS)
        said = f"Not yet, seen from here: {_meanings(cause, still, _SUPPORTS)}."
        said += f" A change can take some minutes; {_again(pause)}"
        return Verification(FixState.NOT_YET, _with_check(said, check), tuple(item.id for item in still), pause)
    held_back = next((reason for o in outcomes for reason in o.not_tried), "")
    said = f"It could not be looked at: {held_back}." if held_back else "What was seen says neither yes nor no."
    pause = pause or _USUAL_SECONDS
    return Verification(FixState.UNKNOWN, _with_check(said, check), tuple(item.id for item in seen), pause)


def _cause_gone(gone: Sequence[Evidence], facts: Sequence[Fact]) -> Verification:
    """Tell a cause that is healed from one that only gave way to another refusal."""
    ids = tuple(item.id for item in gone)
    working = [fact.meaning for fact in dict.fromkeys(facts) if fact in _WORKS]
    if working and _WORKS.issuperset(facts):
        return Verification(FixState.FIXED, f"It works now: {'; '.join(working[:2])}.", ids)
    other = next(fact.meaning for fact in facts if fact not in _WORKS)
    said = f"The cause found before is not seen any more, but something else is: {other}."
    return Verification(FixState.UNKNOWN, f"{said} Send a message to this diagnosis to go on with it.", ids)


def _meanings(cause: Cause, items: Sequence[Evidence], strengths: frozenset[Strength]) -> str:
    told = dict.fromkeys(f.meaning for item in items for f in item.facts if _bears(cause, f, strengths))
    return "; ".join(list(told)[:2])


def _bears(cause: Cause, fact: Fact, strengths: frozenset[Strength]) -> bool:
    bearing = cause.bearings.get(fact)
    return bearing is not None and bearing.strength in strengths


def _again(seconds: float) -> str:
    minutes = max(1, ceil(seconds / 60))
    return f"try again in {minutes} minute{'s' if minutes > 1 else ''}."


def _with_check(said: str, check: str) -> str:
    return f"{said} What proves it on your side: {check}" if check else said


__all__ = ["FixState", "Verification", "verify_fix"]
