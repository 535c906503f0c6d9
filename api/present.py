"""Turns a case and its conclusion into the diagnosis of the REST contract."""

from collections.abc import Mapping
from typing import Any

from agent.case import Case
from agent.catalogue.load import CATALOGUE_VERSION
from agent.diagnosis import Conclusion
from agent.domain import Question
from agent.telling import told
from tools.evidence import Evidence

SHOWN_BODY_CHARS = 2000


def answer_of(case: Case) -> dict[str, Any]:
    """Return everything that the diagnosis says, in the report's language, without its row's columns."""
    conclusion, _ = told(case)
    if conclusion is None:
        return {}
    cause = conclusion.root_cause
    return {
        "verdict": conclusion.verdict.value,
        "root_cause": {
            "code": cause.code,
            "title": cause.title,
            "confidence": round(cause.confidence, 4),
            "summary": cause.summary,
        },
        "contributing": [
            {"code": c.code, "title": c.title, "confidence": round(c.confidence, 4)} for c in conclusion.contributing
        ],
        "alternatives": _alternatives(conclusion),
        "claims": [{"text": c.text, "evidence": list(c.evidence)} for c in conclusion.claims],
        "explanation": case.explanation,
        "remediation": [
            {"who": r.who, "steps": list(r.steps), "check": r.check, "as_of": r.as_of} for r in conclusion.remediation
        ],
        "question": question_of(conclusion.question),
        "inseparable": {"codes": list(conclusion.inseparable), "says": conclusion.inseparable_says},
        "not_tried": list(conclusion.not_tried),
        "cautions": list(conclusion.cautions),
        "retry_after_seconds": conclusion.retry_after_seconds,
        "usage": usage_of(case),
        "reasoner": reasoner_of(case),
        "messages": case.messages,
    }


def diagnosis_of(row: Mapping[str, Any], answer: Mapping[str, Any] | None, evidence: list[Evidence]) -> dict[str, Any]:
    """Join the row's columns, the answer and the evidence into the contract's diagnosis, in the full view."""
    report = row["report"]
    unknown: dict[str, Any] = dict.fromkeys(
        ("verdict", "root_cause", "explanation", "question", "usage", "reasoner", "verification", "error")
    )
    lists: dict[str, Any] = {name: [] for name in ("contributing", "alternatives", "claims", "remediation")}
    return {
        "id": row["id"],
        "status": row["status"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "view": "full",
        "site": row["site"] or None,
        "ticket": report.get("ticket") or {},
        "reporter": report.get("reporter") or {},
        **unknown,
        **lists,
        **(answer or {}),
        "evidence": [evidence_of(item) for item in evidence],
    }


def evidence_of(item: Evidence) -> dict[str, Any]:
    """Return one piece of evidence as the contract has it."""
    exchange = item.exchange
    observed: dict[str, Any] | None = None
    if exchange is not None:
        observed = {
            "status": exchange.status,
            "headers": dict(exchange.response_headers),
            "body_excerpt": exchange.body[:SHOWN_BODY_CHARS],
            "body_sha256": item.body_sha256,
            "error": exchange.error,
        }
    elif item.text:
        observed = {"status": None, "headers": {}, "body_excerpt": item.text[:SHOWN_BODY_CHARS], "body_sha256": None}
    return {
        "id": item.id,
        "kind": item.kind.value,
        "name": item.name,
        "probe": item.probe,
        "identity": item.identity.value if item.identity else None,
        "request": {"method": exchange.method, "url": exchange.url} if exchange else None,
        "observed": observed,
        "facts": [fact.value for fact in item.facts],
        "meanings": [fact.meaning for fact in item.facts],
        "quotes": [s.quote for s in item.sightings if s.quote],
        "at": item.at,
    }


def question_of(question: Question | None) -> dict[str, Any] | None:
    """Return a question as the contract has it."""
    if question is None:
        return None
    return {
        "id": question.id,
        "text": question.text,
        "kind": question.kind,
        "options": [{"id": o.id, "label": o.label} for o in question.options],
        "why": question.why,
    }


def usage_of(case: Case) -> dict[str, Any]:
    """Return what the diagnosis has cost."""
    usage = case.usage
    return {
        "seconds": round(usage.seconds, 3),
        "requests": usage.requests,
        "failed_logins": usage.failed_logins,
        "refusals": usage.refusals,
        "controls": usage.controls,
        "llm_calls": usage.llm_calls,
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "cost_usd": usage.cost_usd,
    }


def reasoner_of(case: Case) -> dict[str, Any]:
    """Return who reasoned: the rules, a model beside them, or the rules because the model failed."""
    reasoner = case.reasoner
    return {
        "mode": reasoner.mode.value,
        "model": reasoner.model,
        "prompts_sha256": reasoner.prompts_sha256,
        "catalogue_version": CATALOGUE_VERSION,
        "sent_to": reasoner.sent_to,
        "trouble": reasoner.trouble,
    }


def _alternatives(conclusion: Conclusion) -> list[dict[str, Any]]:
    return [
        {
            "code": a.code,
            "title": a.title,
            "confidence": round(a.confidence, 4),
            "ruled_out": a.ruled_out,
            "because": a.because,
            "evidence": list(a.evidence),
        }
        for a in conclusion.alternatives
    ]
