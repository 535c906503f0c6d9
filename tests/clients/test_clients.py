"""Real public clients against the lab: each meets what a real site would show it, with good and with bad credentials.

Opt-in (`make test-clients`): three of the four need an environment of their own, which evals.clients.install makes.
"""

from collections.abc import Iterator

import pytest

from evals.clients.clients import CLIENTS
from evals.clients.place import CLOUD_CREDENTIALS, OWN_HOST_CREDENTIALS, Place, cloud_place, own_host_place

pytestmark = pytest.mark.clients

LIBRARY, MARKDOWN, MCP, NODE = "atlassian-python-api", "markdown-to-confluence", "mcp-atlassian", "confluence.js"
NOTHING_SENT = 0
NOBODY = "caller cannot access Confluence"
NOT_PERMITTED = "Not permitted to use confluence"
TOMCAT = "HTTP Status 401"
FAILED = "AUTHENTICATED_FAILED"
NO_EMAIL = "Invalid email"
MCP_401, MCP_403 = (f"Authentication failed for Confluence API ({status})" for status in (401, 403))

Row = tuple[str, str, int, str]
"""Client, credential, status of the first answer to its Confluence call (0: none was made), words that it prints."""

ROWS: list[Row] = [
    (LIBRARY, "good", 200, "title: Handbook"),
    (LIBRARY, "wrong", 403, NOBODY),
    (LIBRARY, "revoked", 403, NOBODY),
    (LIBRARY, "other_email", 403, NOBODY),
    (LIBRARY, "scoped_at_site", 401, TOMCAT),
    (LIBRARY, "scoped_at_gateway", 200, "title: Handbook"),
    (LIBRARY, "scope_missing", 401, "Unauthorized (401)"),
    (LIBRARY, "api_token_as_bearer", 403, NOBODY),
    (LIBRARY, "pat", 200, "title: Handbook"),
    (LIBRARY, "pat_revoked", 403, NOT_PERMITTED),
    (LIBRARY, "pat_as_basic", 401, FAILED),
    (LIBRARY, "password", 200, "title: Handbook"),
    (LIBRARY, "password_wrong", 401, FAILED),
    (NODE, "good", 200, "title: Handbook"),
    (NODE, "wrong", 403, NOBODY),
    (NODE, "revoked", 403, NOBODY),
    (NODE, "other_email", 403, NOBODY),
    (NODE, "scoped_at_site", 401, TOMCAT),
    (NODE, "scoped_at_gateway", 200, "title: Handbook"),
    (NODE, "scope_missing", 401, "scope does not match"),
    (NODE, "api_token_as_bearer", 403, NOBODY),
    (NODE, "pat", 200, "title: Handbook"),
    (NODE, "pat_revoked", 403, NOT_PERMITTED),
    (NODE, "pat_as_basic", NOTHING_SENT, NO_EMAIL),
    (NODE, "password", NOTHING_SENT, NO_EMAIL),
    (NODE, "password_wrong", NOTHING_SENT, NO_EMAIL),
    (MCP, "good", 200, '"title": "Handbook"'),
    (MCP, "wrong", 403, MCP_403),
    (MCP, "revoked", 403, MCP_403),
    (MCP, "other_email", 403, MCP_403),
    (MCP, "scoped_at_site", 401, MCP_401),
    (MCP, "scoped_at_gateway", 200, '"title": "Handbook"'),
    (MCP, "scope_missing", 401, MCP_401),
    (MCP, "api_token_as_bearer", NOTHING_SENT, "not available"),
    (MCP, "pat", 200, '"title": "Handbook"'),
    (MCP, "pat_revoked", 403, MCP_403),
    (MCP, "pat_as_basic", 401, MCP_401),
    (MCP, "password", 200, '"title": "Handbook"'),
    (MCP, "password_wrong", 401, MCP_401),
    (MARKDOWN, "good", 200, ""),
    (MARKDOWN, "wrong", 404, "404 Client Error: Not Found"),
    (MARKDOWN, "revoked", 404, "404 Client Error: Not Found"),
    (MARKDOWN, "other_email", 404, "404 Client Error: Not Found"),
    (MARKDOWN, "scoped_at_gateway", 200, ""),
    (MARKDOWN, "scope_missing", 401, "scope does not match"),
    (MARKDOWN, "api_token_as_bearer", 401, "scoped API token has expired or is invalid"),
    (MARKDOWN, "pat", 200, ""),
    (MARKDOWN, "pat_revoked", 403, NOT_PERMITTED),
    (MARKDOWN, "pat_as_basic", 401, "401 Client Error: Unauthorized"),
    (MARKDOWN, "password", 200, ""),
    (MARKDOWN, "password_wrong", 401, "401 Client Error: Unauthorized"),
]


@pytest.fixture(scope="module")
def places() -> Iterator[dict[str, Place]]:
    """Both worlds, each credential with the one where it is used."""
    with cloud_place() as cloud, own_host_place() as own:
        yield {**dict.fromkeys(CLOUD_CREDENTIALS, cloud), **dict.fromkeys(OWN_HOST_CREDENTIALS, own)}


@pytest.mark.parametrize(("name", "credential", "status", "words"), ROWS)
def test_a_client_meets_what_a_real_site_shows(
    places: dict[str, Place], name: str, credential: str, status: int, words: str
) -> None:
    """The status that decides, the words that the client prints, and nothing that leaves the machine."""
    client, place = CLIENTS[name], places[credential]
    assert client.is_installed(), f"{name} is not installed: run `python -m evals.clients.install`"

    given = place.credential(credential)
    seen = client.run(place, given)

    answers = [one.status for one in seen.requests if "/rest/api/" in one.path or "/wiki/api/v2/pages" in one.path]
    answers = answers or [one.status for one in seen.requests if "/api/v2/" in one.path]
    assert (answers or [NOTHING_SENT])[0] == status, seen.printed
    assert words in seen.printed
    assert given.secret not in seen.printed
    assert not [name for name in seen.refused if "atlassian" in name or "example" in name]
