"""Which reader reads whose deliveries."""

from collections.abc import Callable

from api.desks.alertmanager import read_alertmanager
from api.desks.generic import read_generic
from api.desks.helpdesk import DeskKind
from api.desks.inbound import Delivery, Inbound
from api.desks.intercom import read_intercom
from api.desks.jira import read_jira
from api.desks.slack import read_slack

READERS: dict[DeskKind, Callable[[Delivery], Inbound]] = {
    DeskKind.JIRA: read_jira,
    DeskKind.INTERCOM: read_intercom,
    DeskKind.SLACK: read_slack,
    DeskKind.ALERTMANAGER: read_alertmanager,
    DeskKind.ZENDESK: read_generic,
    DeskKind.FRESHDESK: read_generic,
    DeskKind.SERVICENOW: read_generic,
    DeskKind.GENERIC: read_generic,
}
