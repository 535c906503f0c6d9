"""The tool, called through the SDK's own client."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client as McpClient
from mcp import StdioServerParameters
from mcp.types import CallToolResult, TextContent

from api.client import Client
from api.keys import Scope
from api.mcp.caller import RemoteCaller, caller_from
from api.mcp.server import TOOL, build_server
from api.settings import Settings, SettingsError
from tests.api.access_kit import stored_bytes
from tests.mcp.conftest import ASKS, Running

PROGRAM = Path(sys.executable).with_name("unlatch")
PASTE = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
VAGUE = {
    "text": "Since Monday our script is refused by the wiki. It worked before.",
    "attachments": [{"content": "HTTP/1.1 403 Forbidden\n\n{}"}],
}


@asynccontextmanager
async def tool(url: str, key: str, *, full: bool = False) -> AsyncIterator[McpClient]:
    """Give a client of the tool, in this process."""
    with Client(url, key) as client:
        async with McpClient(build_server(RemoteCaller(client, url, full))) as asks:
            yield asks


def words(told: CallToolResult) -> str:
    """Return what the model reads."""
    return "\n".join(part.text for part in told.content if isinstance(part, TextContent))


def structured(told: CallToolResult) -> dict[str, Any]:
    """Return what a program reads."""
    assert not told.is_error, words(told)
    assert told.structured_content is not None
    return dict(told.structured_content)


async def made(running: Running, *given: Any) -> str:
    """Make a key beside the loop that the test runs on."""
    return await asyncio.to_thread(running.key, *given)


async def test_a_real_client_over_stdio_gets_the_cause(running: Running, tmp_path: Path) -> None:
    """`unlatch mcp` in a process of its own: one tool, and its answer as text and as data."""
    key = await made(running)
    settings = {"UNLATCH_URL": running.url, "UNLATCH_MCP_KEY": key, "UNLATCH_DATA_DIR": str(tmp_path)}
    server = StdioServerParameters(command=str(PROGRAM), args=["mcp"], env=settings)

    async with McpClient(server) as asks:
        tools = (await asks.list_tools()).tools
        told = await asks.call_tool(TOOL, {"text": PASTE, "ticket": "HELP-12"})

    assert [one.name for one in tools] == [TOOL]
    assert structured(told)["cause"] == "basic_auth_disabled"
    assert structured(told)["verdict"] == "confirmed"
    assert structured(told)["what_to_do"][0]["steps"][0] in words(told)


async def test_the_tool_takes_no_credential_callback_or_other_person(running: Running) -> None:
    """Its arguments have no place for them, and what is given all the same goes nowhere."""
    key = await made(running)
    secret = "this-secret-was-not-asked-for"
    async with tool(running.url, key) as asks:
        (offered,) = (await asks.list_tools()).tools
        report = {"text": PASTE, "credential": {"kind": "bearer", "secret": secret}, "reporter": {"email": secret}}
        told = await asks.call_tool(TOOL, report)

    names = {"text", "attachments", "site", "space_key", "page_id", "ticket", "diagnosis", "answer"}
    assert set(offered.input_schema["properties"]) == names
    assert structured(told)["status"] == "concluded"
    assert secret.encode() not in stored_bytes(running.folder)


async def test_the_open_question_is_given_to_the_model_and_its_answer_goes_on(running: Running) -> None:
    """The model is told to ask its person; with the option or its words the diagnosis moves on."""
    key = await made(running)
    async with tool(running.url, key) as asks:
        told = await asks.call_tool(TOOL, VAGUE)
        first = structured(told)
        option = first["question"]["options"][0]
        given = {"diagnosis": first["diagnosis"], "answer": option["label"].upper()}
        second = structured(await asks.call_tool(TOOL, given))

    assert first["status"] == "needs_input"
    assert first["question"]["text"] in words(told)
    assert f'answer="{option["id"]}"' in words(told)
    assert second["diagnosis"] == first["diagnosis"]
    assert (second["question"] or {}).get("id") != first["question"]["id"]
    with Client(running.url, key) as client:
        evidence = client.get(first["diagnosis"]).evidence
    assert [one.kind for one in evidence].count("answer") == 1


async def test_words_that_are_no_option_go_along_as_text(running: Running) -> None:
    """A person answers as they like; it becomes evidence and not an error."""
    key = await made(running)
    async with tool(running.url, key) as asks:
        first = structured(await asks.call_tool(TOOL, VAGUE))
        said = "No idea, but the log has: Basic Authentication has been disabled on this instance."
        second = structured(await asks.call_tool(TOOL, {"diagnosis": first["diagnosis"], "answer": said}))

    assert second["diagnosis"] == first["diagnosis"]
    with Client(running.url, key) as client:
        assert any("No idea" in str(one.observed) for one in client.get(first["diagnosis"]).evidence)


@pytest.mark.parametrize(("full", "view"), [(False, "reporter"), (True, "full")])
async def test_it_shows_the_reporters_view_unless_the_operator_says_otherwise(
    running: Running, *, full: bool, view: str
) -> None:
    """A key with diagnoses:read_full alone is not enough."""
    key = await made(running, "wide", (*ASKS, Scope.READ_FULL))
    async with tool(running.url, key, full=full) as asks:
        told = structured(await asks.call_tool(TOOL, {"text": PASTE}))

    assert told["view"] == view


async def test_the_option_gives_no_more_than_the_key(running: Running) -> None:
    """Without diagnoses:read_full it stays the reporter's view."""
    key = await made(running)
    async with tool(running.url, key, full=True) as asks:
        told = structured(await asks.call_tool(TOOL, {"text": PASTE}))

    assert told["view"] == "reporter"


async def test_another_tenants_diagnosis_is_not_there(running: Running) -> None:
    """A key of beta neither reads nor answers what acme started."""
    mine, other = await made(running), await made(running, "beta", ASKS, ("beta",))
    async with tool(running.url, mine) as asks:
        started = structured(await asks.call_tool(TOOL, {**VAGUE, "site": "acme"}))
    async with tool(running.url, other) as asks:
        read = await asks.call_tool(TOOL, {"diagnosis": started["diagnosis"]})
        answered = await asks.call_tool(TOOL, {"diagnosis": started["diagnosis"], "answer": "yes"})

    assert read.is_error
    assert answered.is_error
    assert "404" not in words(read)
    assert "diagnosis" in words(read)


@pytest.mark.parametrize(
    ("given", "says"),
    [({}, "Give `text`"), ({"answer": "yes"}, "Give `diagnosis`"), ({"diagnosis": "dg_nothing"}, "Unlatch says")],
)
async def test_what_cannot_be_done_is_told_with_what_to_do(running: Running, given: dict[str, str], says: str) -> None:
    """The model gets a sentence that it can act on, never a traceback."""
    key = await made(running)
    async with tool(running.url, key) as asks:
        told = await asks.call_tool(TOOL, given)

    assert told.is_error
    assert says in words(told)


async def test_a_refused_key_and_a_service_that_is_away_are_told_apart(running: Running) -> None:
    """And neither text holds the key."""
    wrong = "ulk_0123456789ab_" + "A" * 43
    said = []
    for url in (running.url, "http://127.0.0.1:9"):
        async with tool(url, wrong) as asks:
            said.append(words(await asks.call_tool(TOOL, {"text": PASTE})))

    assert "unlatch keys list" in said[0]
    assert "does not answer" in said[1]
    assert wrong not in "".join(said)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"url": "http://127.0.0.1:8401"}, "UNLATCH_MCP_KEY"),
        ({"url": "http://unlatch.acme.example", "mcp_key": "k"}, "in clear"),
        ({"url": "unlatch.acme.example", "mcp_key": "k"}, "no address"),
    ],
)
def test_it_does_not_start_without_a_key_or_where_the_key_would_leak(settings: dict[str, Any], says: str) -> None:
    """Over stdio, on this machine, it needs a key as well."""
    with pytest.raises(SettingsError, match=says):
        caller_from(Settings(**settings), full=False)
