"""Specifications of small worlds for live tests: one Cloud site and one Data Center, with what a test changes."""

import copy
from typing import Any

Spec = dict[str, Any]
ANA = "5b10a2844c20165700ede21a"
ANA_EMAIL = "ana@acme.example"
INVENTED_PAT = "MDEyMzQ1Njc4OTAxOkFCQ0RFRkdISUpLTE1OT1BRUlNU"

_DATA_CENTER: Spec = {
    "deployment": "data_center",
    "data_center": {
        "base_url": "/confluence",
        "version": "10.0.2",
        "directories": [{"name": "internal"}, {"name": "AD", "kind": "ldap"}],
        "users": [
            {"name": "anna", "password": "right horse", "email": "anna@example.com", "directory": "AD"},
            {"name": "ben", "password": "right cow", "directory": "AD", "groups": ["confluence-users", "hr"]},
            {"name": "boss", "password": "root", "groups": ["confluence-users", "confluence-administrators"]},
            {"name": "zoe", "password": "right dog", "groups": ["visitors"]},
        ],
        "tokens": [
            {"owner": "anna", "name": "ci"},
            {"owner": "ben", "name": "ci"},
            {"owner": "boss", "name": "desk"},
            {"owner": "zoe", "name": "ci"},
        ],
        "spaces": [
            {"key": "DOC", "name": "Documents"},
            {"key": "HR", "permissions": {"view": {"groups": ["hr"]}, "admin": {"groups": ["hr"]}}},
        ],
        "pages": [
            {"id": "101", "space": "DOC", "title": "Home"},
            {"id": "102", "space": "DOC", "title": "Closed", "parent": "101", "view_users": ["boss"]},
            {"id": "103", "space": "DOC", "title": "Below", "parent": "102"},
            {"id": "104", "space": "DOC", "title": "For people", "view_groups": ["hr"]},
            {"id": "105", "space": "DOC", "title": "Gone", "deleted": True},
            {"id": "106", "space": "HR", "title": "Pay"},
        ],
    },
    "credentials": {
        "subject": {"kind": "bearer", "token": "anna/ci"},
        "observer": {"kind": "bearer", "token": "boss/desk"},
    },
    "registered": {"allow_password_probe": True},
}


def cloud(subject: Spec | None = None, site: Spec | None = None, front: Spec | None = None, **state: Any) -> Spec:
    """Return the Cloud world with changes: the subject's credential, attributes of the site, layers, state."""
    changed = copy.deepcopy(state)
    if site:
        changed["sites"] = [{"name": "acme", **site}]
    spec: Spec = {"base": "cloud", "cloud": changed}
    if subject:
        spec["credentials"] = {"subject": subject}
    return spec | ({"front": front} if front else {})


def data_center(
    subject: Spec | None = None, front: list[Spec] | None = None, people: dict[str, Spec] | None = None, **state: Any
) -> Spec:
    """Return the Data Center world with changes: the subject's credential ({} for none), layers, people, state."""
    spec = copy.deepcopy(_DATA_CENTER)
    spec["data_center"].update(copy.deepcopy(state))
    for user in spec["data_center"]["users"]:
        user.update((people or {}).get(user["name"], {}))
    if subject is not None:
        spec["credentials"]["subject"] = subject
        if not subject:
            del spec["credentials"]["subject"]
    if front:
        spec["front"] = {"site": front}
    return spec


def basic(user: str, secret: str) -> Spec:
    """Return a Basic credential."""
    return {"kind": "basic", "username": user, "secret": secret}
