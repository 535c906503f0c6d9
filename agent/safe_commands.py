"""Chooses what the person could look at from their own machine: the planner's next probe, where it can be written down.

An address that was only pasted never gets into a command: whoever wrote the ticket could have a helper's token sent to
a server of theirs. The person types the address then.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import quote, urlsplit

from agent.case import Case
from agent.command_lines import Look, Sign, command_lines
from agent.domain import Verdict
from agent.planner import Candidate, Expectation, Planner
from tools.facts import Fact
from tools.probes.menu import ALL_PROBES
from tools.probes.spec import Probe
from tools.site import Deployment

_CAPTCHA = frozenset({Fact.SERAPH_DENIED, Fact.HEADER_CAPTCHA_CHALLENGE, Fact.TOLD_CAPTCHA_SHOWN})
_LEAST_BITS = 0.01


@dataclass(frozen=True, slots=True)
class _Path:
    """A probe's own request. Braces name what must be known: space, page, cloud; `says` tells it to the person."""

    path: str
    says: str
    signed: bool = False
    at_root: bool = False
    at_gateway: bool = False


_PATHS: Mapping[str, _Path] = {
    "current_user": _Path("/rest/api/user/current", "Asks Confluence who you are.", signed=True),
    "anonymous_access": _Path("/rest/api/space?limit=1", "Asks without signing in, to see what strangers are told."),
    "space_visible": _Path("/rest/api/space/{space}", "Asks for the space, as you.", signed=True),
    "page_visible": _Path("/rest/api/content/{page}", "Asks for the page, as you.", signed=True),
    "server_status": _Path("/status", "Asks whether the server is up."),
    "tenant_info": _Path("/_edge/tenant_info", "Asks which site answers at this address.", at_root=True),
    "gateway_twin": _Path(
        "/ex/confluence/{cloud}/wiki/rest/api/user/current",
        "Asks the API gateway who you are, with the same token.",
        signed=True,
        at_gateway=True,
    ),
}


def safe_commands(case: Case, planner: Planner) -> list[dict[str, str]]:
    """Return the next look as commands for the person's machine; none once the cause is confirmed."""
    conclusion, deployment = case.conclusion, case.deployment
    if conclusion is None or conclusion.verdict is Verdict.CONFIRMED or deployment is None or case.ranked is None:
        return []
    looks = {p.name: (p, look) for p in ALL_PROBES if (look := _look_of(p, case, deployment))}
    valued = planner.value(case.ranked[1], [_candidate(probe) for probe, _ in looks.values()])
    best = next((one for one in valued if one.bits >= _LEAST_BITS), None)
    if best is None:
        return []
    _, look = looks[best.candidate.name]
    return [asdict(line) for line in command_lines(look, _PATHS[best.candidate.name].says)]


def _look_of(probe: Probe, case: Case, deployment: Deployment) -> Look | None:
    """Write the probe down as one request; None where that cannot be done, or is of no use, or risks a lock-out."""
    known = _PATHS.get(probe.name)
    if known is None or deployment not in probe.deployments or probe.name in case.probes_run:
        return None
    if case.facts & probe.once_known or (known.signed and case.facts & _CAPTCHA):
        return None
    path = _filled(known.path, case)
    base = _base_of(known, case)
    if path is None or (known.at_gateway and not base):
        return None
    sign = Sign.PAIR if deployment is Deployment.CLOUD else Sign.BEARER
    return Look(path, base, sign if known.signed else Sign.NOT)


def _filled(path: str, case: Case) -> str | None:
    site_cloud = case.site.cloud_id if case.site else None
    values = {
        "space": case.report.space_key,
        "page": case.report.page_id,
        "cloud": case.learned.get("cloud_id") or site_cloud or "",
    }
    needed = [name for name in values if f"{{{name}}}" in path]
    if not all(values[name] for name in needed):
        return None
    return path.format(**{name: quote(values[name], safe="") for name in needed}) if needed else path


def _base_of(known: _Path, case: Case) -> str:
    if case.site is None:
        return ""
    if known.at_gateway:
        return case.site.gateway_url.rstrip("/")
    parts = urlsplit(case.site.url)
    return f"{parts.scheme}://{parts.netloc}" if known.at_root else case.site.url.rstrip("/")


def _candidate(probe: Probe) -> Candidate:
    outcomes = tuple(Expectation(outcome.base, outcome.facts) for outcome in probe.outcomes)
    return Candidate(probe.name, outcomes, probe.requests, probe.seconds, probe.login_risk)
