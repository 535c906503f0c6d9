"""Probes of the site itself: is it there, is it Cloud, what time does it have, who answers.

Sources: https://support.atlassian.com/jira/kb/retrieve-my-atlassian-sites-cloud-id/ (tenant_info);
https://confluence.atlassian.com/doc/ (the /status page of Data Center).
"""

import re

from tools.client import SiteClient
from tools.evidence import Identity
from tools.facts import Fact
from tools.probes.asking import Asking, clock_facts, is_alike, json_of
from tools.probes.spec import Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_SCRIPT_USER_AGENT = "python-requests/2.34.2"
_CLOUD_ID_IN_URL = re.compile(r"/ex/confluence/([0-9a-fA-F-]{36})")


async def _tenant_info(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("tenant_info")
    cloud_id = str(json_of(answer).get("cloudId") or "")
    if cloud_id:
        asking.note(Fact.SITE_IS_CLOUD, *clock_facts(answer, target), *_other_cloud_id(cloud_id, target))
        asking.learned["cloud_id"] = cloud_id
    elif answer is not None and not answer.error:
        asking.note(Fact.SITE_GAVE_NO_CLOUD_ID)
    return asking.outcome()


def _other_cloud_id(cloud_id: str, target: Target) -> tuple[Fact, ...]:
    used = [match[1].lower() for url in target.failing_urls for match in _CLOUD_ID_IN_URL.finditer(url)]
    return (Fact.CLOUD_ID_DIFFERS,) if any(other != cloud_id.lower() for other in used) else ()


async def _status(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("status")
    if json_of(answer).get("state") == "RUNNING":
        asking.note(Fact.SITE_RUNNING, *clock_facts(answer, target))
    return asking.outcome()


async def _user_agent(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    ours = await asking.ask("current_user")
    scripts = await asking.ask("current_user", user_agent=_SCRIPT_USER_AGENT)
    if ours is not None and scripts is not None and not ours.error and not is_alike(ours, scripts):
        asking.note(Fact.USER_AGENT_CHANGES_OUTCOME)
    return asking.outcome()


async def _repeat(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("current_user", Identity.NONE)
    if answer is not None:
        still = (answer.response_header("X-Cache") or "").lower().startswith("error")
        asking.note(Fact.REPEAT_SAME if still else Fact.REPEAT_HEALED)
        asking.retry_after_seconds = max(asking.retry_after_seconds, 60.0)
    return asking.outcome()


PROBES = (
    Probe(
        name="tenant_info",
        asks="Asked the site for its cloudId",
        deployments=(Deployment.CLOUD,),
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(
            Outcome("cloud", 0.85, (Fact.SITE_IS_CLOUD,)),
            Outcome("no_cloud_id", 0.08, (Fact.SITE_GAVE_NO_CLOUD_ID,)),
            Outcome("unreachable", 0.07, (Fact.NET_CONNECTION_FAILURE,)),
        ),
        run=_tenant_info,
        once_known=frozenset({Fact.SITE_IS_CLOUD}),
        baseline=True,
    ),
    Probe(
        name="server_status",
        asks="Asked the server whether it is running",
        deployments=(Deployment.DATA_CENTER,),
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(
            Outcome("running", 0.8, (Fact.SITE_RUNNING,)),
            Outcome("somebody_else", 0.1, (Fact.ANSWERED_BEFORE_CONFLUENCE,)),
            Outcome("unreachable", 0.1, (Fact.NET_CONNECTION_FAILURE,)),
        ),
        run=_status,
        once_known=frozenset({Fact.SITE_RUNNING}),
        baseline=True,
    ),
    Probe(
        name="user_agent",
        asks="Asked once as a script and once as ourselves",
        deployments=(Deployment.CLOUD, Deployment.DATA_CENTER),
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=2,
        seconds=0.8,
        login_risk=False,
        outcomes=(
            Outcome("differs", 0.15, (Fact.USER_AGENT_CHANGES_OUTCOME,)),
            Outcome("same", 0.85, ()),
        ),
        run=_user_agent,
        only_when=frozenset({Fact.TOLD_OTHER_CLIENT_WORKS, Fact.BODY_WAF_BLOCK_PAGE, Fact.ANSWERED_BEFORE_CONFLUENCE}),
    ),
    Probe(
        name="repeat",
        asks="Asked the same once more",
        deployments=(Deployment.CLOUD,),
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(Outcome("healed", 0.5, (Fact.REPEAT_HEALED,)), Outcome("same", 0.5, (Fact.REPEAT_SAME,))),
        run=_repeat,
        only_when=frozenset({Fact.HEADER_EDGE_ERROR}),
    ),
)
