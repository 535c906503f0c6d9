"""All probes, and which of them make sense for a target."""

from dataclasses import replace

from tools.evidence import Identity
from tools.facts import Fact
from tools.probes import (
    account,
    calls,
    controls,
    credentials,
    experiments,
    gateway,
    login,
    organisation,
    permissions,
    rules,
    site,
    token,
    way,
)
from tools.probes.person import account_id_of, risks_a_login, username_of
from tools.probes.place import cloud_id_of, failing_call, page_id_of, space_key_of
from tools.probes.spec import Need, Probe, Target

_FAMILIES = (
    site,
    credentials,
    controls,
    experiments,
    gateway,
    calls,
    token,
    account,
    organisation,
    login,
    permissions,
    rules,
    way,
)
ALL_PROBES: tuple[Probe, ...] = tuple(probe for family in _FAMILIES for probe in family.PROBES)

_CAPTCHA = frozenset({Fact.SERAPH_DENIED, Fact.HEADER_CAPTCHA_CHALLENGE, Fact.TOLD_CAPTCHA_SHOWN})
_ASK_THE_TENANT = frozenset({"current_user", "gateway_twin"})
_IN_ANOTHER_FORM = frozenset({"other_scheme"})


def menu_for(target: Target) -> tuple[Probe, ...]:
    """List the probes that could run on the target now, with the login risk that they have there."""
    at_hand = needs_at_hand(target)
    fitting = (probe for probe in ALL_PROBES if _fits(probe, target, at_hand))
    menu = tuple(probe for spec in fitting if (probe := _at_risk(spec, target)))
    asked_on_the_way = any(probe.name in _ASK_THE_TENANT for probe in menu)
    return tuple(probe for probe in menu if not (asked_on_the_way and probe.name == "tenant_info"))


def needs_at_hand(target: Target) -> frozenset[Need]:
    """Tell what is at hand for the target."""
    present = {
        Need.SUBJECT: target.subject is not None,
        Need.OBSERVER: target.site.observer is not None,
        Need.ORG_ADMIN: target.site.org_admin is not None,
        Need.SPACE_KEY: bool(space_key_of(target)),
        Need.PAGE_ID: bool(page_id_of(target)),
        Need.PERSON: bool(account_id_of(target) or username_of(target)),
        Need.EMAIL: bool(target.person_email),
        Need.CLOUD_ID: bool(cloud_id_of(target)),
        Need.STATUS_PAGE: bool(target.site.status_page_url),
        Need.FAILING_CALL: failing_call(target) is not None,
    }
    return frozenset(need for need, is_there in present.items() if is_there)


def _fits(probe: Probe, target: Target, at_hand: frozenset[Need]) -> bool:
    if target.site.deployment not in probe.deployments or not probe.needs <= at_hand:
        return False
    if probe.once_known & target.known or (probe.only_when and not probe.only_when & target.known):
        return False
    return probe.suits(target)


def _at_risk(probe: Probe, target: Target) -> Probe | None:
    """Mark the login risk; where it may not be taken, leave what the probe finds without the subject, or nothing."""
    if Identity.SUBJECT not in probe.identities or probe.name in _IN_ANOTHER_FORM or not risks_a_login(target):
        return probe
    allowed = target.site.allow_password_probe and target.password_probe_consent and not target.known & _CAPTCHA
    if allowed:
        return replace(probe, login_risk=True)
    return replace(probe, outcomes=probe.without_subject) if probe.without_subject else None
