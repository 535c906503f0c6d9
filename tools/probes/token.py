"""Probes of Data Center's token API and access mode.

Sources: https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html (tokens and their
expiry) and https://developer.atlassian.com/server/confluence/how-to-make-your-add-on-compatible-with-read-only-mode/ .
"""

from datetime import datetime
from typing import Any

from tools.client import SiteClient
from tools.credential_form import CredentialLook
from tools.evidence import Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.reading import any_json_of, is_good, items_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment


async def _own_tokens(client: SiteClient, target: Target) -> ProbeOutcome:
    """List the person's own tokens with a credential of theirs that works; what all of them share is told."""
    asking = Asking(client, target)
    answer = await asking.ask_as_subject("pat_list")
    if not is_good(answer) or not isinstance(any_json_of(answer), list):
        return asking.outcome()
    tokens = items_of(any_json_of(answer))
    ended = [_is_over(one.get("expiringAt"), target.now) for one in tokens]
    if not tokens:
        asking.note(Fact.PAT_NOT_LISTED)
    elif all(ended):
        asking.note(Fact.PAT_LISTED_EXPIRED)
    elif not any(ended):
        asking.note(Fact.PAT_LISTED_VALID)
    return asking.outcome()


def _is_over(moment: Any, now: datetime) -> bool:
    try:
        end = datetime.fromisoformat(str(moment).replace("Z", "+00:00"))
    except ValueError:
        return False
    return end.tzinfo is not None and end <= now


async def _access_mode(client: SiteClient, target: Target) -> ProbeOutcome:
    """Ask with whatever is at hand: where anonymous access is off, nobody is answered."""
    asking = Asking(client, target)
    if target.site.observer is not None:
        answer = await asking.ask_as_observer("access_mode")
    elif Fact.SUBJECT_KNOWN_ON_SITE in target.known:
        answer = await asking.ask_as_subject("access_mode")
    else:
        answer = await asking.ask("access_mode")
    if answer is not None and is_good(answer) and "READ_ONLY" in answer.body:
        asking.note(Fact.READ_ONLY_MODE_ON)
    return asking.outcome()


def _has_another_credential(target: Target) -> bool:
    """Tell whether a token is in question, and the working credential is another one."""
    another = target.subject_form is not None and target.subject_form.kind is not CredentialLook.PAT
    return another and bool(target.known & _ABOUT_A_TOKEN)


_ABOUT_A_TOKEN = frozenset(
    {
        Fact.SECRET_DC_PAT,
        Fact.SENT_BEARER,
        Fact.SERAPH_ABSENT_ON_BEARER_401,
        Fact.REFUSED_AS_BEARER,
        Fact.TOLD_PASSWORD_WORKS,
        Fact.TOLD_TOKEN_OLD,
        Fact.TOLD_OTHER_TOKEN_WORKS,
    }
)


_DATA_CENTER = (Deployment.DATA_CENTER,)

PROBES = (
    Probe(
        name="own_tokens",
        asks="Listed the person's own tokens with the credential that works",
        deployments=_DATA_CENTER,
        identities=(Identity.SUBJECT,),
        needs=frozenset({Need.SUBJECT}),
        requests=1,
        seconds=0.5,
        login_risk=False,
        outcomes=(
            Outcome("expired", 0.3, (Fact.PAT_LISTED_EXPIRED,)),
            Outcome("valid", 0.4, (Fact.PAT_LISTED_VALID,)),
            Outcome("none", 0.15, (Fact.PAT_NOT_LISTED,)),
            Outcome("not_settled", 0.15, ()),
        ),
        run=_own_tokens,
        only_when=frozenset({Fact.SUBJECT_KNOWN_ON_SITE}),
        once_known=frozenset({Fact.PAT_LISTED_EXPIRED, Fact.PAT_LISTED_VALID, Fact.PAT_NOT_LISTED}),
        suits=_has_another_credential,
    ),
    Probe(
        name="access_mode",
        asks="Looked whether the site is in read-only mode",
        deployments=_DATA_CENTER,
        identities=(Identity.NONE, Identity.SUBJECT, Identity.OBSERVER),
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(Outcome("read_only", 0.2, (Fact.READ_ONLY_MODE_ON,)), Outcome("read_write", 0.8, ())),
        run=_access_mode,
        only_when=frozenset({Fact.TOLD_WRITES_FAIL, Fact.CALL_IS_A_WRITE, Fact.BODY_READ_ONLY, Fact.TOLD_READS_WORK}),
        once_known=frozenset({Fact.READ_ONLY_MODE_ON}),
    ),
)
