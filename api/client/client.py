"""The calls of the REST API as methods. Everything that it returns is typed; what it does not know it passes on."""

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx2

from api.answers import CauseDetail, CauseList, Diagnosis, DiagnosisList, FeedbackReceipt, FieldError, Receipt
from api.client.errors import Refused
from api.client.events import Event, read_events

_ENDED = frozenset({"concluded", "needs_input", "failed", "cancelled"})
_TIMEOUT_SECONDS = 40.0


class Client:
    """Calls one service. It is a context manager; closing it closes its connections.

    Args:
        url: Where the service answers, for instance http://127.0.0.1:8401.
        key: API key, visitor token or the secret of an anonymous visitor; empty for an open service on this machine.
        transport: Another way to send, for tests.
    """

    def __init__(self, url: str, key: str = "", transport: httpx2.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx2.Client(
            base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS, transport=transport, trust_env=False
        )

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._http.close()

    def start(self, report: Mapping[str, Any], *, wait_seconds: int = 0, idempotency_key: str = "") -> Diagnosis:
        """Start a diagnosis; with a wait it comes back once it rests, or as it is when the time is over.

        Raises:
            Refused: The service does not take it; the text says what to do.
        """
        headers = {"Prefer": f"wait={wait_seconds}"} if wait_seconds else {}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        return Diagnosis.model_validate(self._call("POST", "/v1/diagnoses", json=dict(report), headers=headers))

    def get(self, diagnosis_id: str) -> Diagnosis:
        """Read a diagnosis."""
        return Diagnosis.model_validate(self._call("GET", f"/v1/diagnoses/{diagnosis_id}"))

    def list(self, *, status: str = "", site: str = "", cause: str = "", ticket: str = "") -> Iterator[Diagnosis]:
        """Go through the diagnoses, newest first, page by page."""
        asked = {"status": status, "site": site, "cause": cause, "ticket": ticket, "cursor": ""}
        while True:
            params = {name: value for name, value in asked.items() if value}
            page = DiagnosisList.model_validate(self._call("GET", "/v1/diagnoses", params=params))
            yield from page.diagnoses
            if page.next_cursor is None:
                return
            asked["cursor"] = page.next_cursor

    def answer(self, diagnosis_id: str, question: str, option: str) -> Receipt:
        """Answer the open question with one of its options."""
        return self.message(diagnosis_id, answer={"question": question, "option": option})

    def message(
        self,
        diagnosis_id: str,
        *,
        text: str = "",
        attachments: Sequence[Mapping[str, str]] = (),
        answer: Mapping[str, str] | None = None,
        credential: Mapping[str, str] | None = None,
    ) -> Receipt:
        """Send words, pastes, an answer or a credential to a diagnosis."""
        parts: dict[str, Any] = {
            "text": text,
            "attachments": [dict(one) for one in attachments],
            "answer": answer,
            "credential": credential,
        }
        body = {name: value for name, value in parts.items() if value}
        return Receipt.model_validate(self._call("POST", f"/v1/diagnoses/{diagnosis_id}/messages", json=body))

    def verify(self, diagnosis_id: str, credential: Mapping[str, str] | None = None) -> Receipt:
        """Look whether the fix works; `verification` of the diagnosis tells it once it rests."""
        body = {"credential": dict(credential)} if credential else {}
        return Receipt.model_validate(self._call("POST", f"/v1/diagnoses/{diagnosis_id}/verify", json=body))

    def wait(self, diagnosis_id: str) -> Diagnosis:
        """Follow a diagnosis until it asks, has ended, or the service closes the stream; return it as it is then."""
        for _ in self.events(diagnosis_id):
            found = self.get(diagnosis_id)
            if found.status in _ENDED:
                return found
        return self.get(diagnosis_id)

    def events(self, diagnosis_id: str, after: int = 0) -> Iterator[Event]:
        """Follow the events after a number until the diagnosis has ended."""
        headers = {"Last-Event-ID": str(after), "Accept": "text/event-stream"}
        with self._http.stream("GET", f"/v1/diagnoses/{diagnosis_id}/events", headers=headers) as answer:
            if answer.status_code >= 400:
                answer.read()
            _check(answer)
            yield from read_events(answer.iter_lines())

    def cancel(self, diagnosis_id: str) -> Diagnosis:
        """Stop a diagnosis."""
        return Diagnosis.model_validate(self._call("POST", f"/v1/diagnoses/{diagnosis_id}/cancel"))

    def erase(self, diagnosis_id: str) -> None:
        """Erase a diagnosis everywhere."""
        _check(self._http.delete(f"/v1/diagnoses/{diagnosis_id}"))

    def feedback(
        self, diagnosis_id: str, *, correct: bool, actual_cause: str = "", comment: str = ""
    ) -> FeedbackReceipt:
        """Say whether it was right."""
        body = {"correct": correct, "actual_cause": actual_cause, "comment": comment}
        return FeedbackReceipt.model_validate(self._call("POST", f"/v1/diagnoses/{diagnosis_id}/feedback", json=body))

    def report(self, diagnosis_id: str, form: str = "markdown", audience: str = "engineer") -> str:
        """Return the report as markdown, html, adf, wiki or text, for a reporter, an admin or an engineer."""
        params = {"format": form, "audience": audience}
        answer = self._http.get(f"/v1/diagnoses/{diagnosis_id}/report", params=params)
        _check(answer)
        return answer.text

    def causes(self) -> CauseList:
        """Return the catalogue's list."""
        return CauseList.model_validate(self._call("GET", "/v1/causes"))

    def cause(self, code: str) -> CauseDetail:
        """Return one cause."""
        return CauseDetail.model_validate(self._call("GET", f"/v1/causes/{code}"))

    def _call(self, method: str, path: str, **sent: Any) -> Any:
        answer = self._http.request(method, path, **sent)
        _check(answer)
        return answer.json()


def _check(answer: httpx2.Response) -> None:
    if answer.status_code < 400:
        return
    is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    told: dict[str, Any] = answer.json() if is_problem else {}
    after = answer.headers.get("retry-after", "")
    raise Refused(
        answer.status_code,
        told.get("title", "Refused"),
        told.get("detail", "The service answered without a reason; is something else listening at this address?"),
        tuple(FieldError.model_validate(one) for one in told.get("errors", ())),
        float(after) if after.isdigit() else 0.0,
    )
