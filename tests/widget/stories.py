"""Diagnoses as the service words them, to be played to the widget."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a stream."""

    name: str
    fields: dict[str, Any]


TITLE = "The token has scopes, but it is sent to the site's own address"
STEP = "Send the calls to `https://api.atlassian.com/ex/confluence/<cloud id>` instead."
STARTED = Told("diagnosis.started", {})
ENDED = Told("diagnosis.concluded", {"verdict": "confirmed", "code": "scoped_token_on_site_url"})


def probe(name: str, asks: str, meaning: str) -> list[Told]:
    """Return the two events of one probe."""
    return [
        Told("probe.started", {"probe": name, "asks": asks}),
        Told("probe.finished", {"probe": name, "facts": ["x"], "meanings": [meaning], "not_tried": []}),
    ]


CHECKS = [
    STARTED,
    *probe("current_user", "Asked Confluence who this token belongs to", "the server treats the caller as nobody"),
    *probe("gateway_user", "Asked the gateway the same", "the gateway knows the account"),
]
EVIDENCE: list[dict[str, Any]] = [
    {
        "id": "E1", "kind": "ticket", "name": "ticket", "probe": None, "identity": None, "request": None,
        "observed": {"status": None, "headers": {}, "body_excerpt": "every call ends in 401"},
        "facts": ["status_401"], "meanings": ["a 401 was seen"],
    },
    {
        "id": "E2", "kind": "probe", "name": "", "probe": "current_user", "identity": "subject",
        "request": {"method": "GET", "url": "https://acme.atlassian.net/wiki/rest/api/user/current"},
        "observed": {"status": 401, "headers": {"www-authenticate": "OAuth", "x-other": "no"}, "body_excerpt": "{}"},
        "facts": ["anonymous"], "meanings": ["the server treats the caller as nobody"],
    },
]  # fmt: skip
QUESTION = {
    "id": "token_list_state", "text": "Does the token still stand in your list of API tokens?", "kind": "choice",
    "options": [
        {"id": "listed_valid", "label": "Yes, and it is valid"},
        {"id": "expired", "label": "Yes, but expired"},
        {"id": "missing", "label": "No"},
    ],
    "why": "It tells a wrong address from a token that has ended.",
}  # fmt: skip


def diagnosis(**changes: Any) -> dict[str, Any]:
    """Return a concluded diagnosis; whatever is named is changed."""
    whole: dict[str, Any] = {
        "id": "dg_1", "status": "concluded", "created_at": "2026-11-01T10:00:00Z",
        "updated_at": "2026-11-01T10:00:03Z", "view": "reporter", "verdict": "confirmed",
        "root_cause": {
            "code": "scoped_token_on_site_url", "title": TITLE, "confidence": 0.97,
            "summary": "Tokens with scopes work at **api.atlassian.com** only.",
        },
        "contributing": [], "alternatives": [
            {"code": "api_token_expired", "title": "The token has expired", "confidence": 0.01, "ruled_out": True,
             "because": "the gateway knows it", "evidence": ["E2"]},
        ],
        "claims": [{"text": "The same token is known at the gateway.", "evidence": ["E1", "E2"]}],
        "evidence": EVIDENCE, "explanation": "Rules said so.",
        "remediation": [
            {"who": "integration_owner", "steps": [STEP, "Run the job again."], "check": "The job ends with 200.",
             "as_of": "2026-11"}
        ],
        "question": None, "verification": None, "usage": {"requests": 2, "failed_logins": 0, "seconds": 1.2},
        "not_tried": ["No password was tried."], "messages": [], "reasoner": {"mode": "rules"}, "error": None,
    }  # fmt: skip
    return whole | changes


def asking(question: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a diagnosis that waits for an answer."""
    return diagnosis(**({"status": "needs_input", "verdict": "likely", "question": question or QUESTION} | changes))
