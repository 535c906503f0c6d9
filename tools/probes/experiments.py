"""Experiments with the subject's credential: under the other scheme, without stray characters, and at Jira.

They say nothing of the failing call's own answer, so only comparisons count.
"""

from tools.client import Scheme, SiteClient
from tools.credential_form import CredentialLook, SentScheme
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, Tells
from tools.probes.credentials import is_unreadable
from tools.probes.place import goes_to_gateway
from tools.probes.reading import (
    FORBIDDEN,
    UNAUTHORIZED,
    is_good,
    is_known_user,
    is_telling,
    json_of,
    lacks_scope,
    says_nobody,
    seraph_of,
)
from tools.probes.site import look_at_tenant
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment


async def _as_bearer(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask_as_subject("current_user", Tells.NOTHING, Scheme.BEARER)
    if is_known_user(answer):
        asking.note(Fact.ACCEPTED_AS_BEARER)
    elif is_telling(answer) and _is_token(target):
        asking.note(Fact.REFUSED_AS_BEARER)
    return asking.outcome()


async def _as_basic(client: SiteClient, target: Target) -> ProbeOutcome:
    """Try the site, or the gateway where the calls go there; a scoped token is known at the gateway only."""
    asking = Asking(client, target)
    answer = None
    if not goes_to_gateway(target):
        answer = await asking.ask_as_subject("current_user", Tells.NOTHING, Scheme.BASIC)
    scoped = answer is not None and answer.status == UNAUTHORIZED
    if (scoped or goes_to_gateway(target)) and await look_at_tenant(asking):
        answer = await asking.ask_as_subject("gateway_current_user", Tells.NOTHING, Scheme.BASIC)
    if is_known_user(answer) or lacks_scope(answer):
        asking.note(Fact.ACCEPTED_AS_BASIC)
    elif says_nobody(answer):
        asking.note(Fact.REFUSED_AS_BASIC)
    return asking.outcome()


def _is_token(target: Target) -> bool:
    """Tell whether the secret looks like a personal access token; a refused password says nothing about tokens."""
    return target.subject_form is not None and target.subject_form.kind is CredentialLook.PAT


async def _stripped(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask_as_subject("current_user", Tells.NOTHING, Scheme.STRIPPED)
    if is_known_user(answer):
        asking.note(Fact.STRIPPED_SECRET_ACCEPTED)
    return asking.outcome()


async def _jira(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask_as_subject("jira_myself")
    if answer is None or not is_telling(answer):
        return asking.outcome()
    if is_good(answer) and json_of(answer).get("accountId"):
        asking.note(Fact.JIRA_KNOWS_SUBJECT)
    elif _READ_AS_ANOTHER_KIND in answer.body:
        asking.note(Fact.BODY_CONNECT_SESSION_TOKEN)
    elif answer.status in {UNAUTHORIZED, FORBIDDEN}:
        asking.note(Fact.JIRA_REFUSES_SUBJECT)
        if _jira_saw_nothing(answer, target):
            asking.note(Fact.CREDENTIAL_NOT_ARRIVED)
    return asking.outcome()


def _jira_saw_nothing(answer: Exchange, target: Target) -> bool:
    """Tell whether Jira answers as if no Basic pair had come: a refused one is named in X-Seraph-LoginReason.

    Source: https://github.com/brekkylab/backlot (measured in September 2026).
    """
    form = target.subject_form
    readable = form is not None and form.scheme is SentScheme.BASIC and not is_unreadable(target)
    return readable and not seraph_of(answer) and "Client must be authenticated" in answer.body


def may_swap_scheme(target: Target) -> bool:
    """Tell whether sending the secret under the other scheme can teach anything without risking a lock-out."""
    form = target.subject_form
    if form is None or form.empty_secret:
        return False
    if target.site.deployment is Deployment.DATA_CENTER:
        return form.scheme is SentScheme.BASIC and form.kind in {CredentialLook.PAT, CredentialLook.OPAQUE}
    token = form.kind in {CredentialLook.API_TOKEN, CredentialLook.SERVICE_KEY}
    return form.scheme is SentScheme.BEARER and token and bool(target.person_email)


_READ_AS_ANOTHER_KIND = "Failed to parse Connect Session Auth Token"
"""Said to any opaque Bearer: the site takes it for a Connect token, so nothing was found out about the secret."""

_SUBJECT = frozenset({Need.SUBJECT})
_TRIED = frozenset({Fact.ACCEPTED_AS_BASIC, Fact.ACCEPTED_AS_BEARER, Fact.REFUSED_AS_BASIC, Fact.REFUSED_AS_BEARER})
_WORKS_ALREADY = frozenset({Fact.SUBJECT_KNOWN_ON_SITE})

PROBES = (
    Probe(
        name="other_scheme",
        asks="Sent the same secret as Bearer instead of Basic",
        deployments=(Deployment.DATA_CENTER,),
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("works", 0.4, (Fact.ACCEPTED_AS_BEARER,)),
            Outcome("refused", 0.55, (Fact.REFUSED_AS_BEARER,)),
            Outcome("other", 0.05, ()),
        ),
        run=_as_bearer,
        once_known=_TRIED | _WORKS_ALREADY,
        suits=may_swap_scheme,
    ),
    Probe(
        name="other_scheme",
        asks="Sent the same secret as Basic, with the e-mail address, instead of Bearer",
        deployments=(Deployment.CLOUD,),
        identities=(Identity.SUBJECT,),
        needs=frozenset({Need.SUBJECT, Need.EMAIL}),
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("works", 0.4, (Fact.ACCEPTED_AS_BASIC,)),
            Outcome("refused", 0.55, (Fact.REFUSED_AS_BASIC,)),
            Outcome("other", 0.05, ()),
        ),
        run=_as_basic,
        once_known=_TRIED | _WORKS_ALREADY,
        suits=may_swap_scheme,
    ),
    Probe(
        name="stripped_secret",
        asks="Sent the secret once more without stray spaces and quotes",
        deployments=(Deployment.CLOUD,),
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(Outcome("works", 0.5, (Fact.STRIPPED_SECRET_ACCEPTED,)), Outcome("refused", 0.5, ())),
        run=_stripped,
        only_when=frozenset({Fact.SECRET_STRAY_CHARACTERS}),
        once_known=_WORKS_ALREADY | {Fact.STRIPPED_SECRET_ACCEPTED},
    ),
    Probe(
        name="jira_control",
        asks="Asked Jira on the same site about the same credential",
        deployments=(Deployment.CLOUD,),
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("known", 0.25, (Fact.JIRA_KNOWS_SUBJECT,)),
            Outcome("refused", 0.56, (Fact.JIRA_REFUSES_SUBJECT,)),
            Outcome("other_kind", 0.04, (Fact.BODY_CONNECT_SESSION_TOKEN,)),
            Outcome("not_arrived", 0.05, (Fact.CREDENTIAL_NOT_ARRIVED,)),
            Outcome("other", 0.1, ()),
        ),
        run=_jira,
        only_when=frozenset({Fact.SUBJECT_NOBODY_ON_SITE}),
        once_known=frozenset({Fact.JIRA_KNOWS_SUBJECT, Fact.JIRA_REFUSES_SUBJECT}),
    ),
)
