"""What a person knows of the secret they use, read from the world: its kind, and whether it was made with scopes."""

from collections.abc import Mapping
from typing import Any

from evals.generator.atom import Atom
from tools.facts import Fact
from tools.site import Deployment

_CLOUD_KINDS: dict[str, tuple[Fact, ...]] = {
    "classic": (Fact.SECRET_API_TOKEN, Fact.TOLD_TOKEN_UNSCOPED),
    "scoped": (Fact.SECRET_API_TOKEN, Fact.TOLD_TOKEN_SCOPED),
    "service": (Fact.SECRET_SERVICE_ACCOUNT_KEY, Fact.TOLD_SERVICE_ACCOUNT, Fact.TOLD_TOKEN_SCOPED),
    "org_key": (Fact.SECRET_ORG_KEY,),
}


def known_of_secret(atom: Atom, world: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return what the author of a ticket can say about the secret that the failing client is set up with."""
    roles = world.get("credentials", {})
    used = [call.role for call in atom.calls if call.role != "none"][-1:]
    if atom.channel == "browser" or not atom.calls or atom.calls[-1].sign or atom.calls[-1].host == "auth":
        return ()
    found = (_facts(atom, world, roles[name]) for name in (*used, atom.gives) if name in roles)
    return next((facts for facts in found if facts), ())


def _facts(atom: Atom, world: Mapping[str, Any], role: Mapping[str, Any]) -> tuple[Fact, ...]:
    if "password_of" in role:
        return (Fact.SECRET_PASSWORD,)
    if "access_token" in role:
        return (Fact.SECRET_OAUTH2_TOKEN,)
    if "token" not in role:
        return ()
    if atom.deployment is Deployment.DATA_CENTER:
        return (Fact.SECRET_DC_PAT,)
    tokens = {one["id"]: one for one in world.get("cloud", {}).get("tokens", [])}
    return _CLOUD_KINDS[str(tokens[role["token"]].get("kind", "classic"))]
