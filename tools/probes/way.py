"""Probes of the way there: firewalls that go by User-Agent, passing edge trouble, the vendor's status, cookies, nodes.

Sources: https://confluence.atlassian.com/doc/confluence-cookies-168169.html (cookies, paths, Secure);
https://www.atlassianstatus.com/api (the status page's summary).
"""

from tools.client import SiteClient
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.reading import is_telling, items_of, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_SCRIPT_USER_AGENT = "python-requests/2.34.2"
_PAUSE_SECONDS = 60.0
_OVER = frozenset({"resolved", "postmortem", "completed"})
_COMPONENT = "confluence"


async def _user_agent(client: SiteClient, target: Target) -> ProbeOutcome:
    """Ask as a script and as ourselves; what differs is due to the User-Agent alone."""
    asking = Asking(client, target)
    ours = await asking.ask("current_user")
    scripts = await asking.ask("current_user", user_agent=_SCRIPT_USER_AGENT)
    if ours is None or scripts is None or not is_telling(ours) or not is_telling(scripts):
        return asking.outcome()
    if ours.status != scripts.status or bool(json_of(ours)) is not bool(json_of(scripts)):
        asking.note(Fact.USER_AGENT_CHANGES_OUTCOME)
    return asking.outcome()


async def _repeat(client: SiteClient, target: Target) -> ProbeOutcome:
    """Ask once more, without waiting; a pause that would be needed is told, never slept.

    A second failure a moment later says nothing of trouble that heals within a minute.
    """
    asking = Asking(client, target)
    answer = await asking.ask("current_user")
    if answer is not None and not answer.error:
        asking.note(*([Fact.REPEAT_HEALED] if is_telling(answer) else []))
        asking.retry_after_seconds = max(asking.retry_after_seconds, _PAUSE_SECONDS)
    return asking.outcome()


async def _status_page(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("status_page")
    if any(_is_about_confluence(one) for one in items_of(json_of(answer), "incidents")) or _is_down(answer):
        asking.note(Fact.TOLD_STATUS_PAGE_INCIDENT)
    return asking.outcome()


def _is_about_confluence(incident: dict[str, object]) -> bool:
    """Tell whether an incident goes on; an incident of the vendor's other products names its components."""
    if str(incident.get("status", "")).lower() in _OVER:
        return False
    names = [str(one.get("name", "")).lower() for one in items_of(incident, "components")]
    return not names or any(_COMPONENT in name for name in names)


def _is_down(answer: Exchange | None) -> bool:
    components = items_of(json_of(answer), "components")
    hit = [one for one in components if _COMPONENT in str(one.get("name", "")).lower()]
    return any(str(one.get("status", "operational")) != "operational" for one in hit)


async def _session_cookies(client: SiteClient, target: Target) -> ProbeOutcome:
    """Open two sessions as nobody: what cookies come, and does another node answer."""
    asking = Asking(client, target)
    first = await asking.ask("login_page")
    second = await asking.ask("login_page")
    if first is not None and second is not None:
        nodes = {_node(first), _node(second)} - {""}
        if len(nodes) > 1:
            asking.note(Fact.TOLD_LOAD_BALANCED)
    return asking.outcome()


def _node(answer: Exchange) -> str:
    return (answer.response_header("X-Confluence-Cluster-Node") or "").strip()


_BOTH = (Deployment.CLOUD, Deployment.DATA_CENTER)
_NONE = (Identity.NONE,)

PROBES = (
    Probe(
        name="user_agent",
        asks="Asked once as a script and once as ourselves",
        deployments=_BOTH,
        identities=_NONE,
        needs=frozenset(),
        requests=2,
        seconds=0.8,
        login_risk=False,
        outcomes=(Outcome("differs", 0.15, (Fact.USER_AGENT_CHANGES_OUTCOME,)), Outcome("same", 0.85, ())),
        run=_user_agent,
        only_when=frozenset(
            {
                Fact.TOLD_OTHER_CLIENT_WORKS,
                Fact.TOLD_OTHER_USER_AGENT_WORKS,
                Fact.BODY_WAF_BLOCK_PAGE,
                Fact.ANSWERED_BEFORE_CONFLUENCE,
            }
        ),
        once_known=frozenset({Fact.USER_AGENT_CHANGES_OUTCOME}),
    ),
    Probe(
        name="repeat",
        asks="Asked the same once more",
        deployments=_BOTH,
        identities=_NONE,
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(Outcome("healed", 0.4, (Fact.REPEAT_HEALED,)), Outcome("same", 0.6, ())),
        run=_repeat,
        only_when=frozenset({Fact.HEADER_EDGE_ERROR, Fact.STATUS_5XX}),
        once_known=frozenset({Fact.REPEAT_HEALED, Fact.REPEAT_SAME}),
    ),
    Probe(
        name="vendor_status",
        asks="Looked at the vendor's status page",
        deployments=(Deployment.CLOUD,),
        identities=_NONE,
        needs=frozenset({Need.STATUS_PAGE}),
        requests=1,
        seconds=0.5,
        login_risk=False,
        outcomes=(Outcome("incident", 0.1, (Fact.TOLD_STATUS_PAGE_INCIDENT,)), Outcome("quiet", 0.9, ())),
        run=_status_page,
        only_when=frozenset(
            {
                Fact.HEADER_EDGE_ERROR,
                Fact.STATUS_5XX,
                Fact.TOLD_EVERYONE,
                Fact.TOLD_INTERMITTENT,
                Fact.REPEAT_SAME,
                Fact.NET_TIMEOUT,
                Fact.NET_CONNECTION_FAILURE,
            }
        ),
        once_known=frozenset({Fact.TOLD_STATUS_PAGE_INCIDENT}),
    ),
    Probe(
        name="session_cookies",
        asks="Opened the login page twice as nobody and looked at cookies and nodes",
        deployments=(Deployment.DATA_CENTER,),
        identities=_NONE,
        needs=frozenset(),
        requests=2,
        seconds=0.8,
        login_risk=False,
        outcomes=(
            Outcome("cookie_amiss", 0.1, (Fact.COOKIE_PATH_OR_DOMAIN_MISMATCH,)),
            Outcome("secure_over_http", 0.1, (Fact.COOKIE_SECURE_OVER_HTTP,)),
            Outcome("several_nodes", 0.2, (Fact.TOLD_LOAD_BALANCED,)),
            Outcome("fine", 0.6, ()),
        ),
        run=_session_cookies,
        only_when=frozenset({Fact.TOLD_LOGGED_OUT, Fact.CHANNEL_BROWSER, Fact.REDIRECT_LOOP}),
    ),
)
