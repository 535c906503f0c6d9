"""Talks to mcp-atlassian over stdio: asks for one page. Arguments: command of the server, page id.

It needs nothing but Python: the protocol is one JSON object a line (https://modelcontextprotocol.io/specification).
"""

import json
import subprocess
import sys
from typing import Any


def main() -> None:
    """Print the text of the tool's answer; end with status 1 when the tool reports an error."""
    command, page_id = sys.argv[1:]
    with subprocess.Popen([command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            answer = _ask(server, page_id)
        finally:
            server.terminate()
    texts = [str(part.get("text", "")) for part in answer.get("content", [])]
    sys.stdout.write("\n".join(texts) + "\n" if texts else f"{json.dumps(answer)}\n")
    failed = answer.get("isError") or any('"error"' in text for text in texts)
    sys.exit(1 if failed else 0)


def _ask(server: "subprocess.Popen[str]", page_id: str) -> dict[str, Any]:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "lab", "version": "1"}}
    _send(server, {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello})
    _result_of(server, 1)
    _send(server, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    call = {"name": "confluence_get_page", "arguments": {"page_id": page_id}}
    _send(server, {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call})
    return _result_of(server, 2)


def _send(server: "subprocess.Popen[str]", message: dict[str, Any]) -> None:
    if server.stdin is not None:
        server.stdin.write(json.dumps(message) + "\n")
        server.stdin.flush()


def _result_of(server: "subprocess.Popen[str]", number: int) -> dict[str, Any]:
    for line in server.stdout or ():
        message = json.loads(line)
        if message.get("id") == number:
            found: dict[str, Any] = message.get("result") or {"isError": True, "content": [message.get("error", {})]}
            return found
    return {"isError": True, "content": [{"text": "the server ended without an answer"}]}


if __name__ == "__main__":
    main()
