"""Probes of the rule that says no: page restrictions, inherited ones too, and the permissions of the space.

Sources: https://developer.atlassian.com/server/confluence/rest/v920/api-group-content-restrictions/ (a page's own
restrictions; those of the pages above hold too), https://developer.atlassian.com/cloud/confluence/rest/v2/ (space
permissions and role assignments) and https://developer.atlassian.com/server/confluence/remote-confluence-methods/ .
"""

from typing import Any

from tools.client import SiteClient
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.grants import Grant, grants_of_roles, grants_of_rpc, grants_v1, grants_v2
from tools.probes.permissions import is_working
from tools.probes.person import account_id_of, groups_of_person, names_of
from tools.probes.place import page_id_of, space_key_of
from tools.probes.reading import NOT_FOUND, OK, any_json_of, is_good, is_whole, items_of, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_LONGEST_CHAIN = 5
_WRITES = frozenset({Fact.CALL_IS_A_WRITE, Fact.TOLD_WRITES_FAIL})
_ROLES = "ROLES"


async def _restrictions(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    if await _may_read(asking):
        asking.note(Fact.RESTRICTION_ABSENT, Fact.SPACE_PERMISSION_GRANTED)
        return asking.outcome()
    chain = await _chain(asking)
    verdicts = []
    for place, page_id in enumerate((chain or [])[:_LONGEST_CHAIN]):
        verdicts.append(await _leaves_out(asking, page_id, inherited=place > 0))
        if verdicts[-1]:
            break
    if True in verdicts:
        asking.note(Fact.RESTRICTION_EXCLUDES_SUBJECT)
    elif chain and len(chain) <= _LONGEST_CHAIN and None not in verdicts:
        asking.note(Fact.RESTRICTION_ABSENT)
    return asking.outcome()


async def _may_read(asking: Asking) -> bool:
    """Ask Cloud to compute it, which an administrator may ask about others. A no does not name the rule."""
    target = asking.target
    account_id = account_id_of(target)
    if target.site.deployment is not Deployment.CLOUD or not account_id or target.known & _WRITES:
        return False
    answer = await asking.ask_as_observer("content_permission_check", page_id=page_id_of(target), account_id=account_id)
    return is_good(answer) and json_of(answer).get("hasPermission") is True


async def _chain(asking: Asking) -> list[str] | None:
    """Return the page and those above it, nearest first; None when the pages above are not known."""
    page_id = page_id_of(asking.target)
    known = asking.target.learned.get("ancestors")
    if known is None:
        page = json_of(await asking.ask_as_observer("content_v1", page_id=page_id))
        if not isinstance(page.get("ancestors"), list):
            return None
        above = [str(one["id"]) for one in items_of(page, "ancestors") if one.get("id")]
    else:
        above = [part for part in known.split(",") if part]
    return [page_id, *reversed(above)]


async def _leaves_out(asking: Asking, page_id: str, *, inherited: bool) -> bool | None:
    """Tell whether a page's own restrictions leave the person out; None when that cannot be told."""
    answer = await asking.ask_as_observer("content_restrictions", page_id=page_id)
    if answer is None or not is_good(answer):
        return None
    operations = ["read"] if inherited or not asking.target.known & _WRITES else ["read", "update"]
    verdicts = [await _shuts_out(asking, json_of(answer).get(operation)) for operation in operations]
    if True in verdicts:
        return True
    return None if None in verdicts else False


async def _shuts_out(asking: Asking, operation: Any) -> bool | None:
    restrictions = operation.get("restrictions") if isinstance(operation, dict) else None
    if not isinstance(restrictions, dict):
        return None
    users, groups = items_of(restrictions.get("user")), items_of(restrictions.get("group"))
    if not users and not groups:
        return False
    named = {str(user.get(key, "")).lower() for user in users for key in ("accountId", "username", "userKey")}
    mine = names_of(asking.target)
    if mine & named:
        return False
    if not mine:
        return None
    own_groups = await groups_of_person(asking) if groups else frozenset()
    if own_groups is None:
        return None
    return not own_groups & {str(group.get(key, "")) for group in groups for key in ("name", "id")}


async def _space_permissions(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    cloud = target.site.deployment is Deployment.CLOUD
    grants = await (_cloud_grants(asking) if cloud else _data_center_grants(asking))
    groups = await groups_of_person(asking) if grants else None
    if grants and groups is not None:
        wanted = "write" if target.known & _WRITES else "read"
        asking.note(*_verdict([one for one in grants if one.operation == wanted], groups, target))
    return asking.outcome()


def _verdict(grants: list[Grant], groups: frozenset[str], target: Target) -> list[Fact]:
    mine = names_of(target)
    if any(one.user.lower() in mine or one.group in groups or one.everybody for one in grants):
        return [Fact.SPACE_PERMISSION_GRANTED]
    if any(one.licensed for one in grants):
        known = target.known & {Fact.ACCOUNT_HAS_PRODUCT, Fact.SUBJECT_KNOWN_ON_SITE, Fact.SUBJECT_KNOWN_ON_GATEWAY}
        return [Fact.SPACE_PERMISSION_GRANTED] if known else []
    return [Fact.SPACE_PERMISSION_LACKING] if mine else []


async def _cloud_grants(asking: Asking) -> list[Grant]:
    space_id = await _space_id(asking)
    if not space_id:
        return []
    mode = json_of(await asking.ask_as_observer("space_role_mode")).get("mode")
    in_roles = mode == _ROLES
    answer = await asking.ask_as_observer("space_roles_v2" if in_roles else "space_permissions_v2", space_id=space_id)
    if answer is None or not is_whole(answer, any_json_of(answer)):
        return []
    return grants_of_roles(json_of(answer)) if in_roles else grants_v2(json_of(answer))


async def _space_id(asking: Asking) -> str:
    known = asking.target.learned.get("space_id", "")
    if known:
        return known
    answer = await asking.ask_as_observer("space_v2", space_key=space_key_of(asking.target))
    found = items_of(json_of(answer))
    return str(found[0].get("id", "")) if found else ""


async def _data_center_grants(asking: Asking) -> list[Grant]:
    """Ask the REST resource of 9.2 and later, and the old remote interface where it is not there."""
    key = space_key_of(asking.target)
    answer = await asking.ask_as_observer("space_permissions", space_key=key)
    if answer is None:
        return []
    if answer.status == OK:
        return grants_v1(any_json_of(answer))
    if not _is_absent(answer):
        return []
    return grants_of_rpc(any_json_of(await asking.ask_as_observer("rpc_space_permissions", space_key=key)))


def _is_absent(answer: Exchange) -> bool:
    return answer.status == NOT_FOUND and "null for uri" in answer.body


def _space_is_settled(target: Target) -> bool:
    """Look at restrictions once the subject's own look has cleared the space; without that look, at once."""
    return Fact.SUBJECT_SEES_SPACE in target.known or not is_working(target) or not space_key_of(target)


def _restrictions_are_settled(target: Target) -> bool:
    """Look at the space's permissions once it is the open question: the subject does not see it, or wants to write."""
    if target.known & (_WRITES | {Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.RESTRICTION_ABSENT}):
        return True
    return not is_working(target) and not page_id_of(target)


_BOTH = (Deployment.CLOUD, Deployment.DATA_CENTER)
_OBSERVER = (Identity.OBSERVER,)

PROBES = (
    Probe(
        name="page_restrictions",
        asks="Looked up who may read the page, and the pages above it",
        deployments=_BOTH,
        identities=_OBSERVER,
        needs=frozenset({Need.PAGE_ID, Need.OBSERVER, Need.PERSON}),
        requests=3,
        seconds=1.5,
        login_risk=False,
        outcomes=(
            Outcome("leaves_out", 0.4, (Fact.RESTRICTION_EXCLUDES_SUBJECT,)),
            Outcome("absent", 0.5, (Fact.RESTRICTION_ABSENT,)),
            Outcome("not_told", 0.1, ()),
        ),
        run=_restrictions,
        only_when=frozenset({Fact.OBSERVER_SEES_OBJECT}),
        once_known=frozenset(
            {
                Fact.RESTRICTION_EXCLUDES_SUBJECT,
                Fact.RESTRICTION_ABSENT,
                Fact.SUBJECT_CANNOT_SEE_SPACE,
                Fact.SUBJECT_SEES_OBJECT,
            }
        ),
        suits=_space_is_settled,
    ),
    Probe(
        name="space_permissions",
        asks="Looked up what the space grants the person and their groups",
        deployments=_BOTH,
        identities=_OBSERVER,
        needs=frozenset({Need.SPACE_KEY, Need.OBSERVER, Need.PERSON}),
        requests=3,
        seconds=1.5,
        login_risk=False,
        outcomes=(
            Outcome("lacking", 0.4, (Fact.SPACE_PERMISSION_LACKING,)),
            Outcome("granted", 0.5, (Fact.SPACE_PERMISSION_GRANTED,)),
            Outcome("not_told", 0.1, ()),
        ),
        run=_space_permissions,
        only_when=frozenset({Fact.OBSERVER_SEES_OBJECT, Fact.TOLD_WRITES_FAIL, Fact.CALL_IS_A_WRITE}),
        once_known=frozenset(
            {Fact.SPACE_PERMISSION_GRANTED, Fact.SPACE_PERMISSION_LACKING, Fact.RESTRICTION_EXCLUDES_SUBJECT}
        ),
        suits=_restrictions_are_settled,
    ),
)
