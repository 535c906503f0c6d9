"""Probes of the credential at its own address: is it accepted, as whom, and is it answered like nobody's.

Readings: https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md (Cloud, measured 2026-08) and
https://jira.atlassian.com/browse/CONFSERVER-98199 (Data Center answers a bad token as anonymous).
"""

from tools.client import SiteClient
from tools.credential_form import SentScheme, Stray
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, Tells
from tools.probes.place import goes_to_gateway, goes_to_site
from tools.probes.reading import (
    UNAUTHORIZED,
    is_alike,
    is_anonymous,
    is_known_user,
    is_telling,
    json_of,
    says_nobody,
    seraph_of,
)
from tools.probes.site import look_at_tenant
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment


async def _who_am_i(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    if target.site.deployment is Deployment.CLOUD:
        await look_at_tenant(asking)
    without = await asking.ask("current_user")
    asking.note(*anonymous_facts(without), *_place_facts(target))
    if without is not None and without.error:
        return asking.outcome()  # nobody can be reached, so the credential is not sent either
    subject = await asking.ask_as_subject("current_user", Tells.CALL)
    if subject is not None:
        asking.note(*subject_facts(subject, target))
        asking.learned.update(_who_it_is(subject))
        if _got_lost(subject, without, target):
            asking.note(Fact.CREDENTIAL_NOT_ARRIVED)
        if is_alike(subject, without) and says_nobody(subject):
            asking.note(Fact.SAME_AS_NO_CREDENTIAL)
    return asking.outcome()


def _place_facts(target: Target) -> tuple[Fact, ...]:
    """Say where the pasted calls go, which the registered addresses tell for hosts of any name."""
    on_cloud = target.site.deployment is Deployment.CLOUD
    return (Fact.URL_SITE_HOST,) if on_cloud and goes_to_site(target) else ()


async def _anonymous(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    asking.note(*anonymous_facts(await asking.ask("current_user")))
    return asking.outcome()


def anonymous_facts(without: Exchange | None) -> tuple[Fact, ...]:
    """Tell from user/current without a credential whether anonymous access is on."""
    if is_anonymous(without):
        return (Fact.ANONYMOUS_ACCESS_ON,)
    return (Fact.ANONYMOUS_ACCESS_OFF,) if says_nobody(without) else ()


def subject_facts(subject: Exchange, target: Target) -> tuple[Fact, ...]:
    """Tell from user/current with the subject's credential what the site makes of it."""
    if not is_telling(subject):
        return ()
    if is_known_user(subject):
        accepted = Fact.STRIPPED_SECRET_ACCEPTED if _was_cleaned(target) else Fact.SUBJECT_KNOWN_ON_SITE
        return (accepted, *_as_somebody_else(subject, target))
    if target.site.deployment is Deployment.CLOUD:
        return _cloud_facts(subject)
    return _data_center_facts(subject, target)


def _was_cleaned(target: Target) -> bool:
    """Tell whether the secret went out without stray characters that its owner's client may send along.

    A header cannot carry them at its end, so the guard's own request is never the whole failing one.
    """
    form = target.subject_form
    return form is not None and form.scheme is SentScheme.BEARER and bool(set(form.stray) & _AT_THE_ENDS)


def _cloud_facts(subject: Exchange) -> tuple[Fact, ...]:
    if says_nobody(subject):
        return (Fact.SUBJECT_NOBODY_ON_SITE,)
    tomcat = subject.status == UNAUTHORIZED and "HTTP Status 401" in subject.body
    return (Fact.SUBJECT_401_ON_SITE,) if tomcat else ()


def _data_center_facts(subject: Exchange, target: Target) -> tuple[Fact, ...]:
    reason = seraph_of(subject)
    if reason == "AUTHENTICATED_FAILED" or _BASIC_FAILED in subject.body:
        bearer = target.subject_form is not None and target.subject_form.scheme is SentScheme.BEARER
        return (Fact.CREDENTIAL_REPLACED if bearer else Fact.SUBJECT_REFUSED_BASIC_DC,)
    if reason:
        return ()  # somebody, whom something else stops: the login reason and the words stand in the answer itself
    bearer = target.subject_form is not None and target.subject_form.scheme is SentScheme.BEARER
    own_challenge = (subject.response_header("WWW-Authenticate") or "").startswith("OAuth realm")
    unresolved = bearer and subject.status == UNAUTHORIZED and own_challenge
    return (Fact.SUBJECT_NOBODY_ON_SITE,) if says_nobody(subject) or unresolved else ()


def _got_lost(subject: Exchange, without: Exchange | None, target: Target) -> bool:
    """Tell whether Data Center answers a Basic pair as if none had come: a refused pair gets words of its own.

    Source: https://confluence.atlassian.com/confkb (X-Seraph-LoginReason comes with every Basic login, good or bad).
    """
    basic = target.subject_form is not None and target.subject_form.scheme is SentScheme.BASIC
    on_data_center = target.site.deployment is Deployment.DATA_CENTER
    return basic and on_data_center and not seraph_of(subject) and is_alike(subject, without) and says_nobody(subject)


def _who_it_is(subject: Exchange) -> dict[str, str]:
    """Keep the account's names, by which rules of spaces and pages know it."""
    known = json_of(subject) if is_known_user(subject) else {}
    fields = (("account_id", "accountId"), ("username", "username"), ("user_key", "userKey"))
    return {ours: str(known[theirs]) for ours, theirs in fields if known.get(theirs)}


def _as_somebody_else(subject: Exchange, target: Target) -> tuple[Fact, ...]:
    known = json_of(subject)
    pairs = (
        (target.person_account_id, known.get("accountId")),
        (target.person_username, known.get("username")),
        (target.person_email, known.get("email")),
    )
    told = [(mine, theirs) for mine, theirs in pairs if mine and theirs]
    differs = bool(told) and all(str(mine).lower() != str(theirs).lower() for mine, theirs in told)
    return (Fact.IDENTITY_IS_SOMEBODY_ELSE,) if differs else ()


def is_unreadable(target: Target) -> bool:
    """Tell whether the pair has no readable form, which gets the same 401 page as a scoped token."""
    form = target.subject_form
    by_form = form is not None and (form.unreadable or form.empty_user or form.empty_secret)
    told = {Fact.SENT_BASIC_EMPTY_HALF, Fact.SENT_BASIC_UNREADABLE, Fact.SENT_UNKNOWN_SCHEME}
    return by_form or bool(target.known & told)


def _at_the_site(target: Target) -> bool:
    return not goes_to_gateway(target)


_BASIC_FAILED = "Basic Authentication Failure - Reason : AUTHENTICATED_FAILED"
"""Said to a Basic pair alone: a token that is not known makes the caller nobody, without any login reason."""

_AT_THE_ENDS = frozenset({Stray.SPACE, Stray.LINE_BREAK})
_BOTH = (Deployment.CLOUD, Deployment.DATA_CENTER)
_SUBJECT = frozenset({Need.SUBJECT})
_SEEN = frozenset(
    {
        Fact.STRIPPED_SECRET_ACCEPTED,
        Fact.SUBJECT_KNOWN_ON_SITE,
        Fact.SUBJECT_NOBODY_ON_SITE,
        Fact.SUBJECT_401_ON_SITE,
        Fact.SUBJECT_REFUSED_BASIC_DC,
    }
)
_WITHOUT = (
    Outcome("closed", 0.75, (Fact.ANONYMOUS_ACCESS_OFF, Fact.ANSWERED_BY_CONFLUENCE)),
    Outcome("open", 0.15, (Fact.ANONYMOUS_ACCESS_ON,)),
    Outcome("something_before", 0.06, (Fact.ANSWERED_BEFORE_CONFLUENCE,)),
    Outcome("unreachable", 0.04, (Fact.NET_CONNECTION_FAILURE,)),
)
_ON_THE_WAY = (
    Outcome("address_refused", 0.03, (Fact.BODY_IP_NOT_ALLOWED,)),
    Outcome("something_before", 0.04, (Fact.ANSWERED_BEFORE_CONFLUENCE,)),
    Outcome("limited", 0.02, (Fact.STATUS_429,)),
    Outcome("unreachable", 0.02, (Fact.NET_CONNECTION_FAILURE,)),
    Outcome("other", 0.04, ()),
)


PROBES = (
    Probe(
        name="current_user",
        asks="Asked Confluence who this credential belongs to, and what it says without any",
        deployments=(Deployment.CLOUD,),
        identities=(Identity.NONE, Identity.SUBJECT),
        needs=_SUBJECT,
        requests=3,
        seconds=1.2,
        login_risk=False,
        outcomes=(
            Outcome("known", 0.22, (Fact.SUBJECT_KNOWN_ON_SITE,)),
            Outcome("nobody", 0.36, (Fact.SUBJECT_NOBODY_ON_SITE, Fact.SAME_AS_NO_CREDENTIAL)),
            Outcome("anonymous", 0.06, (Fact.IDENTITY_ANONYMOUS, Fact.ANONYMOUS_ACCESS_ON)),
            Outcome("tomcat_401", 0.15, (Fact.SUBJECT_401_ON_SITE,)),
            Outcome("edge_trouble", 0.02, (Fact.HEADER_EDGE_ERROR,)),
            Outcome("suspended", 0.02, (Fact.BODY_SITE_SUSPENDED,)),
            Outcome("policy", 0.02, (Fact.BODY_TOKEN_BLOCKED_BY_ADMIN,)),
            *_ON_THE_WAY,
        ),
        run=_who_am_i,
        once_known=_SEEN,
        suits=_at_the_site,
        without_subject=_WITHOUT,
    ),
    Probe(
        name="current_user",
        asks="Asked Confluence who this credential belongs to, and what it says without any",
        deployments=(Deployment.DATA_CENTER,),
        identities=(Identity.NONE, Identity.SUBJECT),
        needs=_SUBJECT,
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("known", 0.2, (Fact.SUBJECT_KNOWN_ON_SITE,)),
            Outcome("nobody", 0.24, (Fact.SUBJECT_NOBODY_ON_SITE, Fact.SAME_AS_NO_CREDENTIAL)),
            Outcome("anonymous", 0.06, (Fact.IDENTITY_ANONYMOUS, Fact.ANONYMOUS_ACCESS_ON)),
            Outcome("refused", 0.2, (Fact.SUBJECT_REFUSED_BASIC_DC, Fact.SERAPH_FAILED)),
            Outcome("not_let_in", 0.05, (Fact.SERAPH_NOT_AUTHORISED,)),
            Outcome("captcha", 0.03, (Fact.SERAPH_DENIED,)),
            Outcome("basic_off", 0.03, (Fact.BODY_BASIC_DISABLED,)),
            Outcome("basic_blocked", 0.02, (Fact.BODY_BASIC_BLOCKED_BY_APP,)),
            Outcome("kerberos", 0.01, (Fact.CHALLENGE_NEGOTIATE,)),
            Outcome("replaced", 0.01, (Fact.CREDENTIAL_REPLACED,)),
            *_ON_THE_WAY,
        ),
        run=_who_am_i,
        once_known=_SEEN,
        without_subject=_WITHOUT,
    ),
    Probe(
        name="anonymous_access",
        asks="Looked what Confluence says without any credential",
        deployments=_BOTH,
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=1,
        seconds=0.5,
        login_risk=False,
        outcomes=_WITHOUT,
        run=_anonymous,
        once_known=_SEEN | {Fact.ANONYMOUS_ACCESS_ON, Fact.ANONYMOUS_ACCESS_OFF},
        suits=lambda target: target.subject is None,
    ),
)
