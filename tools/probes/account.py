"""Probes of the account, made with the service's own look-up account: state, product access, licence, directories.

Sources: https://developer.atlassian.com/server/confluence/rest/ (user, memberof, permissions),
https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-user/ (bulk look-up with accountStatus) and
https://confluence.atlassian.com/confkb/health-check-user-directories-1333331989.html .
"""

from tools.client import SiteClient
from tools.evidence import Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.person import account_id_of, groups_of_person, risks_a_login, username_of
from tools.probes.reading import NOT_FOUND, OK, any_json_of, is_good, is_whole, items_of, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_ACTIVE = frozenset({"current", "active"})
_INACTIVE = frozenset({"deactivated", "inactive", "closed", "suspended", "disabled"})
_UNLICENSED = "(Unlicensed)"


async def _account(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    if target.site.deployment is Deployment.CLOUD:
        await _on_cloud(asking, account_id_of(target))
    else:
        await _on_data_center(asking, username_of(target))
    return asking.outcome()


async def _on_cloud(asking: Asking, account_id: str) -> None:
    if not account_id:
        return
    answer = await asking.ask_as_observer("users_bulk", account_id=account_id)
    found = items_of(json_of(answer))
    if is_good(answer):
        asking.note(*(_states(found[0].get("accountStatus")) if found else [Fact.ACCOUNT_UNKNOWN]))
        if found and _UNLICENSED in str(found[0].get("displayName", "")):
            asking.note(Fact.ACCOUNT_LACKS_PRODUCT)


async def _on_data_center(asking: Asking, username: str) -> None:
    if not username:
        return
    answer = await asking.ask_as_observer("user_by_name", username=username)
    if is_good(answer):
        asking.note(*_states(json_of(answer).get("status")))
    elif answer is not None and answer.status == NOT_FOUND and "No user found" in answer.body:
        asking.note(Fact.ACCOUNT_UNKNOWN)


def _states(state: object) -> list[Fact]:
    """Read the state; one that is not told, or that is new to us, says nothing."""
    word = str(state or "").lower()
    if word in _ACTIVE:
        return [Fact.ACCOUNT_ACTIVE]
    return [Fact.ACCOUNT_INACTIVE] if word in _INACTIVE else []


async def _product_access(client: SiteClient, target: Target) -> ProbeOutcome:
    """Hold the person's groups against those that may use Confluence."""
    asking = Asking(client, target)
    permissions = await asking.ask_as_observer("global_permissions")
    if permissions is None or permissions.status != OK:
        return asking.outcome()
    groups = await groups_of_person(asking)
    if groups is not None and is_whole(permissions, any_json_of(permissions)):
        asking.note(_use_of(items_of(json_of(permissions)), groups, username_of(target)))
    return asking.outcome()


def _use_of(grants: list[dict[str, object]], groups: frozenset[str], username: str) -> Fact:
    for grant in grants:
        operation, subject = grant.get("operation"), grant.get("subject")
        key = operation.get("operationKey") if isinstance(operation, dict) else None
        if key not in {"use", "administer", "systemadministrator"} or not isinstance(subject, dict):
            continue
        if subject.get("name") in groups or str(subject.get("username", "")).lower() == username.lower():
            return Fact.ACCOUNT_HAS_PRODUCT
    return Fact.ACCOUNT_LACKS_PRODUCT


async def _licence(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    told = json_of(await asking.ask_as_observer("licence"))
    seats, used = told.get("maximumNumberOfUsers"), told.get("currentNumberOfUsers")
    full = isinstance(seats, int) and isinstance(used, int) and 0 < seats < used
    if told.get("expired") is True or told.get("valid") is False or full:
        asking.note(Fact.BODY_LICENCE_EXCEEDED)
    return asking.outcome()


async def _directories(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    checks = items_of(json_of(await asking.ask_as_observer("health_check")), "statuses")
    for check in checks:
        if "director" in str(check.get("name", "")).lower() and check.get("isHealthy") is False:
            asking.note(*_directory_facts(str(check.get("failureReason", "")).lower()))
    return asking.outcome()


def _directory_facts(reason: str) -> list[Fact]:
    """Tell the check's two failures apart: no connection, or the directory's own account is rejected."""
    facts = []
    if "established" in reason or "connect" in reason:
        facts.append(Fact.LOG_DIRECTORY_CONNECTION)
    if "reject" in reason or "credentials" in reason:
        facts.append(Fact.LOG_DIRECTORY_NOT_FUNCTIONAL)
    return facts


def _is_in_doubt(target: Target) -> bool:
    """Tell whether the person is named, and whether it is still open that the account itself is let in."""
    cloud = target.site.deployment is Deployment.CLOUD
    named = account_id_of(target) if cloud else username_of(target)
    asked = target.subject is None or bool(target.known & _REFUSED) or risks_a_login(target)
    return bool(named) and asked


_REFUSED = frozenset(
    {
        Fact.SUBJECT_NOBODY_ON_SITE,
        Fact.SUBJECT_NOBODY_ON_GATEWAY,
        Fact.SUBJECT_REFUSED_BASIC_DC,
        Fact.SERAPH_NOT_AUTHORISED,
        Fact.SERAPH_FAILED,
        Fact.BODY_NOT_PERMITTED_DC,
        Fact.JIRA_REFUSES_SUBJECT,
    }
)
_OBSERVER = (Identity.OBSERVER,)
_DATA_CENTER = (Deployment.DATA_CENTER,)
_KNOWN = frozenset(
    {
        Fact.SUBJECT_KNOWN_ON_SITE,
        Fact.SUBJECT_KNOWN_ON_GATEWAY,
        Fact.STRIPPED_SECRET_ACCEPTED,
        Fact.SUBJECT_401_ON_SITE,
        Fact.SERAPH_OK,
        Fact.BODY_SCOPE_MISMATCH,
    }
)
"""The account itself was let in, so nothing of it is open."""

_ABOUT_A_PERSON = frozenset({Need.OBSERVER, Need.PERSON})

PROBES = (
    Probe(
        name="account_state",
        asks="Looked up the account",
        deployments=(Deployment.CLOUD, Deployment.DATA_CENTER),
        identities=_OBSERVER,
        needs=_ABOUT_A_PERSON,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("active", 0.7, (Fact.ACCOUNT_ACTIVE,)),
            Outcome("inactive", 0.12, (Fact.ACCOUNT_INACTIVE,)),
            Outcome("unknown", 0.1, (Fact.ACCOUNT_UNKNOWN,)),
            Outcome("not_told", 0.08, ()),
        ),
        run=_account,
        once_known=_KNOWN | {Fact.ACCOUNT_ACTIVE, Fact.ACCOUNT_INACTIVE, Fact.ACCOUNT_UNKNOWN},
        suits=_is_in_doubt,
    ),
    Probe(
        name="product_access",
        asks="Held the account's groups against those that may use Confluence",
        deployments=_DATA_CENTER,
        identities=_OBSERVER,
        needs=_ABOUT_A_PERSON,
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("may_use", 0.6, (Fact.ACCOUNT_HAS_PRODUCT,)),
            Outcome("may_not", 0.15, (Fact.ACCOUNT_LACKS_PRODUCT,)),
            Outcome("not_told", 0.25, ()),
        ),
        run=_product_access,
        once_known=_KNOWN | {Fact.ACCOUNT_HAS_PRODUCT, Fact.ACCOUNT_LACKS_PRODUCT, Fact.ACCOUNT_UNKNOWN},
        suits=_is_in_doubt,
    ),
    Probe(
        name="licence",
        asks="Looked whether the licence is full or over",
        deployments=_DATA_CENTER,
        identities=_OBSERVER,
        needs=frozenset({Need.OBSERVER}),
        requests=1,
        seconds=0.5,
        login_risk=False,
        outcomes=(Outcome("exceeded", 0.1, (Fact.BODY_LICENCE_EXCEEDED,)), Outcome("fine", 0.9, ())),
        run=_licence,
        only_when=frozenset(
            {
                Fact.TOLD_EVERYONE,
                Fact.TOLD_WRITES_FAIL,
                Fact.CALL_IS_A_WRITE,
                Fact.TOLD_NEW_USERS_ONLY,
                Fact.SERAPH_NOT_AUTHORISED,
            }
        ),
        once_known=frozenset({Fact.BODY_LICENCE_EXCEEDED}),
    ),
    Probe(
        name="user_directories",
        asks="Asked the server's own health check about its user directories",
        deployments=_DATA_CENTER,
        identities=_OBSERVER,
        needs=frozenset({Need.OBSERVER}),
        requests=1,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("no_connection", 0.1, (Fact.LOG_DIRECTORY_CONNECTION,)),
            Outcome("rejected", 0.06, (Fact.LOG_DIRECTORY_NOT_FUNCTIONAL,)),
            Outcome("healthy", 0.84, ()),
        ),
        run=_directories,
        only_when=frozenset(
            {
                Fact.TOLD_EVERYONE,
                Fact.TOLD_EXTERNAL_USERS_ONLY,
                Fact.TOLD_SOME_USERS,
                Fact.SUBJECT_REFUSED_BASIC_DC,
                Fact.SERAPH_FAILED,
                Fact.TOLD_DIRECTORY_CHANGED,
            }
        ),
        once_known=frozenset({Fact.LOG_DIRECTORY_CONNECTION, Fact.LOG_DIRECTORY_NOT_FUNCTIONAL}),
    ),
)
