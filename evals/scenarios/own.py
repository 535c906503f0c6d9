"""Makes a scenario of one's own incident: a stored diagnosis whose true cause became known later."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from agent.catalogue.load import load_catalogue
from agent.domain import Verdict
from evals.scenarios.model import Expected, GivenCredential, Paste, Persona, Reporter, Scenario, SiteUnderTest, Ticket
from tools.facts import Fact
from tools.site import CredentialKind, Deployment

_PASTED = frozenset({"ticket", "attachment"})
_STAND_IN = "stands-in-for-the-redacted-secret"
"""What is sent in place of the credential, which no diagnosis keeps; the recording knows it as the subject's."""


class NotADiagnosis(ValueError):  # noqa: N818 - it names what came in
    """The JSON is no diagnosis of the REST API, or does not say what the cause was; the text says what is missing."""


def scenario_from_diagnosis(shown: Mapping[str, Any], cause: str | None) -> tuple[Scenario, str | None]:
    """Turn a diagnosis into a scenario and, when it probed a site, a HAR of what its probes saw.

    What the diagnosis holds is redacted already; the person's answers become what the persona knows.

    Args:
        shown: The diagnosis in its full view; it may hold the `feedback` that was given to it.
        cause: The code that turned out to be right; None takes the feedback's.

    Raises:
        NotADiagnosis: The JSON lacks what a diagnosis has, or nobody says what the cause was.
    """
    try:
        evidence = list(shown["evidence"])
        number = str(shown["id"]).removeprefix("dg_")[:12].lower()
    except (KeyError, TypeError) as missing:
        raise NotADiagnosis(f"no diagnosis of the REST API in its full view: {missing} is missing") from None
    code = _known(cause or _cause_of(shown))
    probes = [item for item in evidence if item["kind"] == "probe" and item.get("request")]
    words = [_words(item) for item in evidence if item["kind"] == "ticket" and not item.get("request")]
    told = sorted({fact for item in evidence if item["kind"] in {"answer", "offline_look"} for fact in item["facts"]})
    scenario = Scenario(
        id=f"own-{number}",
        about="An incident of our own; its cause became known afterwards.",
        tags=("own",),
        ticket=Ticket(
            text="\n".join(filter(None, words)) or "See the attachment.",
            attachments=_pastes(evidence),
            reporter=_reporter(shown),
        ),
        persona=Persona(knows=tuple(Fact(one) for one in told)),
        site=_site(probes, evidence, f"own-{number}.har"),
        credential=_credential(probes, told, shown),
        expected=Expected(codes=(code,), verdicts=tuple(Verdict)),
    )
    return scenario, json.dumps(_har(probes), indent=1) if probes else None


def _cause_of(shown: Mapping[str, Any]) -> str | None:
    given = shown.get("feedback")
    rows: Sequence[Mapping[str, Any]] = given if isinstance(given, list) else [given] if given else []
    for row in reversed(rows):
        if row.get("actual_cause"):
            return str(row["actual_cause"])
        if row.get("correct"):
            return str((shown.get("root_cause") or {}).get("code"))
    return None


def _known(code: str | None) -> str:
    if code is None:
        raise NotADiagnosis("no feedback says what the cause was: name its code with --cause")
    if code not in load_catalogue().causes:
        raise NotADiagnosis(f"the catalogue has no cause {code!r}: `unlatch causes` lists those it has")
    return code


def _site(probes: Sequence[Mapping[str, Any]], evidence: Sequence[Mapping[str, Any]], recording: str) -> SiteUnderTest:
    deployment = _deployment(evidence)
    if not probes:
        return SiteUnderTest(registered=False, deployment=deployment)
    parts = urlsplit(str(probes[0]["request"]["url"]))
    context = "/wiki" if deployment is Deployment.CLOUD else ""
    return SiteUnderTest(url=f"{parts.scheme}://{parts.netloc}{context}", deployment=deployment, recording=recording)


def _credential(
    probes: Sequence[Mapping[str, Any]], told: Sequence[str], shown: Mapping[str, Any]
) -> GivenCredential | None:
    if not any(item.get("identity") == "subject" for item in probes):
        return None
    kind = CredentialKind.BEARER if Fact.SENT_BEARER.value in told else CredentialKind.BASIC
    person = _reporter(shown)
    return GivenCredential(kind=kind, username=person.email or person.username or "somebody", secret=_STAND_IN)


def _reporter(shown: Mapping[str, Any]) -> Reporter:
    given = shown.get("reporter") or {}
    return Reporter(**{name: str(given.get(name) or "") for name in Reporter.model_fields})


def _pastes(evidence: Sequence[Mapping[str, Any]]) -> tuple[Paste, ...]:
    found = [
        Paste(name=item.get("name") or "", content=content)
        for item in evidence
        if item["kind"] in _PASTED and (item.get("request") or item["kind"] == "attachment")
        if (content := _pasted(item))
    ]
    return tuple(found)


def _pasted(item: Mapping[str, Any]) -> str:
    """Write an exchange the way a person would paste it."""
    observed, request = item.get("observed") or {}, item.get("request") or {}
    lines = [f"{request.get('method') or 'GET'} {request.get('url') or ''}".strip()] if request else []
    if observed.get("status"):
        lines.append(f"HTTP/1.1 {observed['status']}")
        lines += [f"{name}: {value}" for name, value in observed.get("headers", {}).items()]
        lines.append("")
    return "\n".join([*lines, observed.get("body_excerpt") or ""]).strip()


def _har(probes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "unlatch", "version": "1"},
            "entries": [_entry(item) for item in probes],
        }
    }


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    observed = item.get("observed") or {}
    return {
        "_identity": item.get("identity") or "none",
        "request": {"method": item["request"]["method"], "url": item["request"]["url"], "headers": []},
        "response": {
            "status": observed.get("status") or 0,
            "headers": [{"name": name, "value": value} for name, value in observed.get("headers", {}).items()],
            "content": {"text": observed.get("body_excerpt") or ""},
        },
    }


def _words(item: Mapping[str, Any]) -> str:
    return str((item.get("observed") or {}).get("body_excerpt") or "")


def _deployment(evidence: Sequence[Mapping[str, Any]]) -> Deployment:
    facts = {fact for item in evidence for fact in item["facts"]}
    return Deployment.DATA_CENTER if Fact.DEPLOYMENT_DATA_CENTER.value in facts else Deployment.CLOUD
