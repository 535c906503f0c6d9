"""Examples that stand in the OpenAPI description; a test sends the requests."""

from typing import Any

Examples = dict[str, dict[str, Any]]

_ONE = "/v1/diagnoses/{diagnosis_id}"
_PASTE = "HTTP/1.1 401 Unauthorized\nX-Seraph-LoginReason: AUTHENTICATED_FAILED\n\nUnauthorized; scope does not match"

REQUESTS: dict[tuple[str, str], Examples] = {
    ("post", "/v1/diagnoses"): {
        "a ticket": {
            "summary": "The words of a ticket",
            "value": {
                "text": "Our nightly export gets 401 since Monday. The same token works in curl.",
                "site": "acme",
                "reporter": {"email": "ana@acme.example"},
                "ticket": {"desk": "jsm", "key": "HELP-12"},
            },
        },
        "a paste": {
            "summary": "What curl printed",
            "value": {"attachments": [{"kind": "curl", "name": "curl.txt", "content": _PASTE}]},
        },
        "with the failing credential": {
            "summary": "It is sent to the registered site only, tried once and never stored in clear",
            "value": {
                "text": "401 on every call with my new token",
                "site": "acme",
                "credential": {"kind": "basic", "username": "ana@acme.example", "secret": "the token"},
            },
        },
    },
    ("post", f"{_ONE}/messages"): {
        "an answer": {"value": {"answer": {"question": "q_token_kind", "option": "scoped"}}},
        "new evidence": {"value": {"text": "It also fails in a private window.", "attachments": []}},
    },
    ("post", f"{_ONE}/verify"): {
        "with a new token": {
            "value": {"credential": {"kind": "basic", "username": "ana@acme.example", "secret": "the new token"}}
        },
        "without": {"value": {}},
    },
    ("post", f"{_ONE}/feedback"): {
        "it was right": {"value": {"correct": True}},
        "it was something else": {
            "value": {
                "correct": False,
                "actual_cause": "api_token_expired",
                "comment": "The token had ended on Sunday.",
            }
        },
    },
    ("post", "/v1/hooks/{desk}"): {
        "generic": {
            "summary": "A desk of kind generic; the other kinds send what their own product sends",
            "value": {"event": "opened", "ticket_id": "HELP-12", "summary": "401", "description": "Since ..."},
        },
    },
}

_RECEIPT: Examples = {"taken": {"value": {"id": "dg_0123456789abcdef01234567", "status": "queued"}}}
ANSWERS: dict[tuple[str, str], dict[str, Examples]] = {
    ("post", f"{_ONE}/messages"): {"202": _RECEIPT},
    ("post", f"{_ONE}/verify"): {"202": _RECEIPT},
}
