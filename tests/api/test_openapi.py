"""The description of the service: complete, with examples that work."""

from typing import Any

import httpx2
import pytest

from api.openapi import operations
from api.openapi_examples import REQUESTS

EXAMPLES = [
    (*where, name, example["value"])
    for where, named in REQUESTS.items()
    if "hooks" not in where[1]
    for name, example in named.items()
]


async def test_the_description_is_complete(client: httpx2.AsyncClient) -> None:
    """OpenAPI 3.1, a summary for each call, a way to prove who asks, and problems for what goes wrong."""
    document = (await client.get("/openapi.json")).json()

    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for path, method, operation in operations(document):
        assert operation["summary"], path
        problems = {status: reply for status, reply in operation["responses"].items() if status >= "400"}
        assert problems, (method, path)
        assert all("application/problem+json" in reply["content"] for reply in problems.values()), (method, path)
        body = operation.get("requestBody")
        assert body is None or body["content"]["application/json"]["examples"], (method, path)


@pytest.mark.parametrize(("method", "path", "name", "body"), EXAMPLES, ids=[f"{p[14:]} {n}" for _, p, n, _ in EXAMPLES])
async def test_every_example_is_taken(client: httpx2.AsyncClient, method: str, path: str, name: str, body: Any) -> None:
    """What the description shows can be sent; only an answer needs the question that is really open."""
    started = await client.post(
        "/v1/diagnoses", json=REQUESTS["post", "/v1/diagnoses"]["a paste"]["value"], headers={"Prefer": "wait=20"}
    )
    url = path.replace("{diagnosis_id}", started.json()["id"])

    answer = await client.request(method, url, json=body)

    assert answer.status_code in ({409} if name == "an answer" else {201, 202}), answer.text


async def test_a_model_finds_its_guide(client: httpx2.AsyncClient) -> None:
    """/llms.txt names the calls that exist."""
    guide = (await client.get("/llms.txt")).text
    described = (await client.get("/openapi.json")).json()["paths"]

    assert guide.startswith("# Unlatch\n\n> ")
    for path in ("/v1/diagnoses", "/v1/diagnoses/{diagnosis_id}/messages", "/v1/causes"):
        assert path in described
        assert path.replace("{diagnosis_id}", "{id}") in guide
