"""All probes, and which of them make sense for a target."""

from tools.evidence import Identity
from tools.probes import credentials, permissions, site, token
from tools.probes.spec import Need, Probe, Target

ALL_PROBES: tuple[Probe, ...] = (*site.PROBES, *credentials.PROBES, *token.PROBES, *permissions.PROBES)


def menu_for(target: Target) -> tuple[Probe, ...]:
    """List the probes that could run on the target now."""
    at_hand = needs_at_hand(target)
    return tuple(probe for probe in ALL_PROBES if _fits(probe, target, at_hand))


def needs_at_hand(target: Target) -> frozenset[Need]:
    """Tell what is at hand for the target."""
    cloud_id = target.site.cloud_id or target.learned.get("cloud_id")
    present = {
        Need.SUBJECT: target.subject is not None,
        Need.OBSERVER: target.site.observer is not None,
        Need.ORG_ADMIN: target.site.org_admin is not None,
        Need.SPACE_KEY: bool(target.space_key),
        Need.PAGE_ID: bool(target.page_id),
        Need.PERSON: bool(target.person_account_id or target.person_username),
        Need.CLOUD_ID: bool(cloud_id),
    }
    return frozenset(need for need, is_there in present.items() if is_there)


def _fits(probe: Probe, target: Target, at_hand: frozenset[Need]) -> bool:
    if target.site.deployment not in probe.deployments or not probe.needs <= at_hand:
        return False
    if probe.once_known & target.known or (probe.only_when and not probe.only_when & target.known):
        return False
    if set(probe.identities) <= {Identity.SUBJECT, Identity.OBSERVER} and not at_hand & {Need.SUBJECT, Need.OBSERVER}:
        return False
    return probe.name != "other_scheme" or credentials.may_swap_scheme(target)
