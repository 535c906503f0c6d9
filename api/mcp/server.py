"""The one door to the `mcp` SDK: one tool, which asks a running Unlatch."""

import asyncio
from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, Field

from api.mcp.caller import CannotTell, RemoteCaller, Told
from api.mcp.outcome import Outcome

TOOL = "diagnose_confluence_access"
_ABOUT = (
    "Finds out why Confluence refuses somebody (401, 403, a login that loops, a page that is not there) from what they "
    "say and paste, with read-only checks against the registered site. Returns the proven or likely cause, what to do "
    "and by whom, or the one question that would settle it: put that question to the person, do not answer it for "
    "them, and call again with `diagnosis` and `answer`. Never put a password or token into any argument; none is "
    "needed."
)


class Attachment(BaseModel):
    """Something pasted, as it is: a curl -v transcript, HAR, headers, log or traceback."""

    content: str
    kind: Literal["auto", "text", "curl", "har", "headers", "log", "traceback"] = "auto"
    name: str = ""


def build_server(caller: RemoteCaller) -> MCPServer:
    """Return the server with its one tool."""
    server = MCPServer("unlatch", title="Unlatch", instructions=_ABOUT, version="0.1.0", log_level="WARNING")
    hints = ToolAnnotations(
        title="Why does Confluence refuse?", destructive_hint=False, idempotent_hint=False, open_world_hint=True
    )

    @server.tool(TOOL, description=_ABOUT, annotations=hints)
    async def diagnose(
        text: Annotated[str, Field(description="What the person says, in their own words.")] = "",
        attachments: Annotated[list[Attachment], Field(description="What they pasted, unchanged.")] = [],  # noqa: B006 - pydantic copies it
        site: Annotated[str, Field(description="Id or address of the Confluence site.")] = "",
        space_key: Annotated[str, Field(description="Key of the space, if it is about one.")] = "",
        page_id: Annotated[str, Field(description="Number of the page, if it is about one.")] = "",
        ticket: Annotated[str, Field(description="Key of the helpdesk ticket, for finding it again.")] = "",
        diagnosis: Annotated[str, Field(description="Id of a diagnosis to go on with.")] = "",
        answer: Annotated[
            str, Field(description="The person's answer to its open question: an option's id, or their words.")
        ] = "",
    ) -> Annotated[CallToolResult, Outcome]:
        pasted = [one.model_dump() for one in attachments]
        told = Told(text, pasted, site, space_key, page_id, ticket, diagnosis, answer)
        try:
            outcome, words = await asyncio.to_thread(caller.call, told)
        except CannotTell as fault:
            raise ToolError(str(fault)) from None
        return CallToolResult(
            content=[TextContent(type="text", text=words)], structured_content=outcome.model_dump(mode="json")
        )

    return server


def serve_on_stdio(caller: RemoteCaller) -> None:
    """Serve until the client closes the pipe."""
    with caller.client:
        build_server(caller).run("stdio")
