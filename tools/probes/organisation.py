"""Probes of the organisation, made with its admin key: the state of a managed account, its tokens, and the policies.

Sources: https://developer.atlassian.com/cloud/admin/organization/rest/ (organisations, users, policies) and
https://developer.atlassian.com/cloud/admin/api-access/rest/api-group-api-token/ (tokens of managed accounts).
"""

from typing import Any
from urllib.parse import urlsplit

from tools.client import SiteClient
from tools.evidence import Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.reading import any_json_of, is_good, is_whole, items_of, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_INACTIVE = frozenset({"inactive", "closed", "deactivated", "suspended"})
_TOKEN_STATES = {
    "EXPIRED": Fact.TOKEN_STATE_EXPIRED,
    "REVOKED": Fact.TOKEN_STATE_REVOKED,
    "BLOCKED": Fact.TOKEN_POLICY_BLOCKS,
}


async def _managed_account(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    org_id = await _org_id(asking)
    answer = await asking.ask_as_org_admin("org_users", org_id=org_id) if org_id else None
    mine = [one for one in items_of(json_of(answer), "data") if _is_person(one, target)]
    if not is_good(answer) or len(mine) != 1:
        return asking.outcome()
    if account_id := str(mine[0].get("account_id") or ""):
        asking.learned["account_id"] = account_id
    inactive = str(mine[0].get("account_status", "")).lower() in _INACTIVE
    asking.note(Fact.ACCOUNT_INACTIVE if inactive else Fact.ACCOUNT_ACTIVE)
    if not inactive:
        asking.note(*_product_facts(mine[0], target))
    return asking.outcome()


def _product_facts(person: dict[str, Any], target: Target) -> list[Fact]:
    """Read the products; an entry that names another site's address is no access to this one."""
    access = person.get("product_access")
    if not isinstance(access, list):
        return []
    own = urlsplit(target.site.url).hostname
    entries = [one for one in items_of(access) if str(one.get("key", "")).lower().startswith("confluence")]
    here = [one for one in entries if not one.get("url") or urlsplit(str(one["url"])).hostname == own]
    return [Fact.ACCOUNT_HAS_PRODUCT if here else Fact.ACCOUNT_LACKS_PRODUCT]


def _is_person(account: dict[str, Any], target: Target) -> bool:
    if target.person_account_id:
        return account.get("account_id") == target.person_account_id
    email = target.person_email.lower()
    return bool(email) and str(account.get("email", "")).lower() == email


async def _token_states(client: SiteClient, target: Target) -> ProbeOutcome:
    """List the person's tokens. The secret is not in the list, so only a state that all of them share counts."""
    asking = Asking(client, target)
    org_id = await _org_id(asking)
    if not org_id:
        return asking.outcome()
    answer = await asking.ask_as_org_admin("org_tokens", org_id=org_id, email=target.person_email)
    if answer is not None and is_whole(answer, any_json_of(answer)):
        mine = [one for one in items_of(json_of(answer), "data") if _owns(one, target)]
        states = {str(one.get("status", "")).upper() for one in mine}
        if len(states) == 1 and (fact := _TOKEN_STATES.get(states.pop())):
            asking.note(fact)
    return asking.outcome()


def _owns(token: dict[str, Any], target: Target) -> bool:
    user = token.get("user")
    if not isinstance(user, dict):
        return False
    ids = {target.person_account_id, target.learned.get("account_id", "")} - {""}
    return user.get("id") in ids or str(user.get("email", "")).lower() == target.person_email.lower()


async def _policies(client: SiteClient, target: Target) -> ProbeOutcome:
    """Read the organisation's policies as far as its API shows them; what is absent says nothing."""
    asking = Asking(client, target)
    org_id = await _org_id(asking)
    answer = await asking.ask_as_org_admin("org_policies", org_id=org_id) if org_id else None
    for policy in items_of(json_of(answer), "data"):
        attributes = policy.get("attributes")
        if isinstance(attributes, dict) and str(attributes.get("status", "enabled")).lower() == "enabled":
            asking.note(*_policy_facts(str(attributes.get("type", "")), attributes.get("rule")))
    return asking.outcome()


def _policy_facts(kind: str, rule: Any) -> list[Fact]:
    if kind != "authentication-policy" or not isinstance(rule, dict):
        return []
    checks = (
        ("apiTokens", "blocked", Fact.TOKEN_POLICY_BLOCKS),
        ("singleSignOn", "enforced", Fact.LOGIN_OPTIONS_SSO_ONLY),
        ("twoStepVerification", "required", Fact.LOGIN_OPTIONS_TWO_STEP),
    )
    return [fact for name, value, fact in checks if rule.get(name) == value]


async def _org_id(asking: Asking) -> str:
    """Return the organisation's id; "" when the key opens none or several, since then the right one is not known."""
    known = asking.target.learned.get("org_id", "")
    if known:
        return known
    found = items_of(json_of(await asking.ask_as_org_admin("organisations")), "data")
    org_id = str(found[0].get("id", "")) if len(found) == 1 else ""
    if org_id:
        asking.learned["org_id"] = org_id
    return org_id


_CLOUD = (Deployment.CLOUD,)
_OBSERVER = (Identity.OBSERVER,)
_ABOUT_A_PERSON = frozenset({Need.ORG_ADMIN, Need.EMAIL})
_TOKEN_KNOWN = frozenset(_TOKEN_STATES.values())

PROBES = (
    Probe(
        name="managed_account",
        asks="Looked up the account in the organisation's directory",
        deployments=_CLOUD,
        identities=_OBSERVER,
        needs=_ABOUT_A_PERSON,
        requests=2,
        seconds=1.2,
        login_risk=False,
        outcomes=(
            Outcome("active", 0.6, (Fact.ACCOUNT_ACTIVE, Fact.ACCOUNT_HAS_PRODUCT)),
            Outcome("no_product", 0.1, (Fact.ACCOUNT_LACKS_PRODUCT, Fact.ACCOUNT_ACTIVE)),
            Outcome("inactive", 0.1, (Fact.ACCOUNT_INACTIVE,)),
            Outcome("not_managed", 0.2, ()),
        ),
        run=_managed_account,
        once_known=frozenset({Fact.ACCOUNT_INACTIVE, Fact.ACCOUNT_HAS_PRODUCT, Fact.ACCOUNT_LACKS_PRODUCT}),
    ),
    Probe(
        name="token_states",
        asks="Looked at the states of the account's tokens in the organisation's list",
        deployments=_CLOUD,
        identities=_OBSERVER,
        needs=_ABOUT_A_PERSON,
        requests=2,
        seconds=1.2,
        login_risk=False,
        outcomes=(
            Outcome("expired", 0.2, (Fact.TOKEN_STATE_EXPIRED,)),
            Outcome("revoked", 0.1, (Fact.TOKEN_STATE_REVOKED,)),
            Outcome("blocked", 0.05, (Fact.TOKEN_POLICY_BLOCKS,)),
            Outcome("not_settled", 0.65, ()),
        ),
        run=_token_states,
        only_when=frozenset({Fact.SUBJECT_NOBODY_ON_SITE, Fact.SUBJECT_NOBODY_ON_GATEWAY, Fact.JIRA_REFUSES_SUBJECT}),
        once_known=_TOKEN_KNOWN,
    ),
    Probe(
        name="organisation_policies",
        asks="Looked at the organisation's policies",
        deployments=_CLOUD,
        identities=_OBSERVER,
        needs=frozenset({Need.ORG_ADMIN}),
        requests=2,
        seconds=1.2,
        login_risk=False,
        outcomes=(
            Outcome("tokens_blocked", 0.05, (Fact.TOKEN_POLICY_BLOCKS,)),
            Outcome("sso_enforced", 0.15, (Fact.LOGIN_OPTIONS_SSO_ONLY,)),
            Outcome("two_step", 0.1, (Fact.LOGIN_OPTIONS_TWO_STEP,)),
            Outcome("nothing", 0.7, ()),
        ),
        run=_policies,
        only_when=frozenset(
            {
                Fact.CHANNEL_BROWSER,
                Fact.TOLD_SSO,
                Fact.TOLD_SSO_ONLY,
                Fact.TOLD_MFA,
                Fact.TOLD_TOKEN_BLOCKED,
                Fact.BODY_TOKEN_BLOCKED_BY_ADMIN,
                Fact.JIRA_REFUSES_SUBJECT,
            }
        ),
        once_known=_TOKEN_KNOWN | {Fact.LOGIN_OPTIONS_SSO_ONLY, Fact.LOGIN_OPTIONS_TWO_STEP},
    ),
)
