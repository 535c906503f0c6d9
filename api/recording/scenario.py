"""The scenario beside a recording: the ticket, the stand-in credential and the true cause, for the evals to replay."""

from dataclasses import dataclass
from typing import Any

import yaml

from agent.case import Case
from api.recording.names import Kind, Names
from tools.redaction import redact
from tools.site import Site
from tools.vault import Secret

_NO_TICKET = "Confluence refuses me and I do not know why."


@dataclass(frozen=True, slots=True)
class Story:
    """What stands beside a recording.

    Attributes:
        har: File name of the recording.
        cause: Code of the true cause; the recording's owner knows it.
        stand_in: The made-up secret; None when no credential was given, or its kind cannot be imitated.
    """

    har: str
    cause: str
    stand_in: Secret | None


def scenario_of(case: Case, names: Names, site: Site, story: Story) -> str:
    """Return the scenario as YAML (its shape is evals/scenarios/scenario.schema.json)."""
    reporter = case.report.reporter
    told: dict[str, Any] = {
        "id": f"rec-{story.har.removesuffix('.har').lower().replace('_', '-').replace('.', '-')[:36]}",
        "tags": ["recorded"],
        "ticket": {
            "text": names.everywhere(redact(case.report.text).text) or _NO_TICKET,
            "attachments": [
                {"name": one.name, "content": names.everywhere(redact(one.content).text)}
                for one in case.report.attachments
            ],
            "space_key": names.of(Kind.SPACE, case.report.space_key),
            "page_id": case.report.page_id,
            "reporter": {
                "email": names.of(Kind.EMAIL, reporter.email),
                "username": names.of(Kind.PERSON, reporter.username),
                "account_id": names.of(Kind.ACCOUNT, reporter.account_id),
            },
        },
        "site": {"url": site.url, "deployment": site.deployment.value, "recording": story.har},
        "expected": {"codes": [story.cause]},
    }
    if story.stand_in is not None:
        made = story.stand_in
        told["credential"] = {"kind": made.kind.value, "username": made.username, "secret": made.secret}
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
