"""Prometheus Alertmanager: one diagnosis for a group of alerts.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config

An alert of a whole site says that many are refused since a moment in time; that is told in words, as evidence like any
other. An address in a label is a claim: only a registered site is ever asked.
"""

from collections.abc import Sequence

from api.desks.inbound import Author, Delivery, Inbound, Json, Kind, first_text, ignored, joined, objects_at, text_at

_MOST_ALERTS = 20
_TELLING = ("alertname", "instance", "url", "target", "status", "code", "job", "severity", "site")


def read_alertmanager(sent: Delivery) -> Inbound:
    """Read one notification of version 4."""
    body = sent.body
    group = text_at(body, "groupKey")
    alerts = objects_at(body, "alerts")
    if not group or not alerts:
        return ignored("it holds no group of alerts")
    resolved = text_at(body, "status") == "resolved"
    began = min((text_at(alert, "startsAt") for alert in alerts), default="")
    return Inbound(
        Kind.CLOSED if resolved else Kind.OPENED,
        f"{group}:{text_at(body, 'status')}:{began}:{len(alerts)}",
        ticket=group[:200],
        url=text_at(body, "externalURL"),
        author=Author.AGENT,
        text=_text(body, alerts, began),
        site=first_text(body, "commonLabels.site", "commonLabels.url", "commonLabels.instance"),
    )


def _text(body: Json, alerts: Sequence[Json], began: str) -> str:
    told = joined(
        first_text(body, "commonAnnotations.summary", "commonLabels.alertname"),
        first_text(body, "commonAnnotations.description"),
    )
    lines = [_line(alert) for alert in alerts[:_MOST_ALERTS]]
    since = f"Monitoring reports this since {began}. {len(alerts)} alerts are in the group." if began else ""
    return joined(told, since, "\n".join(lines))


def _line(alert: Json) -> str:
    labels = " ".join(f"{name}={text_at(alert, 'labels', name)}" for name in _TELLING if text_at(alert, "labels", name))
    return f"- {labels}: {first_text(alert, 'annotations.summary', 'annotations.description')}".rstrip(": ")
