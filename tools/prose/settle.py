"""Settles what sentences say together: some facts stand only while the rest of the text does not say better."""

import re
from collections.abc import Sequence

from tools.evidence import Sighting
from tools.facts import Fact

_YIELDS_TO = {
    # a token without scopes that works is the other token, not the one that fails
    Fact.TOLD_TOKEN_UNSCOPED: frozenset({Fact.TOLD_UNSCOPED_TOKEN_WORKS, Fact.TOLD_TOKEN_SCOPED}),
    Fact.TOLD_NOW_WORKS: frozenset({Fact.TOLD_LOGGED_OUT, Fact.TOLD_RECONNECT_HELPS, Fact.TOLD_INTERMITTENT}),
    Fact.TOLD_SSO: frozenset({Fact.TOLD_NO_SSO}),
    Fact.TOLD_CAPTCHA_SHOWN: frozenset({Fact.TOLD_NO_CAPTCHA}),
    Fact.BODY_BASIC_DISABLED: frozenset({Fact.BODY_BASIC_BLOCKED_BY_APP}),
    Fact.TOLD_TOKEN_LISTED_EXPIRED: frozenset({Fact.TOLD_CLIENT_SAYS_EXPIRED}),
    Fact.TOLD_NO_LICENCE: frozenset({Fact.TOLD_HAS_PRODUCT_ACCESS}),
}
_ELSEWHERE = re.compile(r"\b(?:worked|migrat\w+|moved|coming|came|switched|unlike|before)\b", re.IGNORECASE)
_DEPLOYMENTS = (Fact.DEPLOYMENT_CLOUD, Fact.DEPLOYMENT_DATA_CENTER)


def settle(found: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return the sightings that stand when the whole text is known."""
    facts = {sighting.fact for sighting in found}
    dropped = {fact for fact, better in _YIELDS_TO.items() if fact in facts and better & facts}
    by_person = not facts & {Fact.CHANNEL_SCRIPT, Fact.CHANNEL_APP}
    kept = [s for s in found if s.fact not in dropped and not (by_person and _is_a_login_form(s))]
    return tuple(_without_the_former_place(kept) if facts.issuperset(_DEPLOYMENTS) else kept)


def _is_a_login_form(sighting: Sighting) -> bool:
    """A person who types user and password into a page sends no Basic header."""
    return sighting.fact is Fact.SENT_BASIC and "basic" not in (sighting.quote or "").lower()


def _without_the_former_place(found: Sequence[Sighting]) -> list[Sighting]:
    """When both deployments are named, drop the one that only tells where it worked or came from."""
    doubtful = [s for s in found if s.fact is Fact.DEPLOYMENT_DATA_CENTER and _ELSEWHERE.search(s.quote or "")]
    return [s for s in found if s not in doubtful]
