"""Probes of the ways to log in: options of the login page, Basic switched off, and what a browser meets.

Sources: https://confluence.atlassian.com/confkb/list-of-rest-apis-available-to-configure-sso-1085188345.html and
https://confluence.atlassian.com/enterprise/ (creating an allowlist when basic authentication is disabled, 1044106574).
"""

from urllib.parse import urljoin, urlsplit

from tools.client import SiteClient
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.asking import Asking
from tools.probes.reading import is_good, items_of, json_of
from tools.probes.spec import Need, Outcome, Probe, ProbeOutcome, Target
from tools.site import Deployment

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FORM = ("LOGIN_FORM", "FORM", "USERNAME_PASSWORD")


async def _login_options(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask("login_options")
    options = [one for one in items_of(json_of(answer)) if one.get("enabled", True)]
    kinds = {str(one.get("type", "")).upper() for one in options}
    if kinds and not kinds & set(_FORM) and any("IDP" in kind or "SSO" in kind for kind in kinds):
        asking.note(Fact.LOGIN_OPTIONS_SSO_ONLY)
    if any("TWO_STEP" in kind for kind in kinds):
        asking.note(Fact.LOGIN_OPTIONS_TWO_STEP)
    return asking.outcome()


async def _basic_config(client: SiteClient, target: Target) -> ProbeOutcome:
    asking = Asking(client, target)
    answer = await asking.ask_as_observer("basic_config")
    if is_good(answer) and json_of(answer).get("block-requests") is True:
        asking.note(Fact.BASIC_BLOCK_CONFIGURED)
    return asking.outcome()


async def _browser_way(client: SiteClient, target: Target) -> ProbeOutcome:
    """Go hop by hop as a browser without a session would, within the site and its listed identity providers."""
    asking = Asking(client, target)
    hops = await asking.follow_login("start_page")
    onward = [place for hop in hops if (place := _onward(hop))]
    if any(_host(place) != _host(target.site.url) for place in onward):
        asking.note(Fact.REDIRECT_TO_FOREIGN_LOGIN)
    been = {hop.url for hop in hops}
    if hops and (last := _onward(hops[-1])) in been and last:
        asking.note(Fact.REDIRECT_LOOP)
    return asking.outcome()


def _onward(answer: Exchange) -> str:
    """Return where an answer leads, "" when it is no redirect."""
    location = answer.response_header("Location")
    if answer.status not in _REDIRECTS or not location or not answer.url:
        return ""
    return urljoin(answer.url, location)


def _host(url: str) -> str | None:
    return urlsplit(url).hostname


_DATA_CENTER = (Deployment.DATA_CENTER,)
_ABOUT_LOGINS = frozenset(
    {
        Fact.CHANNEL_BROWSER,
        Fact.TOLD_SSO,
        Fact.TOLD_SSO_ONLY,
        Fact.TOLD_MFA,
        Fact.TOLD_EVERYONE,
        Fact.TOLD_BROWSER_FAILS_TOO,
        Fact.BODY_SSO_LOGIN_ERROR,
        Fact.REDIRECT_TO_FOREIGN_LOGIN,
        Fact.SUBJECT_REFUSED_BASIC_DC,
    }
)

PROBES = (
    Probe(
        name="login_options",
        asks="Looked which ways to log in the server offers",
        deployments=_DATA_CENTER,
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(
            Outcome("sso_only", 0.12, (Fact.LOGIN_OPTIONS_SSO_ONLY,)),
            Outcome("two_step", 0.08, (Fact.LOGIN_OPTIONS_TWO_STEP,)),
            Outcome("form", 0.8, ()),
        ),
        run=_login_options,
        only_when=_ABOUT_LOGINS,
        once_known=frozenset({Fact.LOGIN_OPTIONS_SSO_ONLY, Fact.LOGIN_OPTIONS_TWO_STEP}),
    ),
    Probe(
        name="basic_config",
        asks="Looked whether Basic authentication is switched off",
        deployments=_DATA_CENTER,
        identities=(Identity.OBSERVER,),
        needs=frozenset({Need.OBSERVER}),
        requests=1,
        seconds=0.4,
        login_risk=False,
        outcomes=(Outcome("blocked", 0.1, (Fact.BASIC_BLOCK_CONFIGURED,)), Outcome("open", 0.9, ())),
        run=_basic_config,
        only_when=frozenset({Fact.SENT_BASIC, Fact.STATUS_403, Fact.TOLD_EVERYONE, Fact.BODY_BASIC_DISABLED}),
        once_known=frozenset({Fact.BASIC_BLOCK_CONFIGURED}),
    ),
    Probe(
        name="browser_way",
        asks="Went the way of a browser without a session, hop by hop",
        deployments=_DATA_CENTER,
        identities=(Identity.NONE,),
        needs=frozenset(),
        requests=3,
        seconds=0.8,
        login_risk=False,
        outcomes=(
            Outcome("elsewhere", 0.25, (Fact.REDIRECT_TO_FOREIGN_LOGIN,)),
            Outcome("other_origin", 0.05, (Fact.REDIRECT_CHANGES_ORIGIN,)),
            Outcome("loop", 0.02, (Fact.REDIRECT_LOOP,)),
            Outcome("own_form", 0.68, ()),
        ),
        run=_browser_way,
        only_when=frozenset({Fact.CHANNEL_BROWSER, Fact.TOLD_SSO, Fact.TOLD_SSO_ONLY, Fact.URL_NON_REST_PATH}),
        once_known=frozenset({Fact.REDIRECT_TO_FOREIGN_LOGIN}),
    ),
)
