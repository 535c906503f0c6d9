"""Probes of the credential: is it accepted, as whom, where, and in which form.

Readings: https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md (Cloud, measured 2026-08) and
https://jira.atlassian.com/browse/CONFSERVER-98199 (Data Center answers a bad token as anonymous).
"""

from tools.client import Scheme, SiteClient
from tools.credential_form import CredentialLook, SentScheme
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, is_alike, is_anonymous, is_known_user, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404


async def _who_am_i(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    without = await asking.ask("current_user")
    asking.note(*_anonymous_facts(without))
    subject = await asking.ask_as_subject("current_user")
    if subject is not None:
        asking.note(*_subject_facts(subject, target))
        if is_alike(subject, without):
            asking.note(Fact.SAME_AS_NO_CREDENTIAL)
    return asking.outcome()


def _anonymous_facts(without: Exchange | None) -> tuple[Fact, ...]:
    if is_anonymous(without):
        return (Fact.ANONYMOUS_ACCESS_ON,)
    refused = without is not None and without.status in {_UNAUTHORIZED, _FORBIDDEN}
    return (Fact.ANONYMOUS_ACCESS_OFF,) if refused else ()


def _subject_facts(subject: Exchange, target: Target) -> tuple[Fact, ...]:
    if is_known_user(subject):
        return (Fact.SUBJECT_KNOWN_ON_SITE, *_as_somebody_else(subject, target))
    if is_anonymous(subject) or subject.status in {_FORBIDDEN, _NOT_FOUND}:
        return (Fact.SUBJECT_NOBODY_ON_SITE,)
    if subject.status != _UNAUTHORIZED:
        return ()
    if target.site.deployment is Deployment.CLOUD:
        return (Fact.SUBJECT_401_ON_SITE,)
    form = target.subject_form
    return (
        (Fact.SUBJECT_REFUSED_BASIC_DC,) if form and form.scheme is SentScheme.BASIC else (Fact.SUBJECT_NOBODY_ON_SITE,)
    )


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


async def _invented(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    scheme = Scheme.INVENTED_BASIC if target.site.deployment is Deployment.CLOUD else Scheme.INVENTED_BEARER
    control = await asking.ask("current_user", Identity.CONTROL, scheme=scheme)
    if control is None or control.error:
        return asking.outcome()
    if Fact.SUBJECT_401_ON_SITE in target.known:
        readable = not target.known & {Fact.SENT_BASIC_EMPTY_HALF, Fact.SENT_BASIC_UNREADABLE, Fact.SENT_UNKNOWN_SCHEME}
        if control.status != _UNAUTHORIZED and readable:
            asking.note(Fact.DIFFERS_FROM_INVENTED)
    elif Fact.SUBJECT_NOBODY_ON_SITE in target.known and (control.status != 200 or is_anonymous(control)):
        asking.note(Fact.SAME_AS_INVENTED)
    return asking.outcome()


async def _gateway_twin(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    v1 = await asking.ask_as_subject("gateway_current_user")
    v2 = await asking.ask_as_subject("gateway_no_such_page")
    asking.note(*_gateway_facts(v1, v2))
    return asking.outcome()


def _gateway_facts(v1: Exchange | None, v2: Exchange | None) -> list[Fact]:
    known = is_known_user(v1) or _names_missing_page(v2)
    lacking = [answer for answer in (v1, v2) if _lacks_scope(answer)]
    facts = []
    if known:
        facts += [Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SCOPE_PRESENT_ON_ROUTE]
    if lacking:
        facts.append(Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY)
    if known and lacking:
        facts.append(Fact.V1_ACCEPTED_V2_SCOPE_MISSING)
    if len(lacking) == 2:
        facts.append(Fact.SCOPE_MISSING_ON_BOTH)
    if not facts and v1 is not None and (v1.status in {_FORBIDDEN, _UNAUTHORIZED} or is_anonymous(v1)):
        facts.append(Fact.SUBJECT_NOBODY_ON_GATEWAY)
    return facts


def _lacks_scope(answer: Exchange | None) -> bool:
    return answer is not None and answer.status == _UNAUTHORIZED and "scope does not match" in answer.body


def _names_missing_page(answer: Exchange | None) -> bool:
    return answer is not None and answer.status == _NOT_FOUND and "Cannot find a page with id" in answer.body


async def _other_scheme(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    form = target.subject_form
    as_bearer = form is not None and form.scheme is SentScheme.BASIC
    scheme = Scheme.BEARER if as_bearer else Scheme.BASIC
    answer = await asking.ask_as_subject("current_user", scheme)
    if answer is not None and not answer.error:
        accepted = (Fact.ACCEPTED_AS_BEARER, Fact.ACCEPTED_AS_BASIC)
        refused = (Fact.REFUSED_AS_BEARER, Fact.REFUSED_AS_BASIC)
        pair = accepted if is_known_user(answer) else refused
        asking.note(pair[0] if as_bearer else pair[1])
    return _without_wire_facts(asking.outcome())


async def _stripped(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask_as_subject("current_user", Scheme.STRIPPED)
    if is_known_user(answer):
        asking.note(Fact.STRIPPED_SECRET_ACCEPTED)
    return _without_wire_facts(asking.outcome())


async def _jira(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask_as_subject("jira_myself")
    if answer is not None and not answer.error:
        if answer.status == 200 and json_of(answer):
            asking.note(Fact.JIRA_KNOWS_SUBJECT)
        elif answer.status in {_UNAUTHORIZED, _FORBIDDEN}:
            asking.note(Fact.JIRA_REFUSES_SUBJECT)
    return _without_wire_facts(asking.outcome())


def _without_wire_facts(outcome: ProbeOutcome) -> ProbeOutcome:
    """An experiment with another form or product says nothing about the failing call's own wire."""
    from dataclasses import replace

    return replace(outcome, steps=tuple(replace(step, facts=()) for step in outcome.steps))


def may_swap_scheme(target: Target) -> bool:
    """Tell whether sending the secret under the other scheme can teach anything."""
    form = target.subject_form
    if form is None:
        return False
    if form.scheme is SentScheme.BASIC:
        return target.site.deployment is Deployment.DATA_CENTER and form.kind is CredentialLook.PAT
    return bool(form.scheme is SentScheme.BEARER and target.person_email and target.site.deployment is Deployment.CLOUD)


_BOTH = (Deployment.CLOUD, Deployment.DATA_CENTER)
_CLOUD = (Deployment.CLOUD,)
_SUBJECT = frozenset({Need.SUBJECT})
_REFUSED = frozenset({Fact.SUBJECT_NOBODY_ON_SITE, Fact.SUBJECT_401_ON_SITE, Fact.SUBJECT_REFUSED_BASIC_DC})

PROBES = (
    Probe(
        name="current_user",
        asks="Asked Confluence who this credential belongs to, and what it says without any",
        deployments=_BOTH,
        identities=(Identity.NONE, Identity.SUBJECT),
        needs=_SUBJECT,
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("known", 0.25, (Fact.SUBJECT_KNOWN_ON_SITE,)),
            Outcome("nobody", 0.4, (Fact.SUBJECT_NOBODY_ON_SITE, Fact.BODY_CALLER_CANNOT_ACCESS)),
            Outcome("anonymous", 0.1, (Fact.IDENTITY_ANONYMOUS, Fact.ANONYMOUS_ACCESS_ON)),
            Outcome("tomcat_401", 0.2, (Fact.SUBJECT_401_ON_SITE,)),
            Outcome("other", 0.05, ()),
        ),
        run=_who_am_i,
        once_known=frozenset({Fact.SUBJECT_KNOWN_ON_SITE}) | _REFUSED,
    ),
    Probe(
        name="invented_account",
        asks="Asked the same with an invented account, to compare",
        deployments=_BOTH,
        identities=(Identity.CONTROL,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("differs", 0.4, (Fact.DIFFERS_FROM_INVENTED,)),
            Outcome("same", 0.4, (Fact.SAME_AS_INVENTED,)),
            Outcome("other", 0.2, ()),
        ),
        run=_invented,
        once_known=frozenset({Fact.DIFFERS_FROM_INVENTED, Fact.SAME_AS_INVENTED, Fact.SUBJECT_KNOWN_ON_SITE}),
        only_when=frozenset({Fact.SUBJECT_401_ON_SITE, Fact.SUBJECT_NOBODY_ON_SITE}),
    ),
    Probe(
        name="gateway_twin",
        asks="Asked the same at api.atlassian.com",
        deployments=_CLOUD,
        identities=(Identity.SUBJECT,),
        needs=frozenset({Need.SUBJECT, Need.CLOUD_ID}),
        requests=2,
        seconds=1.2,
        login_risk=False,
        outcomes=(
            Outcome("known", 0.3, (Fact.SUBJECT_KNOWN_ON_GATEWAY,)),
            Outcome("scope_missing", 0.15, (Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY, Fact.SCOPE_MISSING_ON_BOTH)),
            Outcome("mixed", 0.1, (Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.V1_ACCEPTED_V2_SCOPE_MISSING)),
            Outcome("nobody", 0.4, (Fact.SUBJECT_NOBODY_ON_GATEWAY,)),
            Outcome("other", 0.05, ()),
        ),
        run=_gateway_twin,
        once_known=frozenset({Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SUBJECT_NOBODY_ON_GATEWAY}),
    ),
    Probe(
        name="other_scheme",
        asks="Sent the same secret under the other scheme",
        deployments=_BOTH,
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("bearer_works", 0.3, (Fact.ACCEPTED_AS_BEARER,)),
            Outcome("basic_works", 0.3, (Fact.ACCEPTED_AS_BASIC,)),
            Outcome("refused", 0.4, (Fact.REFUSED_AS_BASIC,)),
        ),
        run=_other_scheme,
        once_known=frozenset({Fact.ACCEPTED_AS_BASIC, Fact.ACCEPTED_AS_BEARER, Fact.SUBJECT_KNOWN_ON_SITE}),
    ),
    Probe(
        name="stripped_secret",
        asks="Sent the secret once more without stray spaces and quotes",
        deployments=_CLOUD,
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(Outcome("works", 0.5, (Fact.STRIPPED_SECRET_ACCEPTED,)), Outcome("refused", 0.5, ())),
        run=_stripped,
        only_when=frozenset({Fact.SECRET_STRAY_CHARACTERS}),
        once_known=frozenset({Fact.SUBJECT_KNOWN_ON_SITE}),
    ),
    Probe(
        name="jira_control",
        asks="Asked Jira on the same site about the same credential",
        deployments=_CLOUD,
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("known", 0.3, (Fact.JIRA_KNOWS_SUBJECT,)),
            Outcome("refused", 0.5, (Fact.JIRA_REFUSES_SUBJECT,)),
            Outcome("other", 0.2, ()),
        ),
        run=_jira,
        only_when=frozenset({Fact.SUBJECT_NOBODY_ON_SITE}),
        once_known=frozenset({Fact.JIRA_KNOWS_SUBJECT, Fact.JIRA_REFUSES_SUBJECT}),
    ),
)
