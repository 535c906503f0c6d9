"""Runs and marks for the tests of scorers and reports, built in one line each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evals.report.exam import Outcome
from evals.scenarios.model import Expected, Scenario, SiteUnderTest, Ticket
from evals.scorers.marks import Mark, Right
from evals.solvers.rest import Run

EXPIRED, REVOKED, CORRUPTED = "api_token_expired", "api_token_revoked", "secret_corrupted"


def scenario_of(**expected: Any) -> Scenario:
    """Return a scenario that expects an expired token unless told otherwise."""
    return Scenario(
        id="some-one",
        tags=("cloud",),
        ticket=Ticket(text="It says 403."),
        site=SiteUnderTest(registered=False),
        expected=Expected(**{"codes": (EXPIRED,), **expected}),
    )


def diagnosis_of(code: str = EXPIRED, verdict: str = "likely", confidence: float = 0.8, **more: Any) -> dict[str, Any]:
    """Return a diagnosis that cites a piece of evidence for its cause and tells the reporter what to do."""
    evidence = {"id": "E1", "kind": "ticket", "facts": ["told_token_listed_expired"], "request": None}
    return {
        "verdict": verdict,
        "root_cause": {"code": code, "confidence": confidence},
        "alternatives": [],
        "contributing": [],
        "evidence": [evidence],
        "claims": [{"text": "The token is listed as expired.", "evidence": ["E1"]}],
        "remediation": [{"who": "reporter", "steps": ["Make a new token."], "check": "Call it again."}],
        "explanation": "The token has run out.",
        "usage": {"requests": 3, "refusals": 0, "failed_logins": 0, "prompt_tokens": 0, "completion_tokens": 0},
        **more,
    }


def run_of(diagnosis: Mapping[str, Any], scenario: Scenario | None = None, **more: Any) -> Run:
    """Return the run that ended in a diagnosis."""
    return Run(scenario or scenario_of(), diagnosis, **more)


def mark_of(name: str = "q-1", right: Right = Right.EXACT, confidence: float = 0.9, **more: Any) -> Mark:
    """Return a mark; what is not told follows from how right it is."""
    good = right in {Right.EXACT, Right.GROUP, Right.ASKED}
    plain = Mark(
        scenario=name,
        tags=("cloud", "script", "both"),
        expected=EXPIRED,
        answered=EXPIRED if good else "rate_limited",
        verdict="likely",
        confidence=confidence,
        right=right,
        success=good,
        top3=good or right is Right.TOP3,
        verdict_fits=True,
        confirmed_wrong=False,
        grounded=True,
        sufficient=True,
        served=True,
        facts_found=True,
        bits=(),
        questions=0,
        harm=(),
        requests=4,
        refusals=0,
        failed_logins=0,
        tokens=0,
        cpu_seconds=0.1,
        trail=("ticket: It says <403>.", "verdict likely"),
    )
    return replace(plain, **more)


def outcome_of(*marks: Mark, **more: Any) -> Outcome:
    """Return an exam with these marks."""
    return Outcome(**{"solver": "rules", "seed": "s", "catalogue": "1", "marks": marks, "seconds": 2.0, **more})
