"""Probes at api.atlassian.com: the same credential there, and what an OAuth grant covers.

Readings: https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md (measured 2026-08) and
https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/ (accessible-resources).
"""

from tools.client import SiteClient
from tools.credential_form import CredentialLook, SentScheme
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, Tells
from tools.probes.place import failing_call, goes_to_gateway
from tools.probes.reading import (
    OK,
    UNAUTHORIZED,
    any_json_of,
    is_anonymous,
    is_known_user,
    is_telling,
    items_of,
    json_of,
    lacks_scope,
    names_missing_object,
    says_nobody,
)
from tools.probes.scopes import needed_scopes
from tools.probes.site import look_at_tenant
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment


async def _gateway_twin(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    if not await look_at_tenant(asking):
        return asking.outcome()
    tells = Tells.CALL if goes_to_gateway(target) else Tells.NOTHING
    there = [Fact.URL_GATEWAY] if goes_to_gateway(target) else []
    v1 = await asking.ask_as_subject("gateway_current_user", tells)
    v2 = await asking.ask_as_subject(_v2_route(target))
    asking.note(*there, *_gateway_facts(v1, v2, target), *_own_list(target))
    return asking.outcome()


def _own_list(target: Target) -> tuple[Fact, ...]:
    """Hold the token's own list of scopes, which a JWT carries in clear, against what the failing call needs."""
    claims = target.subject_form.claims if target.subject_form else None
    needed = needed_scopes(target)
    lacks = claims is not None and bool(claims.scopes) and bool(needed) and not needed & set(claims.scopes)
    return (Fact.SECRET_JWT_LACKS_SCOPE,) if lacks else ()


def _v2_route(target: Target) -> str:
    """Choose the v2 call that tells most: where the failing call is a page's, another kind of thing shows if v2 opens.

    A refused family of calls is not asked again, so there is one try.
    """
    call = failing_call(target)
    about_a_page = call is not None and call.route == "gateway_page_v2"
    return "gateway_spaces_v2" if about_a_page else "gateway_no_such_page"


def _gateway_facts(v1: Exchange | None, v2: Exchange | None, target: Target) -> list[Fact]:
    """Read the pair of answers.

    Where anonymous access is on, v2 names the missing page to nobodies too; the name then proves nothing.
    """
    lacking = [answer for answer in (v1, v2) if lacks_scope(answer)]
    open_to_all = is_anonymous(v1) or Fact.ANONYMOUS_ACCESS_ON in target.known
    named = names_missing_object(v2) and (lacks_scope(v1) or not open_to_all) and not says_nobody(v1)
    known = is_known_user(v1) or named
    facts = []
    if known:
        facts.append(Fact.SUBJECT_KNOWN_ON_GATEWAY)
    if lacking:
        facts.append(Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY)
    if known and lacking:
        facts.append(Fact.V1_ACCEPTED_V2_SCOPE_MISSING)
    if len(lacking) == 2:
        facts.append(Fact.SCOPE_MISSING_ON_BOTH)
    if known and failing_call(target) is None:
        facts.append(Fact.SCOPE_PRESENT_ON_ROUTE)
    if not facts and says_nobody(v1):
        facts.append(Fact.SUBJECT_NOBODY_ON_GATEWAY)
    if v1 is not None and v1.status == UNAUTHORIZED and json_of(v1).get("message") == "Unauthorized":
        facts.append(Fact.BODY_GATEWAY_UNAUTHORIZED)
    return facts


async def _resources(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    cloud_id = await look_at_tenant(asking)
    if not cloud_id:
        return asking.outcome()
    answer = await asking.ask_as_subject("accessible_resources")
    if answer is None or not is_telling(answer):
        return asking.outcome()
    if answer.status == UNAUTHORIZED:
        asking.note(Fact.OAUTH_TOKEN_REFUSED)
    elif answer.status == OK:
        granted = [item for item in items_of(any_json_of(answer)) if item.get("id") == cloud_id]
        asking.note(Fact.OAUTH_SITE_GRANTED if granted else Fact.OAUTH_SITE_NOT_GRANTED)
        if granted and _lacks_need(granted[0], target):
            asking.note(Fact.OAUTH_SCOPES_LACK_NEED)
    return asking.outcome()


def _lacks_need(resource: dict[str, object], target: Target) -> bool:
    scopes = resource.get("scopes")
    needed = needed_scopes(target)
    return bool(needed) and isinstance(scopes, list) and not needed & {str(scope) for scope in scopes}


def _worth_a_try(target: Target) -> bool:
    """Tell whether the gateway could take the credential, and whether the site has not taken it already.

    It needs both halves, and is no Connect JWT, cookie or password.
    """
    form = target.subject_form
    if form is None or form.empty_secret or form.unreadable or form.kind is CredentialLook.PASSWORD_LIKE:
        return False
    refused = target.known & {Fact.SUBJECT_401_ON_SITE, Fact.SUBJECT_NOBODY_ON_SITE, Fact.BODY_CONNECT_SESSION_TOKEN}
    here = goes_to_gateway(target) or bool(refused)
    return here and form.scheme in {SentScheme.BASIC, SentScheme.BEARER}


def _is_bearer(target: Target) -> bool:
    form = target.subject_form
    return form is not None and form.scheme is SentScheme.BEARER and form.kind in _OAUTH_LOOKS


_OAUTH_LOOKS = frozenset({CredentialLook.JWT, CredentialLook.OPAQUE})
_CLOUD = (Deployment.CLOUD,)
_SUBJECT = frozenset({Need.SUBJECT})

PROBES = (
    Probe(
        name="gateway_twin",
        asks="Sent the same credential to api.atlassian.com instead of the site",
        deployments=_CLOUD,
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=3,
        seconds=1.5,
        login_risk=False,
        outcomes=(
            Outcome("known", 0.25, (Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SCOPE_PRESENT_ON_ROUTE)),
            Outcome("scope_missing", 0.1, (Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY, Fact.SCOPE_MISSING_ON_BOTH)),
            Outcome("one_version", 0.1, (Fact.V1_ACCEPTED_V2_SCOPE_MISSING, Fact.SUBJECT_KNOWN_ON_GATEWAY)),
            Outcome("nobody", 0.45, (Fact.SUBJECT_NOBODY_ON_GATEWAY,)),
            Outcome("turned_away", 0.06, (Fact.BODY_GATEWAY_UNAUTHORIZED,)),
            Outcome("own_list_lacks", 0.01, (Fact.SECRET_JWT_LACKS_SCOPE,)),
            Outcome("other", 0.03, ()),
        ),
        run=_gateway_twin,
        once_known=frozenset({Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SUBJECT_NOBODY_ON_GATEWAY}),
        suits=_worth_a_try,
    ),
    Probe(
        name="oauth_resources",
        asks="Asked which sites and scopes the OAuth grant covers",
        deployments=_CLOUD,
        identities=(Identity.SUBJECT,),
        needs=_SUBJECT,
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("granted", 0.3, (Fact.OAUTH_SITE_GRANTED,)),
            Outcome("scopes_lack", 0.1, (Fact.OAUTH_SITE_GRANTED, Fact.OAUTH_SCOPES_LACK_NEED)),
            Outcome("not_granted", 0.15, (Fact.OAUTH_SITE_NOT_GRANTED,)),
            Outcome("refused", 0.42, (Fact.OAUTH_TOKEN_REFUSED,)),
            Outcome("other", 0.03, ()),
        ),
        run=_resources,
        only_when=frozenset(
            {
                Fact.SUBJECT_NOBODY_ON_SITE,
                Fact.SUBJECT_NOBODY_ON_GATEWAY,
                Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY,
                Fact.BODY_GATEWAY_UNAUTHORIZED,
                Fact.BODY_CONNECT_SESSION_TOKEN,
            }
        ),
        once_known=frozenset({Fact.OAUTH_SITE_GRANTED, Fact.OAUTH_SITE_NOT_GRANTED, Fact.OAUTH_TOKEN_REFUSED}),
        suits=_is_bearer,
    ),
)
