"""The two sites that the clients call, with every credential that a case may need."""

from evals.lab.world import World, build_world

SITE = "https://acme.atlassian.net"
OWN_HOST = "https://wiki.corp.example"
ANA = "ana@acme.example"
PAGE = "65601"
_CLOUD_LISTENERS = ("site", "site:globex", "gateway", "auth", "identity", "media", "status")
_TOKENS = [
    {"id": "ana-revoked", "account": "5b10a2844c20165700ede21a", "kind": "classic", "created": "-40d", "revoked": True},
    {
        "id": "ana-narrow",
        "account": "5b10a2844c20165700ede21a",
        "kind": "scoped",
        "created": "-3d",
        "expires": "+80d",
        "scopes": ["read:confluence-user"],
    },
    {
        "id": "ana-writer",
        "account": "5b10a2844c20165700ede21a",
        "kind": "scoped",
        "created": "-3d",
        "expires": "+80d",
        "scopes": [
            "read:confluence-user",
            "read:confluence-content.all",
            "read:confluence-space.summary",
            "search:confluence",
            "write:confluence-content",
            "read:page:confluence",
            "write:page:confluence",
            "read:space:confluence",
            "read:attachment:confluence",
            "read:label:confluence",
        ],
    },
]
_DATA_CENTER = {
    "base_url": OWN_HOST,
    "users": [{"name": "ana", "password": "correct horse 7", "email": ANA, "full_name": "Ana Ruiz"}],
    "tokens": [{"owner": "ana", "name": "ci"}, {"owner": "ana", "name": "old", "revoked": True}],
    "spaces": [{"key": "DOCS", "name": "Documentation"}],
    "pages": [{"id": PAGE, "space": "DOCS", "title": "Handbook"}],
}


def cloud_world() -> World:
    """Build acme.atlassian.net and the vendor's hosts; all speak TLS."""
    return build_world({"base": "cloud", "tls": dict.fromkeys(_CLOUD_LISTENERS, "none"), "cloud": {"tokens": _TOKENS}})


def data_center_world() -> World:
    """Build a Data Center that believes to be wiki.corp.example, at the root of its host."""
    return build_world({"deployment": "data_center", "tls": {"site": "none"}, "data_center": _DATA_CENTER})
