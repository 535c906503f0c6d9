"""Settles what sentences say together: some facts stand only while the rest of the text does not say better."""

import re
from collections.abc import Sequence

from tools.evidence import Sighting
from tools.facts import Fact

_YIELDS_TO = {
    # a token without scopes that works is the other token, not the one that fails
    Fact.TOLD_TOKEN_UNSCOPED: frozenset({Fact.TOLD_UNSCOPED_TOKEN_WORKS, Fact.TOLD_TOKEN_SCOPED}),
    # a token that goes as Bearer has no pair that could be half empty
    Fact.SENT_BASIC_EMPTY_HALF: frozenset({Fact.SENT_BEARER}),
    Fact.TOLD_NOW_WORKS: frozenset({Fact.TOLD_LOGGED_OUT, Fact.TOLD_RECONNECT_HELPS, Fact.TOLD_INTERMITTENT}),
    Fact.TOLD_SSO: frozenset({Fact.TOLD_NO_SSO}),
    Fact.TOLD_CAPTCHA_SHOWN: frozenset({Fact.TOLD_NO_CAPTCHA}),
    Fact.BODY_BASIC_DISABLED: frozenset({Fact.BODY_BASIC_BLOCKED_BY_APP}),
    Fact.TOLD_TOKEN_LISTED_EXPIRED: frozenset({Fact.TOLD_CLIENT_SAYS_EXPIRED}),
    Fact.TOLD_NO_LICENCE: frozenset({Fact.TOLD_HAS_PRODUCT_ACCESS}),
}
_ASKED_FOR = re.compile(
    r"\b(?:ask(?:s|ed)?|prompt(?:s|ed)?|pop(?:s|ped)?[ -]?up|popup|box|dialog|form|field)\b", re.IGNORECASE
)
_SERVER_WORDS = re.compile(
    r"data cent|server|on[ -]?prem|self[ -]?host|migrat|moved?\b|before|former|old\b|\bdc\b", re.IGNORECASE
)
_NOT_SAID_BY = (
    (Fact.TOLD_ONE_USER, re.compile(r"\bone \w+ (?:in|out of) (?:two|three|four|five|ten|\d+)\b", re.IGNORECASE)),
    (
        Fact.TOLD_AFTER_UPGRADE,
        re.compile(r"\bmoved (?:to )?(?:outside|out of|inside|behind)\b(?!.*\b(?:upgrad|migrat))", re.IGNORECASE),
    ),
    (Fact.TOLD_TOKEN_NOT_LISTED, re.compile(r"\bas good as (?:not|gone|missing|absent)\b", re.IGNORECASE)),
    (
        Fact.TOLD_TOKEN_OLD,
        re.compile(
            r"\b(?:the|my|our|his|her|their) (?:old|previous|former|earlier) (?:\w+ ){0,2}?(?:token|pat|key)\b"
            r"(?!.*\b(?:now|until|till|stopped|no longer|any ?more|suddenly|it (?:fails|gets))\b)"
            r".*\b(?:deleted|revoked|removed|replaced|work(?:ed|s)|fine|accepted)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Fact.URL_WITHOUT_WIKI,
        re.compile(r"\bwithout [\"'`]?/?wiki\b[^.!?]*\b(?:works|goes|fine|ok|succeeds)\b", re.IGNORECASE),
    ),
    (
        Fact.SENT_NOTHING,
        re.compile(r"\bnot (?:logged|signed) in (?:for|since|within|in the last|during)\b", re.IGNORECASE),
    ),
    (
        Fact.NET_CONNECTION_FAILURE,
        re.compile(
            r"\bconnect(?:ing)? (?:the |our |my |an? )?(?:\w+ ){0,3}(?:plugin|account|app|tool|connector)\b",
            re.IGNORECASE,
        ),
    ),
    (Fact.NET_CONNECTION_FAILURE, re.compile(r"\b(?:user director|ldap|active directory|crowd)", re.IGNORECASE)),
)
"""Sentences that hold the words of a fact and say something else: one login in five, a directory that is down."""
_ELSEWHERE = re.compile(r"\b(?:worked|migrat\w+|moved|coming|came|switched|unlike|before)\b", re.IGNORECASE)
_DEPLOYMENTS = (Fact.DEPLOYMENT_CLOUD, Fact.DEPLOYMENT_DATA_CENTER)


def settle(found: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return the sightings that stand when the whole text is known."""
    facts = {sighting.fact for sighting in found}
    dropped = {fact for fact, better in _YIELDS_TO.items() if fact in facts and better & facts}
    by_person = not facts & {Fact.CHANNEL_SCRIPT, Fact.CHANNEL_APP}
    kept = [s for s in found if s.fact not in dropped and not _is_a_login_form(s, by_person=by_person)]
    kept = [s for s in kept if not any(s.fact is fact and says.search(s.quote or "") for fact, says in _NOT_SAID_BY)]
    if facts.issuperset(_DEPLOYMENTS) and not any(_names_a_server(s) for s in kept):
        kept = [s for s in kept if s.fact not in {Fact.SECRET_DC_PAT, Fact.DEPLOYMENT_DATA_CENTER}]
    return tuple(_without_the_former_place(kept) if facts.issuperset(_DEPLOYMENTS) else kept)


def _is_a_login_form(sighting: Sighting, *, by_person: bool) -> bool:
    """A person who types user and password into a page or box sends no Basic header of their own."""
    quote = (sighting.quote or "").lower()
    return sighting.fact is Fact.SENT_BASIC and "basic" not in quote and (by_person or bool(_ASKED_FOR.search(quote)))


def _names_a_server(sighting: Sighting) -> bool:
    """On a Cloud site people call an API token a "personal access token"; that word alone names no server."""
    if sighting.fact is not Fact.DEPLOYMENT_DATA_CENTER:
        return False
    quote = (sighting.quote or "").lower()
    return bool(_SERVER_WORDS.search(quote)) or not re.search(r"\bpats?\b|personal access token", quote)


def _without_the_former_place(found: Sequence[Sighting]) -> list[Sighting]:
    """When both deployments are named, drop the one that only tells where it worked or came from."""
    doubtful = [s for s in found if s.fact is Fact.DEPLOYMENT_DATA_CENTER and _ELSEWHERE.search(s.quote or "")]
    return [s for s in found if s not in doubtful]
