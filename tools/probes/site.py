"""Probes of the site itself: is it there, is it Cloud, which version, what time does it have.

Sources: https://support.atlassian.com/jira/kb/retrieve-my-atlassian-sites-cloud-id/ (tenant_info);
https://confluence.atlassian.com/doc/ (the /status page of Data Center); application links publish a manifest with
the version; personal access tokens exist since 7.9:
https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html .
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from tools.client import SiteClient
from tools.credential_claims import CONTEXT_QSH, qsh_of
from tools.credential_form import CredentialForm
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.place import cloud_id_of, foreign_cloud_ids, lacks_context
from tools.probes.reading import NOT_FOUND, OK, clock_facts, date_of, is_good, is_telling, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_FIRST_VERSION_WITH_PATS = (7, 9)
_MINUTES_OFF = timedelta(minutes=3)


async def _tenant_info(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    await look_at_tenant(asking)
    return asking.outcome()


async def look_at_tenant(asking: Asking) -> str:
    """Ask a Cloud site for its cloudId, once, and note what its answer and the pasted addresses say together.

    Returns:
        The cloudId as registered, learned or told; "" when the site gives none.
    """
    target = asking.target
    cloud_id = cloud_id_of(target)
    if not cloud_id:
        answer = await asking.ask("tenant_info")
        cloud_id = str(json_of(answer).get("cloudId") or "")
        if cloud_id:
            asking.learned["cloud_id"] = cloud_id
            asking.note(Fact.SITE_IS_CLOUD, *clock_facts(answer, target))
        elif answer is not None and is_telling(answer) and answer.status in {OK, NOT_FOUND}:
            asking.note(Fact.SITE_GAVE_NO_CLOUD_ID)
        if cloud_id and foreign_cloud_ids(target) - {cloud_id.lower()}:
            asking.note(Fact.CLOUD_ID_DIFFERS)
        if cloud_id and lacks_context(target):
            asking.note(Fact.URL_WITHOUT_WIKI)
    return cloud_id


async def _status(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("status")
    if json_of(answer).get("state") == "RUNNING":
        asking.note(Fact.SITE_RUNNING, *clock_facts(answer, target))
    return asking.outcome()


async def _manifest(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("manifest")
    if not is_good(answer) or answer is None:
        return asking.outcome()
    version, address = _told_by(answer)
    if version:
        asking.learned["version"] = ".".join(str(part) for part in version)
        if version < _FIRST_VERSION_WITH_PATS:
            asking.note(Fact.PAT_API_ABSENT)
    if address and _is_other_place(address, target.site.url):
        asking.note(Fact.TOLD_BASE_URL_CHANGED)
    return asking.outcome()


def _told_by(answer: Exchange) -> tuple[tuple[int, ...], str]:
    """Read version and base URL from the manifest, which is XML unless JSON was wanted."""
    parsed = json_of(answer)
    version, address = str(parsed.get("version", "")), str(parsed.get("url", ""))
    if not parsed:
        version, address = _element(answer.body, "version"), _element(answer.body, "url")
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in numbers[0].split(".")) if numbers else (), address


def _element(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>([^<]{{1,300}})</{name}>", xml)
    return found[1].strip() if found else ""


def _is_other_place(own: str, registered: str) -> bool:
    one, other = urlsplit(own), urlsplit(registered)
    differs = (one.scheme, one.netloc.lower()) != (other.scheme, other.netloc.lower())
    return bool(one.netloc) and (differs or one.path.rstrip("/") != other.path.rstrip("/"))


async def _token_times(client: SiteClient, target: Target) -> ProbeOutcome:
    """Hold a JWT's times against the server's own clock, and its request hash against the failing calls."""
    asking = Asking(client, target)
    cloud = target.site.deployment is Deployment.CLOUD
    answer = await asking.ask("tenant_info" if cloud else "status")
    form = target.subject_form
    if answer is not None and form is not None and form.claims is not None:
        asking.note(*clock_facts(answer, target), *_times(form, answer), *_hash(form, target))
    return asking.outcome()


def _times(form: CredentialForm, answer: Exchange) -> list[Fact]:
    server, claims = date_of(answer), form.claims
    facts: list[Fact] = []
    if server is None or claims is None:
        return facts
    if claims.expires_at is not None:
        facts.append(Fact.SECRET_JWT_EXPIRED if claims.expires_at <= server else Fact.SECRET_JWT_VALID_NOW)
    if claims.issued_at is not None and claims.issued_at - server > _MINUTES_OFF:
        facts.append(Fact.SECRET_JWT_IAT_OFF)
    return facts


def _hash(form: CredentialForm, target: Target) -> list[Fact]:
    """Compare with the hash of each pasted call.

    Source: https://developer.atlassian.com/cloud/confluence/understanding-jwt-for-connect-apps/
    """
    claimed = form.claims.qsh if form.claims else None
    if not claimed or claimed == CONTEXT_QSH or not target.failing_urls:
        return []
    context = urlsplit(target.site.url).path.rstrip("/")
    fits = any(
        qsh_of(method, url, place) == claimed
        for url in target.failing_urls
        for method in ("GET", "POST", "PUT", "DELETE")
        for place in ("", context)
    )
    return [] if fits else [Fact.SECRET_JWT_QSH_WRONG]


def _has_times_to_check(target: Target) -> bool:
    """Tell whether the look at the token's form leaves something open: a request hash, or clocks that differ."""
    claims = target.subject_form.claims if target.subject_form else None
    return claims is not None and (claims.qsh is not None or Fact.CLOCK_SKEW_LARGE in target.known)


def _is_in_doubt(target: Target) -> bool:
    """Tell whether it is open that the server runs, or its clock matters."""
    return Fact.ANSWERED_BY_CONFLUENCE not in target.known or bool(target.known & _ABOUT_CLOCKS)


_ABOUT_CLOCKS = frozenset(
    {Fact.OAUTH1_TIMESTAMP_REFUSED, Fact.TOLD_CLOCKS_DIFFER, Fact.LOG_SSO_TIME_WINDOW, Fact.TOLD_APP_LINK}
)
_NONE = (Identity.NONE,)
_CLOUD = (Deployment.CLOUD,)
_DATA_CENTER = (Deployment.DATA_CENTER,)

PROBES = (
    Probe(
        name="tenant_info",
        asks="Asked the site for its cloudId",
        deployments=_CLOUD,
        identities=_NONE,
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(
            Outcome("cloud", 0.83, (Fact.SITE_IS_CLOUD, Fact.CLOCK_SKEW_SMALL)),
            Outcome("other_cloud_id", 0.03, (Fact.CLOUD_ID_DIFFERS,)),
            Outcome("no_cloud_id", 0.05, (Fact.SITE_GAVE_NO_CLOUD_ID,)),
            Outcome("moved", 0.02, (Fact.REDIRECT_CHANGES_ORIGIN,)),
            Outcome("unreachable", 0.07, (Fact.NET_CONNECTION_FAILURE,)),
        ),
        run=_tenant_info,
        once_known=frozenset({Fact.SITE_IS_CLOUD, Fact.SITE_GAVE_NO_CLOUD_ID}),
    ),
    Probe(
        name="server_status",
        asks="Asked the server whether it is running",
        deployments=_DATA_CENTER,
        identities=_NONE,
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(
            Outcome("running", 0.8, (Fact.SITE_RUNNING, Fact.CLOCK_SKEW_SMALL)),
            Outcome("clock_off", 0.02, (Fact.SITE_RUNNING, Fact.CLOCK_SKEW_LARGE)),
            Outcome("not_running", 0.03, (Fact.BODY_STARTING_OR_MAINTENANCE,)),
            Outcome("somebody_else", 0.08, (Fact.ANSWERED_BEFORE_CONFLUENCE,)),
            Outcome("unreachable", 0.07, (Fact.NET_CONNECTION_FAILURE,)),
        ),
        run=_status,
        once_known=frozenset({Fact.SITE_RUNNING}),
        suits=_is_in_doubt,
    ),
    Probe(
        name="server_version",
        asks="Looked at the version and base URL that the server publishes",
        deployments=_DATA_CENTER,
        identities=_NONE,
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(
            Outcome("too_old", 0.08, (Fact.PAT_API_ABSENT,)),
            Outcome("other_base_url", 0.1, (Fact.TOLD_BASE_URL_CHANGED,)),
            Outcome("fine", 0.82, ()),
        ),
        run=_manifest,
        only_when=frozenset(
            {
                Fact.SUBJECT_NOBODY_ON_SITE,
                Fact.REFUSED_AS_BEARER,
                Fact.TOLD_LOGGED_OUT,
                Fact.HEADER_REALM_IS_OTHER_HOST,
                Fact.TOLD_BASE_URL_CHANGED,
            }
        ),
        once_known=frozenset({Fact.PAT_API_ABSENT}),
    ),
    Probe(
        name="token_times",
        asks="Held the token's times against the server's clock",
        deployments=(Deployment.CLOUD, Deployment.DATA_CENTER),
        identities=_NONE,
        needs=frozenset({Need.SUBJECT}),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(
            Outcome("expired", 0.3, (Fact.SECRET_JWT_EXPIRED,)),
            Outcome("too_early", 0.1, (Fact.SECRET_JWT_IAT_OFF, Fact.CLOCK_SKEW_LARGE)),
            Outcome("other_request", 0.1, (Fact.SECRET_JWT_QSH_WRONG,)),
            Outcome("fine", 0.5, (Fact.SECRET_JWT_VALID_NOW,)),
        ),
        run=_token_times,
        suits=_has_times_to_check,
    ),
)
