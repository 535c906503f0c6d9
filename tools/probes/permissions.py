"""Probes of what the person may see: the space, the page, and which rule says no.

Sources: https://developer.atlassian.com/cloud/confluence/rest/v2/ (spaces, pages) and
https://developer.atlassian.com/server/confluence/rest/v920/api-group-content-restrictions/ (restrictions).
"""

from typing import Any

from tools.client import SiteClient
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_OK, _NOT_FOUND, _FORBIDDEN = 200, 404, 403
_BOTH = (Deployment.CLOUD, Deployment.DATA_CENTER)


async def _space(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    route = "space_v2" if target.site.deployment is Deployment.CLOUD else "space_v1"
    subject = await asking.ask_as_subject(route, space_key=target.space_key) if target.subject else None
    observer = await asking.ask_as_observer(route, space_key=target.space_key)
    if subject is not None and _is_working(target):
        asking.note(Fact.SUBJECT_SEES_SPACE if _has_space(subject) else Fact.SUBJECT_CANNOT_SEE_SPACE)
    if observer is not None and not observer.error:
        asking.note(*_observer_facts(_has_space(observer), observer))
    return _facts_by_comparison_only(asking.outcome())


async def _page(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    route = "page_v2" if target.site.deployment is Deployment.CLOUD else "content_v1"
    subject = await asking.ask_as_subject(route, page_id=target.page_id) if target.subject else None
    observer = await asking.ask_as_observer(route, page_id=target.page_id)
    if subject is not None and subject.status == _OK:
        asking.note(Fact.SUBJECT_SEES_OBJECT)
    if observer is not None and not observer.error:
        asking.note(*_observer_facts(observer.status == _OK, observer))
    return _facts_by_comparison_only(asking.outcome())


async def _restrictions(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    chain = [target.page_id]
    if target.site.deployment is Deployment.DATA_CENTER:
        page = await asking.ask_as_observer("content_v1", page_id=target.page_id)
        chain += [str(item.get("id", "")) for item in _list(json_of(page), "ancestors")]
    left_out = False
    for page_id in [item for item in chain if item][:6]:
        answer = await asking.ask_as_observer("content_restrictions", page_id=page_id)
        left_out = left_out or _leaves_out(answer, target)
    if asking.steps and all(step.exchange.status == _OK for step in asking.steps):
        asking.note(Fact.RESTRICTION_EXCLUDES_SUBJECT if left_out else Fact.RESTRICTION_ABSENT)
    return _facts_by_comparison_only(asking.outcome())


def _leaves_out(answer: Exchange | None, target: Target) -> bool:
    """Tell whether a read restriction is set that does not name the person. Groups are not resolved here."""
    read = json_of(answer).get("read")
    restrictions = read.get("restrictions") if isinstance(read, dict) else None
    if not isinstance(restrictions, dict):
        return False
    users = _list(restrictions.get("user"), "results")
    groups = _list(restrictions.get("group"), "results")
    if not users and not groups:
        return False
    mine = {target.person_account_id, target.person_username} - {""}
    named = {str(user.get(key, "")) for user in users for key in ("accountId", "username", "userKey")}
    return not mine & named and not groups


def _list(holder: Any, name: str) -> list[dict[str, Any]]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _has_space(answer: Exchange) -> bool:
    if answer.status != _OK:
        return False
    parsed = json_of(answer)
    return bool(parsed["results"]) if "results" in parsed else bool(parsed)


def _observer_facts(finds: bool, answer: Exchange) -> tuple[Fact, ...]:  # noqa: FBT001
    if finds:
        return (Fact.OBSERVER_SEES_OBJECT,)
    return (Fact.OBSERVER_FINDS_NO_OBJECT,) if answer.status in {_OK, _NOT_FOUND} else ()


def _is_working(target: Target) -> bool:
    return Fact.SUBJECT_KNOWN_ON_SITE in target.known


def _facts_by_comparison_only(outcome: ProbeOutcome) -> ProbeOutcome:
    from dataclasses import replace

    return replace(outcome, steps=tuple(replace(step, facts=()) for step in outcome.steps))


PROBES = (
    Probe(
        name="space_visible",
        asks="Looked whether the space can be seen",
        deployments=_BOTH,
        identities=(Identity.SUBJECT, Identity.OBSERVER),
        needs=frozenset({Need.SPACE_KEY}),
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("subject_sees", 0.3, (Fact.SUBJECT_SEES_SPACE,)),
            Outcome("only_observer_sees", 0.4, (Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.OBSERVER_SEES_OBJECT)),
            Outcome("nobody_sees", 0.3, (Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.OBSERVER_FINDS_NO_OBJECT)),
        ),
        run=_space,
        once_known=frozenset({Fact.SUBJECT_SEES_SPACE, Fact.SUBJECT_CANNOT_SEE_SPACE}),
    ),
    Probe(
        name="page_visible",
        asks="Looked whether the page can be seen",
        deployments=_BOTH,
        identities=(Identity.SUBJECT, Identity.OBSERVER),
        needs=frozenset({Need.PAGE_ID}),
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("subject_sees", 0.3, (Fact.SUBJECT_SEES_OBJECT,)),
            Outcome("only_observer_sees", 0.4, (Fact.OBSERVER_SEES_OBJECT,)),
            Outcome("nobody_sees", 0.3, (Fact.OBSERVER_FINDS_NO_OBJECT,)),
        ),
        run=_page,
        once_known=frozenset({Fact.SUBJECT_SEES_OBJECT}),
    ),
    Probe(
        name="page_restrictions",
        asks="Looked up who may read the page",
        deployments=_BOTH,
        identities=(Identity.OBSERVER,),
        needs=frozenset({Need.PAGE_ID, Need.OBSERVER}),
        requests=3,
        seconds=1.5,
        login_risk=False,
        outcomes=(
            Outcome("leaves_out", 0.4, (Fact.RESTRICTION_EXCLUDES_SUBJECT,)),
            Outcome("absent", 0.6, (Fact.RESTRICTION_ABSENT,)),
        ),
        run=_restrictions,
        only_when=frozenset({Fact.OBSERVER_SEES_OBJECT}),
        once_known=frozenset({Fact.RESTRICTION_EXCLUDES_SUBJECT, Fact.RESTRICTION_ABSENT}),
    ),
)
