"""Makes a scenario of one's own incident: a stored diagnosis whose true cause became known later."""

import json
from collections.abc import Mapping
from typing import Any

from agent.domain import Verdict
from evals.scenarios.model import Expected, Paste, Scenario, SiteUnderTest, Ticket
from tools.facts import Fact
from tools.site import Deployment

_PASTED = frozenset({"ticket", "attachment"})


class NotADiagnosis(ValueError):  # noqa: N818 - it names what came in
    """The JSON is no diagnosis of the REST API; the text says what is missing."""


def scenario_from_diagnosis(shown: Mapping[str, Any], cause: str) -> tuple[Scenario, str | None]:
    """Turn a diagnosis into a scenario and, when it probed a site, a HAR of what its probes saw.

    What the diagnosis holds is redacted already; the person's answers become what the persona knows.

    Args:
        shown: The diagnosis in its full view.
        cause: The code that turned out to be right.

    Raises:
        NotADiagnosis: The JSON lacks what a diagnosis has.
    """
    try:
        evidence = list(shown["evidence"])
        number = str(shown["id"]).removeprefix("dg_")[:12]
    except (KeyError, TypeError) as missing:
        raise NotADiagnosis(f"no diagnosis of the REST API in its full view: {missing} is missing") from None
    probes = [item for item in evidence if item["kind"] == "probe" and item.get("request")]
    har = json.dumps(_har(probes), indent=1) if probes else None
    words = [_words(item) for item in evidence if item["kind"] == "ticket" and not item.get("request")]
    facts = {fact for item in evidence if item["kind"] == "answer" for fact in item["facts"]}
    scenario = Scenario(
        id=f"own-{number.lower()}",
        about="An incident of our own; its cause became known afterwards.",
        tags=("own",),
        ticket=Ticket(text="\n".join(filter(None, words)) or "See the attachment.", attachments=_pastes(evidence)),
        persona={"knows": [Fact(one) for one in sorted(facts)]},  # type: ignore[arg-type]
        site=SiteUnderTest(registered=False, url="", deployment=_deployment(evidence)),
        expected=Expected(codes=(cause,), verdicts=(Verdict.CONFIRMED, Verdict.LIKELY, Verdict.INCONCLUSIVE)),
    )
    return scenario, har


def _pastes(evidence: list[Mapping[str, Any]]) -> tuple[Paste, ...]:
    found = []
    for item in evidence:
        observed = item.get("observed") or {}
        if item["kind"] not in _PASTED or not (item.get("request") or item["kind"] == "attachment"):
            continue
        request = item.get("request") or {}
        lines = [f"{request.get('method') or 'GET'} {request.get('url') or ''}".strip()] if request else []
        if observed.get("status"):
            lines.append(f"HTTP/1.1 {observed['status']}")
            lines += [f"{name}: {value}" for name, value in observed.get("headers", {}).items()]
            lines.append("")
        content = "\n".join([*lines, observed.get("body_excerpt") or ""]).strip()
        found += [Paste(name=item.get("name") or "", content=content)] if content else []
    return tuple(found)


def _har(probes: list[Mapping[str, Any]]) -> dict[str, Any]:
    entries = []
    for item in probes:
        observed = item.get("observed") or {}
        headers = [{"name": name, "value": value} for name, value in observed.get("headers", {}).items()]
        entries.append(
            {
                "_identity": item.get("identity") or "none",
                "request": {"method": item["request"]["method"], "url": item["request"]["url"], "headers": []},
                "response": {
                    "status": observed.get("status") or 0,
                    "headers": headers,
                    "content": {"text": observed.get("body_excerpt") or ""},
                },
            }
        )
    return {"log": {"version": "1.2", "creator": {"name": "unlatch", "version": "1"}, "entries": entries}}


def _words(item: Mapping[str, Any]) -> str:
    return str((item.get("observed") or {}).get("body_excerpt") or "")


def _deployment(evidence: list[Mapping[str, Any]]) -> Deployment:
    facts = {fact for item in evidence for fact in item["facts"]}
    return Deployment.DATA_CENTER if Fact.DEPLOYMENT_DATA_CENTER.value in facts else Deployment.CLOUD
