"""What the demo shows: a lab Confluence, its registration, and one real ticket against it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evals.lab.world import World, build_world
from tools.site import CredentialKind, ServiceAccount, Site
from tools.vault import Secret, Vault

SITE_ID = "lab"
WORLD = {
    "base": "cloud",
    "deployment": "cloud",
    "credentials": {"subject": {"kind": "basic", "email_of": "5b10a2844c20165700ede21a", "token": "ana-scoped"}},
}
TICKET_TEXT = (
    "Hello, our docs job publishes to https://acme.atlassian.net/wiki with a small Python script. I made a new "
    "API token for it last week, as security asked, and ticked only what it needs. Since then every call ends "
    "in 401. I made the token a second time and copied it carefully, no change. The old token, which was "
    "deleted yesterday, worked with the same address and the same e-mail for two years. Is my account broken?"
)
SOURCE = "Paraphrased from public reports, for instance https://github.com/Azure/Azure-Sentinel/issues/14909"


def demo_world() -> World:
    """Build the demo's world; it is a context manager that starts and stops it."""
    return build_world(WORLD)


def demo_sites(world: World, vault: Vault) -> Mapping[str, Site]:
    """Register the lab, with its look-up account."""
    plain = world.registered_site(SITE_ID)
    observer = world.credentials["observer"]
    secret = Secret(observer.kind, observer.secret, observer.username)
    handle = vault.take_in(secret, plain.origins, seconds=None)
    kind = "basic" if observer.kind is CredentialKind.BASIC else "bearer"
    return {SITE_ID: replace(plain, observer=ServiceAccount(kind, handle))}


def demo_ticket(world: World) -> dict[str, Any]:
    """Return the ticket as a helpdesk would post it, with the failing credential."""
    subject = world.credentials["subject"]
    return {
        "text": TICKET_TEXT,
        "site": SITE_ID,
        "reporter": {"email": subject.username},
        "credential": {"kind": subject.kind.value, "username": subject.username, "secret": subject.secret},
        "ticket": {"desk": "demo", "key": "HELP-12"},
    }
