"""A recording as a place: a HAR whose entries answer exactly the requests that it holds."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evals.lab.roles import RoleCredential
from evals.lab.wire import Headers, Reply, Request
from tools.site import CredentialKind

RECORDINGS = Path(__file__).parents[1] / "recordings"
ANYBODY = "*"
"""Identity of an entry that holds for all identities which have no entry of their own."""

_HOP = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection"})


class RecordingError(ValueError):
    """A recording cannot be replayed; the text says why."""


@dataclass(frozen=True, slots=True)
class Key:
    """What tells the requests of a recording apart: identity is the mark that the redaction left of the credential."""

    method: str
    url: str
    identity: str


@dataclass(slots=True)
class Recording:
    """Replays a HAR strictly. A request that it does not hold is noted as a miss and answered by nobody.

    Attributes:
        entries: Replies by request; several to one request are given in turn, the last one again and again.
        misses: Requests that the recording does not hold.
    """

    entries: dict[Key, list[Reply]]
    identities: Mapping[str, str]
    network: dict[str, str] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    hosts: frozenset[str] = frozenset()

    def ask(self, request: Request) -> Reply | None:
        """Answer from the recording."""
        query = f"?{request.query}" if request.query else ""
        url = f"{request.scheme}://{request.host.lower()}{request.path}{query}"
        if request.host.lower() not in self.hosts:
            self.foreign.append(request.host)
        identity = self._identity(request)
        found = self.entries.get(Key(request.method, url, identity))
        if not found and not identity.startswith("other"):
            found = self.entries.get(Key(request.method, url, ANYBODY))
        if not found:
            self.misses.append(f"{request.method} {url} as {identity}")
            return Reply(599, (("Content-Type", "text/plain"),), b"not in the recording")
        return found.pop(0) if len(found) > 1 else found[0]

    def _identity(self, request: Request) -> str:
        sent = request.header("Authorization") or request.header("Cookie") or ""
        named = self.identities.get(sent, "other") if sent else "none"
        named = "control" if named == "other" and "unlatch-control" in _decoded(sent) else named
        by_script = (request.header("User-Agent") or "").startswith("python-requests")
        return f"{named}+script" if by_script else named


def identities_of(credential: Mapping[str, str] | None) -> dict[str, str]:
    """Return the names that a recording has for a credential, by the header value that carries it.

    "subject" is the credential as given; "subject/basic", "subject/bearer" and "subject/stripped" are the other ways
    to present it.
    """
    if credential is None:
        return {}
    secret, user = credential["secret"], credential["username"]
    bare = secret.strip().strip("'\"").strip()
    kind = CredentialKind(credential["kind"])
    ways = (
        ("subject/stripped", RoleCredential(kind, bare, user, credential["header"])),
        ("subject/bearer", RoleCredential(CredentialKind.BEARER, secret, user)),
        ("subject/basic", RoleCredential(CredentialKind.BASIC, secret, user)),
        ("subject", RoleCredential(kind, secret, user, credential["header"])),
    )
    return {value.strip(): name for name, role in ways for _, value in role.headers()}


def load_recording(name: str, identities: Mapping[str, str]) -> Recording:
    """Read a recording, by default of the folder evals/recordings.

    Args:
        name: File name without folder, or the absolute path of one that lies elsewhere.
        identities: Authorization or Cookie value to the name that the recording has for it.

    Raises:
        RecordingError: The file is missing or no HAR.
    """
    path = RECORDINGS / name
    try:
        log = json.loads(path.read_text("utf-8"))["log"]
        entries = list(log["entries"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise RecordingError(f"{path.name}: no HAR that can be replayed ({type(fault).__name__})") from None
    found: dict[Key, list[Reply]] = {}
    for entry in entries:
        found.setdefault(_key(entry), []).append(_reply(entry["response"]))
    hosts = frozenset(urlsplit(key.url).netloc for key in found)
    return Recording(found, identities, hosts=hosts)


def _key(entry: Mapping[str, Any]) -> Key:
    request = entry["request"]
    parts = urlsplit(str(request["url"]))
    query = f"?{parts.query}" if parts.query else ""
    url = f"{parts.scheme}://{parts.netloc.lower()}{parts.path or '/'}{query}"
    return Key(str(request["method"]), url, str(entry.get("_identity", "none")))


def _reply(response: Mapping[str, Any]) -> Reply:
    content = response.get("content", {})
    text = str(content.get("text", ""))
    body = base64.b64decode(text) if content.get("encoding") == "base64" else text.encode()
    headers: Headers = tuple(
        (str(one["name"]), str(one["value"])) for one in response["headers"] if one["name"].lower() not in _HOP
    )
    return Reply(int(response["status"]), headers, body)


def _decoded(sent: str) -> str:
    try:
        return base64.b64decode(sent.partition(" ")[2] + "==").decode("utf-8", "replace") + sent
    except ValueError:
        return sent
