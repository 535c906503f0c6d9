"""Probes of the failing call itself: the same GET once more with the subject's credential, and nobody's answer to it.

A pasted address is never sent as it is: it only chooses a route of the path table and fills in ids.
"""

from tools.client import SiteClient
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking, Tells
from tools.probes.place import cloud_id_of, failing_call
from tools.probes.reading import is_good, is_known_user, is_telling, items_of, json_of, lacks_scope
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_OBJECTS = frozenset({"download", "view_page", "folder_v2"})
_SPACES = frozenset({"space_by_id_v2"})
_ASKED_BY_OTHERS = frozenset({"current_user", "content_v1", "page_v2", "space_v1", "space_v2", "view_space"})
"""The probes of the account, the page and the space make these calls."""

_WEB = frozenset({"download", "view_page"})


async def _again(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    call = failing_call(target)
    if call is None:
        return asking.outcome()
    tells = Tells.CALL if call.exact else Tells.NOTHING
    answer = await asking.ask_as_subject(call.route, tells, **call.values)
    if answer is not None and is_telling(answer):
        asking.note(*_facts(call.route.removeprefix("gateway_"), answer, target))
    return asking.outcome()


def _facts(route: str, answer: Exchange, target: Target) -> list[Fact]:
    facts = []
    if lacks_scope(answer):
        facts.append(Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY)
    if not _opened(route, answer):
        return facts
    if route in _OBJECTS:
        facts.append(Fact.SUBJECT_SEES_OBJECT)
    if route in _SPACES:
        facts.append(Fact.SUBJECT_SEES_SPACE)
    if failing_call(target) and _is_gateway(target) and _proves_scope(target):
        facts.append(Fact.SCOPE_PRESENT_ON_ROUTE)
    if target.known & {Fact.CALL_IS_A_WRITE, Fact.TOLD_WRITES_FAIL}:
        facts.append(Fact.TOLD_READS_WORK)
    return facts


def _opened(route: str, answer: Exchange) -> bool:
    """Tell whether the answer holds the thing: a list may be empty, a page of the login has no thing in it."""
    if not is_good(answer):
        return False
    if route in _WEB:
        return "os_username" not in answer.body and "login-submit" not in answer.body
    parsed = json_of(answer)
    if route == "current_user":
        return is_known_user(answer)
    return bool(items_of(parsed)) if "results" in parsed else bool(parsed)


def _is_gateway(target: Target) -> bool:
    call = failing_call(target)
    return call is not None and call.route.startswith("gateway_")


def _proves_scope(target: Target) -> bool:
    """Tell whether a 200 proves the scope: with anonymous access on it proves nothing."""
    return Fact.ANONYMOUS_ACCESS_ON not in target.known


def _can_be_repeated(target: Target) -> bool:
    call = failing_call(target)
    if call is None or call.route.removeprefix("gateway_") in _ASKED_BY_OTHERS:
        return False
    if call.route.startswith("gateway_"):
        return bool(cloud_id_of(target))
    return True


_ONCE_ACCEPTED = frozenset(
    {Fact.SUBJECT_KNOWN_ON_SITE, Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY}
)


def _same_call(deployment: Deployment, *outcomes: Outcome) -> Probe:
    return Probe(
        name="same_call",
        asks="Made the failing call once more, as a read, with the same credential",
        deployments=(deployment,),
        identities=(Identity.SUBJECT,),
        needs=frozenset({Need.SUBJECT, Need.FAILING_CALL}),
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=outcomes,
        run=_again,
        only_when=_ONCE_ACCEPTED,
        once_known=frozenset({Fact.SUBJECT_SEES_OBJECT}),
        suits=_can_be_repeated,
    )


PROBES = (
    _same_call(
        Deployment.CLOUD,
        Outcome("opens", 0.3, (Fact.SUBJECT_SEES_OBJECT, Fact.STATUS_200)),
        Outcome("named_missing", 0.2, (Fact.BODY_NAMES_MISSING_OBJECT, Fact.STATUS_404)),
        Outcome("nobody", 0.15, (Fact.BODY_CALLER_CANNOT_ACCESS, Fact.BODY_BARE_NOT_FOUND)),
        Outcome("scope", 0.1, (Fact.BODY_SCOPE_MISMATCH, Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY)),
        Outcome("unauthorised", 0.12, (Fact.STATUS_401, Fact.BODY_TOMCAT_401)),
        Outcome("removed", 0.03, (Fact.BODY_ENDPOINT_REMOVED,)),
        Outcome("other", 0.1, ()),
    ),
    _same_call(
        Deployment.DATA_CENTER,
        Outcome("opens", 0.4, (Fact.SUBJECT_SEES_OBJECT, Fact.STATUS_200)),
        Outcome("not_found", 0.25, (Fact.STATUS_404,)),
        Outcome("unauthorised", 0.1, (Fact.STATUS_401,)),
        Outcome("to_login", 0.1, (Fact.REDIRECT_TO_LOGIN_ACTION,)),
        Outcome("other", 0.15, ()),
    ),
)
