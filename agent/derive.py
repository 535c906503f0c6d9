"""Facts that follow from another fact and the deployment, so that each bearing can stay unconditional."""

from collections.abc import Sequence
from dataclasses import replace

from agent.inference import Seen
from tools.facts import Fact
from tools.site import Deployment

_UNUSUAL_USER = {Deployment.CLOUD: Fact.USER_IS_NOT_EMAIL, Deployment.DATA_CENTER: Fact.USER_IS_EMAIL}


def with_derived(seen: Sequence[Seen], deployment: Deployment | None) -> tuple[Seen, ...]:
    """Add what follows. Cloud wants an e-mail address as user, Data Center a user name.

    Source: https://developer.atlassian.com/cloud/confluence/basic-auth-for-rest-apis/
    """
    unusual = _UNUSUAL_USER.get(deployment) if deployment else None
    follows = [replace(item, fact=Fact.USER_FORM_UNUSUAL) for item in seen if item.fact is unusual]
    return (*seen, *follows)
