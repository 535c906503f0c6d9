"""The typed client against a real service over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.client import Client, Refused
from tests.api.served import Served

OPEN = {
    "text": "Since Monday our script is refused by the wiki. It worked before.",
    "attachments": [{"content": "HTTP/1.1 403 Forbidden\n\n{}"}],
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Client]:
    """A client of a service of its own."""
    with Served(tmp_path) as url, Client(url) as client:
        yield client


def test_a_helpdesk_can_do_everything_with_it(service: Client) -> None:
    """Start, follow, answer, read, report, say whether it was right, verify, list, cancel, erase."""
    asked = service.start(OPEN, wait_seconds=20, idempotency_key="HELP-1")
    assert asked.status == "needs_input"
    assert asked.question is not None
    assert asked.root_cause is not None
    assert service.start(OPEN, idempotency_key="HELP-1").id == asked.id

    service.answer(asked.id, asked.question.id, asked.question.options[0].id)
    after = service.wait(asked.id)
    assert any(item.kind == "answer" for item in after.evidence)
    assert "#" in service.report(asked.id, "markdown", "reporter")
    assert service.feedback(asked.id, correct=True).correct
    assert [one.id for one in service.list()] == [asked.id]
    if after.status != "concluded":
        assert service.cancel(asked.id).status == "cancelled"
    names = [event.name for event in service.events(asked.id)]
    assert names[0] == "diagnosis.started"

    service.erase(asked.id)
    with pytest.raises(Refused) as gone:
        service.get(asked.id)
    assert gone.value.status == 404


def test_a_refusal_says_what_to_do(service: Client) -> None:
    """The problem's own words and its fields."""
    with pytest.raises(Refused) as refused:
        service.start({"text": " "})

    assert refused.value.status == 422
    assert refused.value.errors
    assert "at least one" in refused.value.errors[0].what


def test_the_catalogue_is_typed_too(service: Client) -> None:
    """Codes with titles, and one with what speaks for it."""
    codes = [line.code for line in service.causes().causes]

    assert len(codes) > 100
    assert service.cause(codes[0]).title
