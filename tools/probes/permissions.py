"""Probes of what the person may see: the space and the page, with the subject's credential and with the observer's.

Sources: https://developer.atlassian.com/cloud/confluence/rest/v2/ (spaces, pages) and
https://developer.atlassian.com/server/confluence/rest/ (content, space).
"""

from tools.client import SiteClient
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, Tells
from tools.probes.place import cloud_id_of, goes_to_gateway, page_id_of, space_key_of
from tools.probes.reading import NOT_FOUND, OK, is_good, is_telling, items_of, json_of, names_missing_object
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_BETWEEN = ","


async def _space(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    key = space_key_of(target)
    cloud = target.site.deployment is Deployment.CLOUD
    route = "space_v2" if cloud else "space_v1"
    subject = await _ask_if_working(asking, route, Tells.NOTHING, space_key=key)
    if subject is not None and is_telling(subject):
        seen = _has_space(subject)
        told = seen or subject.status == OK or names_missing_object(subject)
        asking.note(*([Fact.SUBJECT_SEES_SPACE if seen else Fact.SUBJECT_CANNOT_SEE_SPACE] if told else []))
    if Fact.OBSERVER_SEES_OBJECT not in target.known:
        observer = await asking.ask_as_observer(route, space_key=key)
        if observer is not None and is_telling(observer):
            asking.note(*_facts_of_space(observer, target))
            _learn_space(asking, observer)
    return asking.outcome()


async def _page(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    page_id = page_id_of(target)
    cloud = target.site.deployment is Deployment.CLOUD
    subject = await _ask_if_working(asking, "page_v2" if cloud else "content_v1", Tells.CALL, page_id=page_id)
    observer = await asking.ask_as_observer("content_v1", page_id=page_id)
    if is_good(subject) and json_of(subject):
        asking.note(Fact.SUBJECT_SEES_OBJECT)
    if observer is not None and is_telling(observer):
        asking.note(*_observer_facts(observer, finds=is_good(observer) and bool(json_of(observer))))
        _learn_page(asking, observer)
    return asking.outcome()


async def _ask_if_working(asking: Asking, route: str, tells: Tells, **values: str) -> Exchange | None:
    """Ask with the subject's credential, once it is known to be accepted: a refused one opens nothing."""
    if not is_working(asking.target):
        return None
    return await asking.ask_as_subject(_for_subject(route, asking.target), tells, **values)


def _for_subject(route: str, target: Target) -> str:
    return f"gateway_{route}" if goes_to_gateway(target) and cloud_id_of(target) else route


def _has_space(answer: Exchange) -> bool:
    parsed = json_of(answer)
    if answer.status != OK:
        return False
    return bool(items_of(parsed)) if "results" in parsed else bool(parsed)


def _observer_facts(answer: Exchange, *, finds: bool) -> tuple[Fact, ...]:
    if finds:
        return (Fact.OBSERVER_SEES_OBJECT,)
    empty = answer.status == OK and "results" in json_of(answer)
    missing = answer.status == NOT_FOUND and names_missing_object(answer)
    return (Fact.OBSERVER_FINDS_NO_OBJECT,) if empty or missing else ()


def _facts_of_space(answer: Exchange, target: Target) -> tuple[Fact, ...]:
    """A space that is there says nothing of a page in it; one that is not holds no page either."""
    finds = _has_space(answer)
    return () if finds and page_id_of(target) else _observer_facts(answer, finds=finds)


def _learn_space(asking: Asking, answer: Exchange) -> None:
    parsed = json_of(answer)
    found = items_of(parsed)[0] if items_of(parsed) else parsed
    if answer.status == OK and found.get("id"):
        asking.learned["space_id"] = str(found["id"])


def _learn_page(asking: Asking, answer: Exchange) -> None:
    """Keep the pages above and the space, which the rules need."""
    parsed = json_of(answer)
    space = parsed.get("space")
    if answer.status != OK:
        return
    if isinstance(parsed.get("ancestors"), list):
        above = [str(one["id"]) for one in items_of(parsed, "ancestors") if one.get("id")]
        asking.learned["ancestors"] = _BETWEEN.join(above)
    if isinstance(space, dict) and space.get("key"):
        asking.learned["space_key"] = str(space["key"])
        asking.learned["space_id"] = str(space.get("id", ""))


def is_working(target: Target) -> bool:
    """Tell whether the subject's credential is known to be accepted."""
    return bool(target.known & {Fact.SUBJECT_KNOWN_ON_SITE, Fact.SUBJECT_KNOWN_ON_GATEWAY})


def _somebody_can_look(target: Target) -> bool:
    return target.site.observer is not None or (target.subject is not None and is_working(target))


_BOTH = (Deployment.CLOUD, Deployment.DATA_CENTER)
_WHO = (Identity.SUBJECT, Identity.OBSERVER)

PROBES = (
    Probe(
        name="space_visible",
        asks="Looked whether the space can be seen",
        deployments=_BOTH,
        identities=_WHO,
        needs=frozenset({Need.SPACE_KEY}),
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("subject_sees", 0.4, (Fact.SUBJECT_SEES_SPACE,)),
            Outcome("only_observer_sees", 0.3, (Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.OBSERVER_SEES_OBJECT)),
            Outcome("subject_does_not", 0.15, (Fact.SUBJECT_CANNOT_SEE_SPACE,)),
            Outcome("nobody_sees", 0.1, (Fact.OBSERVER_FINDS_NO_OBJECT, Fact.SUBJECT_CANNOT_SEE_SPACE)),
            Outcome("other", 0.05, ()),
        ),
        run=_space,
        once_known=frozenset({Fact.SUBJECT_SEES_SPACE, Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.SUBJECT_SEES_OBJECT}),
        suits=_somebody_can_look,
        without_subject=(
            Outcome("observer_sees", 0.7, (Fact.OBSERVER_SEES_OBJECT,)),
            Outcome("observer_does_not", 0.2, (Fact.OBSERVER_FINDS_NO_OBJECT,)),
            Outcome("other", 0.1, ()),
        ),
    ),
    Probe(
        name="page_visible",
        asks="Looked whether the page can be seen",
        deployments=_BOTH,
        identities=_WHO,
        needs=frozenset({Need.PAGE_ID}),
        requests=2,
        seconds=1.0,
        login_risk=False,
        outcomes=(
            Outcome("subject_sees", 0.3, (Fact.SUBJECT_SEES_OBJECT,)),
            Outcome("only_observer_sees", 0.4, (Fact.OBSERVER_SEES_OBJECT, Fact.BODY_NAMES_MISSING_OBJECT)),
            Outcome("nobody_sees", 0.25, (Fact.OBSERVER_FINDS_NO_OBJECT, Fact.BODY_NAMES_MISSING_OBJECT)),
            Outcome("other", 0.05, ()),
        ),
        run=_page,
        once_known=frozenset({Fact.SUBJECT_SEES_OBJECT, Fact.OBSERVER_FINDS_NO_OBJECT}),
        suits=_somebody_can_look,
        without_subject=(
            Outcome("observer_sees", 0.7, (Fact.OBSERVER_SEES_OBJECT,)),
            Outcome("observer_does_not", 0.2, (Fact.OBSERVER_FINDS_NO_OBJECT,)),
            Outcome("other", 0.1, ()),
        ),
    ),
)
