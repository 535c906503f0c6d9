"""What goes over the lab's wire: one request, one reply, and the layers that handle them."""

from collections.abc import Callable
from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as a layer of the lab sees it.

    Attributes:
        scheme: "http" or "https" as the layer in front says it.
        host: Host header, with port when it carries one.
        path: Path before the question mark, still percent-encoded.
        query: Query without the question mark.
        client_address: Where the call comes from, for allow-lists.
    """

    method: str
    scheme: str
    host: str
    path: str
    query: str
    headers: Headers
    body: bytes
    client_address: str

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP reply. `drop` closes the connection instead of answering."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    delay_seconds: float = 0.0
    drop: bool = False


Handler = Callable[[Request], Reply]
Layer = Callable[[Request, Handler], Reply]
"""A layer in front: it gets the request and the next handler, and may answer itself or change either way."""
