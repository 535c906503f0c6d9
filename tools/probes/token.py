"""Probes of tokens: OAuth grants, the token API of Data Center, access mode.

Sources: https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/ (accessible-resources) and
https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html (tokens since 7.9).
"""

import json

from tools.client import SiteClient
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 200, 401, 403, 404


async def _resources(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask_as_subject("accessible_resources")
    if answer is not None and answer.status == _UNAUTHORIZED:
        asking.note(Fact.OAUTH_TOKEN_REFUSED)
    elif answer is not None and answer.status == _OK:
        cloud_id = target.site.cloud_id or target.learned.get("cloud_id", "")
        granted = {str(item.get("id")) for item in _items(answer)}
        asking.note(Fact.OAUTH_SITE_GRANTED if cloud_id in granted else Fact.OAUTH_SITE_NOT_GRANTED)
    return asking.outcome()


async def _pat_api(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("pat_list")
    if answer is not None and answer.status == _NOT_FOUND:
        asking.note(Fact.PAT_API_ABSENT)
    return asking.outcome()


async def _access_mode(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("access_mode")
    if answer is not None and answer.status == _OK and "READ_ONLY" in answer.body:
        asking.note(Fact.READ_ONLY_MODE_ON)
    return asking.outcome()


async def _account(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    if target.site.deployment is Deployment.CLOUD:
        if not target.person_account_id:
            return asking.outcome()
        answer = await asking.ask_as_observer("user_by_account_id", account_id=target.person_account_id)
    else:
        answer = await asking.ask_as_observer("user_by_name", username=target.person_username)
    if answer is not None and answer.status == _OK:
        asking.note(_state_of(answer))
    elif answer is not None and answer.status == _NOT_FOUND:
        asking.note(Fact.ACCOUNT_UNKNOWN)
    return asking.outcome()


def _state_of(answer: Exchange) -> Fact:
    """Read the account's state: `status` on Data Center, `accountStatus` on Cloud; absent means active."""
    known = json_of(answer)
    state = str(known.get("status") or known.get("accountStatus") or "current").lower()
    return Fact.ACCOUNT_ACTIVE if state in {"current", "active"} else Fact.ACCOUNT_INACTIVE


def _items(answer: Exchange) -> list[dict[str, object]]:
    try:
        parsed = json.loads(answer.body)
    except ValueError:
        return []
    return [item for item in parsed if isinstance(item, dict)] if isinstance(parsed, list) else []


PROBES = (
    Probe(
        name="oauth_resources",
        asks="Asked which sites the OAuth grant covers",
        deployments=(Deployment.CLOUD,),
        identities=(Identity.SUBJECT,),
        needs=frozenset({Need.SUBJECT, Need.CLOUD_ID}),
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("granted", 0.4, (Fact.OAUTH_SITE_GRANTED,)),
            Outcome("not_granted", 0.2, (Fact.OAUTH_SITE_NOT_GRANTED,)),
            Outcome("refused", 0.4, (Fact.OAUTH_TOKEN_REFUSED,)),
        ),
        run=_resources,
        only_when=frozenset({Fact.SECRET_JWT, Fact.SECRET_OAUTH2_TOKEN}),
        once_known=frozenset({Fact.OAUTH_SITE_GRANTED, Fact.OAUTH_SITE_NOT_GRANTED, Fact.OAUTH_TOKEN_REFUSED}),
    ),
    Probe(
        name="pat_api",
        asks="Looked whether the server knows personal access tokens",
        deployments=(Deployment.DATA_CENTER,),
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(Outcome("absent", 0.1, (Fact.PAT_API_ABSENT,)), Outcome("present", 0.9, ())),
        run=_pat_api,
        only_when=frozenset({Fact.SECRET_DC_PAT, Fact.SENT_BEARER}),
        once_known=frozenset({Fact.PAT_API_ABSENT}),
    ),
    Probe(
        name="access_mode",
        asks="Looked whether the site is in read-only mode",
        deployments=(Deployment.DATA_CENTER,),
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(Outcome("read_only", 0.2, (Fact.READ_ONLY_MODE_ON,)), Outcome("read_write", 0.8, ())),
        run=_access_mode,
        only_when=frozenset({Fact.TOLD_WRITES_FAIL, Fact.CALL_IS_A_WRITE, Fact.BODY_READ_ONLY}),
        once_known=frozenset({Fact.READ_ONLY_MODE_ON}),
    ),
    Probe(
        name="account_state",
        asks="Looked up the account",
        deployments=(Deployment.CLOUD, Deployment.DATA_CENTER),
        identities=(Identity.OBSERVER,),
        needs=frozenset({Need.OBSERVER, Need.PERSON}),
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("active", 0.7, (Fact.ACCOUNT_ACTIVE,)),
            Outcome("inactive", 0.15, (Fact.ACCOUNT_INACTIVE,)),
            Outcome("unknown", 0.15, (Fact.ACCOUNT_UNKNOWN,)),
        ),
        run=_account,
        once_known=frozenset({Fact.ACCOUNT_ACTIVE, Fact.ACCOUNT_INACTIVE, Fact.ACCOUNT_UNKNOWN}),
    ),
)
