"""Controls: the same question with an account that cannot exist, and with the service's own.

Reading: https://github.com/mozilla/markfluence/blob/main/docs/confluence/api.md (Cloud, measured 2026-08).
"""

from tools.client import Scheme, SiteClient
from tools.evidence import Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.credentials import is_unreadable
from tools.probes.place import goes_to_site
from tools.probes.reading import is_telling, says_nobody
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment


async def _invented(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    scheme = Scheme.INVENTED_BASIC if target.site.deployment is Deployment.CLOUD else Scheme.INVENTED_BEARER
    control = await asking.ask("current_user", Identity.CONTROL, scheme=scheme)
    if control is None or not is_telling(control):
        return asking.outcome()
    if Fact.SUBJECT_401_ON_SITE in target.known:
        if says_nobody(control) and not is_unreadable(target):
            asking.note(*_recognised(target))
    elif Fact.SUBJECT_NOBODY_ON_SITE in target.known and says_nobody(control):
        asking.note(Fact.SAME_AS_INVENTED)
    return asking.outcome()


async def _observer(client: SiteClient, target: Target) -> ProbeOutcome:
    """Ask as the service's own account: where it is refused as well, the fault is not in the subject's credential."""
    asking = Asking(client, target)
    await asking.ask_as_observer("current_user")
    return asking.outcome()


def _recognised(target: Target) -> tuple[Fact, ...]:
    """Note the difference only where the failing calls go to this host: a call elsewhere fails for its own reason."""
    return (Fact.DIFFERS_FROM_INVENTED,) if goes_to_site(target) else ()


_BOTH = (Deployment.CLOUD, Deployment.DATA_CENTER)
_SUBJECT = frozenset({Need.SUBJECT})


def _compared(deployment: Deployment, *outcomes: Outcome) -> Probe:
    return Probe(
        name="invented_account",
        asks="Asked the same with an invented account, to compare",
        deployments=(deployment,),
        identities=(Identity.CONTROL,),
        needs=_SUBJECT,
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=outcomes,
        run=_invented,
        once_known=frozenset({Fact.DIFFERS_FROM_INVENTED, Fact.SAME_AS_INVENTED, Fact.SUBJECT_KNOWN_ON_SITE}),
        only_when=frozenset({Fact.SUBJECT_401_ON_SITE, Fact.SUBJECT_NOBODY_ON_SITE}),
    )


PROBES = (
    _compared(
        Deployment.CLOUD,
        Outcome("differs", 0.45, (Fact.DIFFERS_FROM_INVENTED,)),
        Outcome("same", 0.45, (Fact.SAME_AS_INVENTED,)),
        Outcome("other", 0.1, ()),
    ),
    _compared(Deployment.DATA_CENTER, Outcome("same", 0.9, (Fact.SAME_AS_INVENTED,)), Outcome("other", 0.1, ())),
    Probe(
        name="observer_control",
        asks="Asked the same with the service's own account, to compare",
        deployments=_BOTH,
        identities=(Identity.OBSERVER,),
        needs=frozenset({Need.SUBJECT, Need.OBSERVER}),
        requests=1,
        seconds=0.6,
        login_risk=False,
        outcomes=(
            Outcome("accepted", 0.9, (Fact.OBSERVER_ACCEPTED,)),
            Outcome("refused", 0.06, (Fact.OBSERVER_REFUSED_TOO,)),
            Outcome("other", 0.04, ()),
        ),
        run=_observer,
        once_known=frozenset({Fact.OBSERVER_ACCEPTED, Fact.OBSERVER_REFUSED_TOO}),
        only_when=frozenset({Fact.SUBJECT_NOBODY_ON_SITE}),
    ),
)
