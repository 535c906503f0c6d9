"""Facts that follow from other facts and the deployment, so that each bearing can stay unconditional."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.inference import Seen
from tools.evidence import Source
from tools.facts import Fact
from tools.site import Deployment

_UNUSUAL_USER = {Deployment.CLOUD: Fact.USER_IS_NOT_EMAIL, Deployment.DATA_CENTER: Fact.USER_IS_EMAIL}
_UNFIT = {
    Deployment.CLOUD: (Fact.SENT_BEARER, Fact.SENT_BASIC, frozenset({Fact.SECRET_API_TOKEN, Fact.SECRET_PASSWORD})),
    Deployment.DATA_CENTER: (Fact.SENT_BASIC, Fact.SENT_BEARER, frozenset({Fact.SECRET_DC_PAT})),
}
"""Scheme used, scheme that would be right, and the kinds of secrets that the deployment reads under the other only.

Cloud reads a person's API token as the password of a Basic pair, Data Center reads a personal access token as Bearer.
"""


_SAME_SAID = (
    frozenset(
        {
            Fact.BODY_CALLER_CANNOT_ACCESS,
            Fact.BODY_NOT_PERMITTED_CLOUD,
            Fact.BODY_NOT_PERMITTED_DC,
            Fact.BODY_BARE_NOT_FOUND,
            Fact.IDENTITY_ANONYMOUS,
            Fact.SUBJECT_NOBODY_ON_SITE,
            Fact.SUBJECT_NOBODY_ON_GATEWAY,
            Fact.SAME_AS_NO_CREDENTIAL,
            Fact.SAME_AS_INVENTED,
            Fact.SERAPH_ABSENT_ON_BEARER_401,
        }
    ),
    frozenset({Fact.BODY_BASIC_AUTH_FAILURE, Fact.SERAPH_FAILED, Fact.SUBJECT_REFUSED_BASIC_DC}),
    frozenset({Fact.BODY_SCOPE_MISMATCH, Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY}),
    frozenset({Fact.BODY_TOMCAT_401, Fact.CHALLENGE_OAUTH_REALM, Fact.SUBJECT_401_ON_SITE}),
    frozenset({Fact.BODY_CLIENT_MUST_AUTHENTICATE, Fact.JIRA_REFUSES_SUBJECT}),
)
"""Facts that say one thing: each probe that meets it again, at another address or in other words, makes it no truer."""

_SAME_GROUP = {fact: f"same-{place}" for place, facts in reversed(tuple(enumerate(_SAME_SAID))) for fact in facts}
_SAID_OF_NOBODY = frozenset({Fact.BODY_CALLER_CANNOT_ACCESS, Fact.BODY_NOT_PERMITTED_CLOUD, Fact.BODY_BARE_NOT_FOUND})


def with_derived(seen: Sequence[Seen], deployment: Deployment | None) -> tuple[Seen, ...]:
    """Add what follows, drop what edge trouble says of nobody's fault, and gather what says the same thing."""
    kept = _without_trials_elsewhere(_without_words_of_the_way(seen))
    return tuple(_gathered(item) for item in (*kept, *_following(kept, deployment)))


def _gathered(item: Seen) -> Seen:
    """Give one group to what says one thing. A user name's form is independent of the form of the secret beside it."""
    same = _SAME_GROUP.get(item.fact)
    if same is not None:
        return replace(item, group=same)
    return replace(item, group=f"{item.group}/user") if item.fact.startswith("user_") else item


def _without_words_of_the_way(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Drop what is read into an answer that Confluence did not give, or that an edge in trouble marked as its own.

    Source: public reports of answers with `x-cache: Error from cloudfront` that healed within a minute.
    """
    marked = {(item.evidence_id, item.fact) for item in seen}
    return tuple(item for item in seen if not _is_of_the_way(item, marked))


def _is_of_the_way(item: Seen, marked: set[tuple[str, Fact]]) -> bool:
    if (item.evidence_id, Fact.HEADER_EDGE_ERROR) in marked and item.fact in _SAID_OF_NOBODY:
        return True
    before = (item.evidence_id, Fact.ANSWERED_BEFORE_CONFLUENCE) in marked
    return before and item.fact is Fact.SERAPH_ABSENT_ON_BEARER_401


def _without_trials_elsewhere(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Drop what our own try at the site's address says of a token with scopes, where the failing call may be elsewhere.

    The site's address turns every such token away, so its 401 tells nothing new once the gateway misses a scope for
    what is asked as well; only a call that was seen to go to the site makes that address the fault.
    """
    facts = {item.fact for item in seen}
    asks_v2 = bool(facts & {Fact.URL_API_V2, Fact.TOLD_V1_WORKS_V2_FAILS})
    lacks = Fact.SCOPE_MISSING_ON_BOTH in facts or (asks_v2 and Fact.V1_ACCEPTED_V2_SCOPE_MISSING in facts)
    calls_site = any(item.fact is Fact.URL_SITE_HOST and item.source is Source.PARSED_EXCHANGE for item in seen)
    if not lacks or calls_site:
        return tuple(seen)
    return tuple(item for item in seen if not (item.source is Source.PROBE and item.fact in _SITE_REFUSES_SCOPED))


_SITE_REFUSES_SCOPED = frozenset(
    {Fact.SUBJECT_401_ON_SITE, Fact.BODY_TOMCAT_401, Fact.CHALLENGE_OAUTH_REALM, Fact.STATUS_401}
)


def _following(seen: Sequence[Seen], deployment: Deployment | None) -> tuple[Seen, ...]:
    """Return what follows. Cloud wants an e-mail address as user, Data Center a user name.

    Sources: https://developer.atlassian.com/cloud/confluence/basic-auth-for-rest-apis/ and
    https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
    """
    if deployment is None:
        return ()
    unusual = _UNUSUAL_USER[deployment]
    follows = [replace(item, fact=Fact.USER_FORM_UNUSUAL) for item in seen if item.fact is unusual]
    return (*follows, *_unfit_schemes(seen, deployment), *_wire_facts(seen, deployment))


def _wire_facts(seen: Sequence[Seen], deployment: Deployment) -> Iterator[Seen]:
    """Read a pasted exchange as a whole: what went out, and an answer that fits something else.

    A Data Center names a failed Basic login to a Basic pair alone, so behind a Bearer header it judged another one.
    """
    by_evidence: dict[str, dict[Fact, Seen]] = {}
    for item in seen:
        if item.source is Source.PARSED_EXCHANGE:
            by_evidence.setdefault(item.evidence_id, {})[item.fact] = item
    for facts in by_evidence.values():
        sent = next((facts[fact] for fact in (Fact.SENT_BASIC, Fact.SENT_BEARER) if fact in facts), None)
        if sent and facts.keys() & _REFUSED_STATUSES:
            yield replace(sent, fact=Fact.SENT_ON_THE_WIRE)
        failed = facts.keys() & {Fact.SERAPH_FAILED, Fact.BODY_BASIC_AUTH_FAILURE}
        if failed and Fact.SENT_BEARER in facts and deployment is Deployment.DATA_CENTER:
            yield replace(facts[Fact.SENT_BEARER], fact=Fact.SENT_OTHER_THAN_CONFIGURED)


_REFUSED_STATUSES = frozenset({Fact.STATUS_401, Fact.STATUS_403, Fact.STATUS_404})


def _unfit_schemes(seen: Sequence[Seen], deployment: Deployment) -> Iterator[Seen]:
    """Say it only where one scheme alone was seen; where both were tried, another fact tells how each went."""
    used, right, kinds = _UNFIT[deployment]
    facts = {item.fact for item in seen}
    if right in facts or not kinds & facts:
        return
    yield from (replace(item, fact=Fact.SENT_UNFIT_SCHEME) for item in seen if item.fact is used)
