"""The service's own accounts on a site: what each may see, what stays open, and what it could do beyond need."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from api.doctor.finding import Finding, Section, Sight, good, note, problem, warning
from api.doctor.roles import least_role, look_ups, uses_org_key
from tools.client import SiteClient
from tools.evidence import Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.grants import grants_of_roles, grants_of_rpc, grants_v1, grants_v2
from tools.probes.menu import needs_at_hand
from tools.probes.reading import any_json_of, is_good, is_known_user, items_of, json_of
from tools.probes.spec import Need, Probe, ProbeOutcome, Step, Target
from tools.site import Deployment

ClientFor = Callable[[str], SiteClient]
"""Makes a client whose refusals are counted by themselves, so that one refused look-up hides no other."""

_ADMIN_GROUPS = ("org-admins", "site-admins", "administrators", "system-administrators", "confluence-administrators")
_AS_A_WRITE = frozenset({Fact.CALL_IS_A_WRITE})
"""Makes the probe of restrictions read them itself, where Cloud could else compute the answer for the asker alone."""

_ABSENT = "null for uri"
_NEEDS = {
    Need.SPACE_KEY: "the account sees no space to try it on",
    Need.PAGE_ID: "the account sees no page to try it on",
    Need.PERSON: "the account could not be identified",
    Need.EMAIL: "it takes a person's e-mail address; give one with --about",
    Need.ORG_ADMIN: "no org_admin is registered",
    Need.OBSERVER: "no observer is registered",
}


@dataclass(frozen=True, slots=True)
class Myself:
    """Who the observer is to the site, as the site says."""

    name: str = ""
    account_id: str = ""
    username: str = ""


async def look_at_accounts(client_for: ClientFor, target: Target, about: str = "") -> Section:
    """Log the observer in and run every look-up probe, on the first space and page that it sees.

    Args:
        client_for: Makes a client for one look-up.
        target: The site.
        about: User name, account id or e-mail address to look up; empty means the observer itself.
    """
    found: list[Finding] = []
    if target.site.observer is not None:
        myself, finding = await _log_in(client_for("login"), target)
        found.append(finding)
        if myself is None:
            return Section("Look-up accounts", tuple(found), _without(target))
        target = await _sampled(client_for("sample"), _about(target, myself, about))
    else:
        told = "No observer is registered: Unlatch sees the site as nobody and with a person's own credential only."
        found.append(note("observer", told, "docs/observer-roles.md says what an observer would add."))
        target = _about(target, Myself(), about)
    runs = [(probe, await _run(client_for, probe, target)) for probe in look_ups(target.site.deployment)]
    sights = tuple(_sight(probe, outcome, target) for probe, outcome in runs)
    steps = [step for _, outcome in runs if outcome for step in outcome.steps if step.identity is Identity.OBSERVER]
    beyond = [] if about else _beyond_need(steps, target)
    return Section("Look-up accounts", (*found, *beyond, *_org_key(target)), sights)


async def _log_in(client: SiteClient, target: Target) -> tuple[Myself | None, Finding]:
    asking = Asking(client, target)
    answer = await asking.ask_as_observer("current_user")
    if is_known_user(answer):
        told = json_of(answer)
        myself = Myself(
            str(told.get("displayName") or ""), str(told.get("accountId") or ""), str(told.get("username") or "")
        )
        return myself, good("observer", f"Accepted as {myself.name or myself.username or myself.account_id}.")
    if answer is None:
        return None, problem(
            "observer", f"Not used: {'; '.join(asking.not_tried)}.", "Replace its secret, then try again."
        )
    seen = answer.error or f"status {answer.status}"
    fix = "Make a new token for the account, set it in the variable of secret_env, and see that it may use Confluence."
    return None, problem("observer", f"The site does not accept it ({seen}): no look-up works.", fix)


def _about(target: Target, myself: Myself, about: str) -> Target:
    target = replace(target, known=target.known | _AS_A_WRITE)
    if about:
        email = about if "@" in about else ""
        return replace(target, person_account_id="" if email else about, person_username=about, person_email=email)
    return replace(target, person_account_id=myself.account_id, person_username=myself.username)


async def _sampled(client: SiteClient, target: Target) -> Target:
    """Choose the first space and page that the observer sees."""
    asking = Asking(client, target)
    cloud = target.site.deployment is Deployment.CLOUD
    spaces = items_of(json_of(await asking.ask_as_observer("spaces_v2" if cloud else "spaces_v1")))
    pages = items_of(json_of(await asking.ask_as_observer("contents_v1")))
    key = str(spaces[0].get("key", "")) if spaces else ""
    page_id = str(pages[0].get("id", "")) if pages else ""
    return replace(target, space_key=key, page_id=page_id)


async def _run(client_for: ClientFor, probe: Probe, target: Target) -> ProbeOutcome | None:
    if _missing(probe, target):
        return None
    return await probe.run(client_for(probe.name), target)


def _missing(probe: Probe, target: Target) -> str:
    """Say what is not at hand for a look-up, "" when it can be made."""
    needs = (probe.needs if uses_org_key(probe) else probe.needs | {Need.OBSERVER}) - {Need.SUBJECT}
    lacking = needs - needs_at_hand(target)
    return next((told for need, told in _NEEDS.items() if need in lacking), "")


def _sight(probe: Probe, outcome: ProbeOutcome | None, target: Target) -> Sight:
    role = least_role(probe)
    state, because = _state(outcome) if outcome is not None else ("not tried", _missing(probe, target))
    return Sight(probe.name, probe.asks, state, because, role.on(target.site.deployment), role.unanswered)


def _state(outcome: ProbeOutcome) -> tuple[str, str]:
    steps = [step for step in outcome.steps if step.identity is Identity.OBSERVER]
    bad = [step for step in steps if not is_good(step.exchange)]
    if not steps:
        return "not tried", "; ".join(outcome.not_tried) or "nothing to ask"
    if bad and not _made_good(bad, steps):
        return "no", _why_not(bad[-1])
    return "yes", f"on {len(steps)} request{'s' if len(steps) > 1 else ''}"


def _why_not(step: Step) -> str:
    exchange = step.exchange
    if _ABSENT in exchange.body:
        return "this version does not have the call"
    return exchange.error or f"status {exchange.status}"


def _made_good(bad: list[Step], steps: list[Step]) -> bool:
    """Tell whether a call that is absent in this version was followed by one that answered."""
    absent = all(_ABSENT in step.exchange.body for step in bad)
    return absent and is_good(steps[-1].exchange)


def _without(target: Target) -> tuple[Sight, ...]:
    deployment = target.site.deployment
    rows = [(probe, least_role(probe)) for probe in look_ups(deployment)]
    because = "the observer is not accepted"
    return tuple(
        Sight(probe.name, probe.asks, "no", because, role.on(deployment), role.unanswered)
        for probe, role in rows
        if not uses_org_key(probe)
    )


def _beyond_need(steps: list[Step], target: Target) -> list[Finding]:
    found = []
    groups = _groups(steps)
    high = sorted(name for name in groups if name.lower() in _ADMIN_GROUPS)
    needless = [name for name in high if not _is_needed(name, target)]
    if needless:
        told = f"The observer is a member of {', '.join(needless)}: it could change what it only needs to read."
        found.append(
            warning("beyond need", told, "Take it out of the group; docs/observer-roles.md has the least role.")
        )
    if _writes(steps, groups, target):
        told = f"The observer could write in space {target.space_key}."
        found.append(warning("beyond need", told, "Leave it View only in every space: Unlatch never writes."))
    return found


def _is_needed(group: str, target: Target) -> bool:
    """Tell whether a group is the least one for some row of the table."""
    return target.site.deployment is Deployment.DATA_CENTER and group == "confluence-administrators"


def _groups(steps: list[Step]) -> set[str]:
    answers = [step.exchange for step in steps if "/user/memberof" in (step.exchange.url or "")]
    return {str(one.get(key)) for answer in answers for one in items_of(json_of(answer)) for key in ("name", "id")}


def _writes(steps: list[Step], groups: set[str], target: Target) -> bool:
    mine = {name.lower() for name in (target.person_account_id, target.person_username) if name}
    grants = []
    for step in steps:
        url, body = step.exchange.url or "", any_json_of(step.exchange)
        if "/role-assignments" in url:
            grants += grants_of_roles(json_of(step.exchange))
        elif "/api/v2/spaces/" in url and "/permissions" in url:
            grants += grants_v2(json_of(step.exchange))
        elif "/rest/api/space/" in url and url.endswith("/permissions"):
            grants += grants_v1(body)
        elif "getSpacePermissionSets" in url:
            grants += grants_of_rpc(body)
    return any(g.operation == "write" and (g.user.lower() in mine or g.group in groups or g.everybody) for g in grants)


def _org_key(target: Target) -> list[Finding]:
    if target.site.org_admin is None:
        return []
    told = "An organisation API key that was made without scopes may change everything in the organisation."
    return [note("org_admin", told, "See in the organisation's settings that the key has read scopes only.")]
