"""Bad input gets a problem that says what to do, and never a 500."""

import json
from dataclasses import dataclass

import httpx2
import pytest

MIB = 1024 * 1024


@dataclass(frozen=True)
class Case:
    """One bad body with the statuses that fit."""

    id: str
    content: bytes
    statuses: tuple[int, ...]


CASES = [
    Case("empty_body", b"", (400, 422)),
    Case("no_json", b"{", (400,)),
    Case("nothing_told", b"{}", (422,)),
    Case("blank_text", b'{"text": "  "}', (422,)),
    Case("unknown_field", b'{"text": "401", "colour": "red"}', (422,)),
    Case("wrong_enum", b'{"text": "401", "attachments": [{"kind": "video", "content": "x"}]}', (422,)),
    Case("wrong_type", b'{"text": 401}', (422,)),
    Case("broken_har", b'{"attachments": [{"kind": "har", "content": "{\\"log\\": {"}]}', (422,)),
    Case("header_without_name", b'{"text": "401", "credential": {"kind": "header", "secret": "x"}}', (422,)),
    Case("negative_budget", b'{"text": "401", "budget": {"seconds": -1}}', (422,)),
    Case("attachment_7_mib", b'{"attachments": [{"content": "' + b"a" * 7 * MIB + b'"}]}', (413,)),
    Case("body_9_mib", b'{"text": "' + b"a" * 9 * MIB + b'"}', (413,)),
    Case("lone_surrogate", b'{"text": "401 \\ud83d"}', (422,)),
    Case("not_utf8", b'{"text": "\xff\xfe"}', (400, 422)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
async def test_a_bad_body_is_answered_with_a_problem(client: httpx2.AsyncClient, case: Case) -> None:
    """The status fits, the media type is right, and the detail says something."""
    answer = await client.post("/v1/diagnoses", content=case.content, headers={"Content-Type": "application/json"})

    assert answer.status_code in case.statuses, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 20


@pytest.mark.parametrize(
    "text",
    [
        "We get \u0000 401 since \u0007 Monday from the wiki, every single call of the nightly job",
        "\u202e\u2066 401 \ud83d\ude00",
        "\u001b[31m401\u001b[0m",
        "a" * 50_000,
        "\n" * 5_000 + "401",
    ],
    ids=["control", "bidi", "ansi", "one_word", "lines"],
)
async def test_hostile_text_is_diagnosed_and_never_breaks(client: httpx2.AsyncClient, text: str) -> None:
    """Control characters, bidi marks, escapes and monsters are just text."""
    headers = {"Prefer": "wait=20", "Content-Type": "application/json"}
    answer = await client.post("/v1/diagnoses", content=json.dumps({"text": text}), headers=headers)

    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["status"] in {"concluded", "needs_input"}


async def test_binary_content_is_named_as_such(client: httpx2.AsyncClient) -> None:
    """A binary attachment is no crash: it is refused with words or read as holding nothing."""
    content = bytes(range(256)).decode("latin-1") * 20
    answer = await client.post("/v1/diagnoses", json={"attachments": [{"content": content}]})

    assert answer.status_code in {202, 422}


async def test_a_site_that_is_not_registered_is_said(client: httpx2.AsyncClient) -> None:
    """Whoever names one reads why nothing was looked at; the words are the same for every address."""
    told = []
    for site in ("acme", "https://somewhere.example/wiki", "http://169.254.169.254/"):
        body = {"text": "401 since Monday", "site": site}
        shown = (await client.post("/v1/diagnoses", json=body, headers={"Prefer": "wait=20"})).json()
        told.append(shown["not_tried"])

    assert told[0] == told[1] == told[2]
    assert "not registered" in told[0][0]


async def test_what_does_not_exist_is_a_404_problem(client: httpx2.AsyncClient) -> None:
    """Unknown ids and addresses alike."""
    for path in ("/v1/diagnoses/dg_nope", "/v1/causes/nope", "/nope"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"X-Forwarded-For": "10.0.0.1"}, {"Via": "1.1 x"}],
    ids=["host", "origin", "forwarded", "via"],
)
async def test_open_mode_serves_this_machine_only(client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    """Another host name, another page's origin, or a proxy in between: refused."""
    answer = await client.get("/v1/diagnoses", headers=headers)

    assert answer.status_code == 403
    assert "keys create" in answer.json()["detail"]
