"""What every report says, in which order; the writers only decide how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from agent.conclude import UNREMARKABLE
from agent.explain import ROLE_WORDS


class Audience(StrEnum):
    """Whom a report is for."""

    REPORTER = "reporter"
    ADMIN = "admin"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class Step:
    """What one role does."""

    who: str
    steps: tuple[str, ...]
    check: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of reasons: the evidence ids and what they show."""

    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One piece of evidence in short form."""

    id: str
    what: str
    answer: str
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A report's content."""

    mark: str
    verdict: str
    confidence: float
    title: str
    summary: str
    group_says: str
    shares: tuple[tuple[str, float], ...]
    question: str
    options: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    reasons: tuple[Line, ...]
    ruled_out: tuple[Line, ...]
    open_causes: tuple[Line, ...]
    contributing: tuple[str, ...]
    not_tried: tuple[str, ...]
    cautions: tuple[str, ...]
    evidence: tuple[Seen, ...]
    footer: str
    sent: str = ""
    doing: str = "Do this"


_STILL_POSSIBLE_FROM = {Audience.REPORTER: 0.05, Audience.ADMIN: 0.01, Audience.ENGINEER: 0.0}
WOULD_DO_INSTEAD = (
    "What would do instead: the whole answer to the failing call (`curl -v`: status, WWW-Authenticate, "
    "X-Seraph-LoginReason), the server's log line about it, or what the browser's login page says."
)
_MARKS = {"confirmed": "●", "likely": "◐", "inconclusive": "○"}


def outline_of(diagnosis: Mapping[str, Any], audience: Audience = Audience.ENGINEER) -> Outline:
    """Draw the outline of a diagnosis that has an answer.

    Raises:
        ValueError: The diagnosis has no answer yet.
    """
    cause = diagnosis.get("root_cause")
    if not cause:
        raise ValueError("the diagnosis has no answer yet")
    question = diagnosis.get("question") or {}
    alternatives = diagnosis["alternatives"]
    group = diagnosis.get("inseparable") or {"codes": [], "says": ""}
    return Outline(
        mark=_MARKS[diagnosis["verdict"]],
        verdict=diagnosis["verdict"],
        confidence=cause["confidence"],
        title=cause["title"],
        summary=cause["summary"],
        group_says=group["says"] if diagnosis["verdict"] != "confirmed" else "",
        shares=_shares(diagnosis, group["codes"]),
        question=question.get("text", ""),
        options=tuple((o["id"], o["label"]) for o in question.get("options", [])),
        steps=_steps(diagnosis, audience),
        reasons=tuple(Line(tuple(c["evidence"]), c["text"]) for c in diagnosis["claims"]),
        ruled_out=tuple(_line(a, audience) for a in alternatives if a["ruled_out"]),
        open_causes=tuple(
            _line(a, audience)
            for a in alternatives
            if not a["ruled_out"] and a["confidence"] >= _STILL_POSSIBLE_FROM[audience]
        ),
        contributing=tuple(c["title"] for c in diagnosis["contributing"]),
        not_tried=_not_tried(diagnosis),
        cautions=tuple(diagnosis.get("cautions", ())),
        evidence=tuple(_seen(e) for e in diagnosis["evidence"]) if audience is not Audience.REPORTER else (),
        footer=_footer(diagnosis),
        sent=_sent(diagnosis),
        doing="Do this" if diagnosis["verdict"] != "inconclusive" else "If it is that, do this",
    )


def _not_tried(diagnosis: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what was not tried and why, and then which other evidence would do."""
    reasons = tuple(diagnosis.get("not_tried", ()))
    return (*reasons, WOULD_DO_INSTEAD) if reasons else ()


def _shares(diagnosis: Mapping[str, Any], codes: list[str]) -> tuple[tuple[str, float], ...]:
    if diagnosis["verdict"] == "confirmed" or not codes:
        return ()
    known = {a["code"]: a["confidence"] for a in diagnosis["alternatives"]}
    known[diagnosis["root_cause"]["code"]] = diagnosis["root_cause"]["confidence"]
    shares = [(code.replace("_", " "), known[code]) for code in codes if known.get(code, 0) >= 0.01]
    return tuple(sorted(shares, key=lambda pair: -pair[1]))


def _steps(diagnosis: Mapping[str, Any], audience: Audience) -> tuple[Step, ...]:
    items = [Step(ROLE_WORDS.get(r["who"], r["who"]), tuple(r["steps"]), r["check"]) for r in diagnosis["remediation"]]
    return tuple(items[:1] if audience is Audience.REPORTER else items)


def _line(alternative: Mapping[str, Any], audience: Audience) -> Line:
    """Name another cause in plain words, for those who look things up with its code as well."""
    because = alternative["because"]
    code = "" if audience is Audience.REPORTER else f"{alternative['code']}, "
    name = f"{alternative['title']} ({code}{alternative['confidence']:.2f})"
    return Line(tuple(alternative["evidence"]), name if because == UNREMARKABLE else f"{name} {_capital(because)}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _seen(evidence: Mapping[str, Any]) -> Seen:
    request, observed = evidence["request"], evidence["observed"] or {}
    what = (
        f"{request['method'] or 'GET'} {request['url'] or ''}".strip()
        if request
        else evidence["kind"].replace("_", " ")
    )
    whom = {"subject": "your credential", "observer": "look-up account", "control": "invented account"}
    if evidence["identity"] in whom:
        what += f" [{whom[evidence['identity']]}]"
    status = observed.get("status")
    answer = str(status) if status else (observed.get("error") or "")
    return Seen(evidence["id"], what, answer, tuple(evidence["meanings"]))


def _sent(diagnosis: Mapping[str, Any]) -> str:
    """Say where text went, when a model was asked."""
    reasoner = diagnosis["reasoner"]
    if not reasoner.get("sent_to"):
        return ""
    return f"The ticket's text, without secrets, was sent to the model {reasoner['model']} at {reasoner['sent_to']}."


def _footer(diagnosis: Mapping[str, Any]) -> str:
    usage, reasoner = diagnosis["usage"], diagnosis["reasoner"]
    mode = {"rules": "Rules", "llm": "Rules and model", "degraded": "Rules (the model failed)"}[reasoner["mode"]]
    requests = usage["requests"]
    by = f"{mode}, catalogue {reasoner['catalogue_version']}."
    if not requests:
        return f"Asked no site; this rests on what was sent. {by}"
    times = "once" if requests == 1 else f"{requests} times"
    return (
        f"Asked Confluence {times} in {usage['seconds']:.1f} s, "
        f"{usage['failed_logins']} failed logins counted against the account. {by}"
    )
