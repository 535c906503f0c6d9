"""The guard in front of the transport: registered origins, bound credentials, the ledger, and nothing else."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from tools.boundary import ScrubbedFaults
from tools.client import Call, Withheld
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.guard.urls import check_site, check_url, ports_for, urls_of
from tools.ledger import Counter, Entry, LedgerBook
from tools.ledger_gate import Counts, LedgerGate
from tools.presenting import INVENTED, account_of, invented, is_login_risk, present, put_on_the_wire
from tools.routes import ROUTES, Base, Route, body_of, url_of
from tools.site import CredentialKind, Site, origin_of
from tools.transport import USER_AGENT, Answered, Outgoing, Transport
from tools.turns import Turns
from tools.vault import ForeignOrigin, Forgotten, Secret, Vault

CAPTCHA_SIGNS = frozenset({Fact.SERAPH_DENIED, Fact.HEADER_CAPTCHA_CHALLENGE, Fact.TOLD_CAPTCHA_SHOWN})
MOST_HOPS = 5
_CONTROL_CACHE_SECONDS = 3600.0
_LONGEST_WHAT = 150


@dataclass(slots=True)
class Shared:
    """What the clients of one process share."""

    transport: Transport
    vault: Vault
    ledger: LedgerBook
    fingerprint_key: bytes
    controls: dict[tuple[str, str, str], tuple[datetime, Exchange]] = field(default_factory=dict)
    turns: Turns = field(default_factory=Turns)


class GuardedClient:
    """Sends calls to one site for one diagnosis.

    Args:
        shared: What the process shares.
        site: The only site that is asked.
        diagnosis_id: Whose refusals are counted together.
        clock: The time, aware.
        facts: What the evidence shows by now.
        password_consent: The person agreed to a login that may be the one that triggers the CAPTCHA.
        verified_username: Who a visitor is proven to be, "" when that is not known; None when no visitor asks.
    """

    def __init__(
        self,
        shared: Shared,
        site: Site,
        diagnosis_id: str,
        clock: Callable[[], datetime],
        facts: Callable[[], frozenset[Fact]],
        *,
        password_consent: bool = False,
        verified_username: str | None = None,
    ) -> None:
        self._shared = shared
        self._site = site
        self._diagnosis_id = diagnosis_id
        self._clock = clock
        self._facts = facts
        self._password_consent = password_consent
        self._verified_username = verified_username
        self._ledger_site = ledger_site(site)
        self.counts = Counts()
        self._gate = LedgerGate(shared.ledger, shared.turns, self.counts)

    async def send(self, call: Call) -> Exchange:
        """Send and return the exchange, redacted.

        Raises:
            Withheld: The guard or the ledger does not allow the request.
            tools.boundary.ToolFault: A bug; the text carries nothing of what was sent.
        """
        with ScrubbedFaults():
            self._check_identity(call)
            route = ROUTES[call.route]
            url = self._checked_url(route, call)
            if call.identity is Identity.CONTROL:
                return await self._control(route, call, url)
            if call.credential is None:
                return (await self._sent(self._outgoing(route, call, url))).exchange
            return await self._with_credential(route, call, url, call.credential)

    async def follow_login(self, call: Call) -> tuple[Exchange, ...]:
        """Send without any credential and follow where it leads, within the site and its identity providers.

        Raises:
            Withheld: The call carries a credential, or the guard does not allow it.
        """
        with ScrubbedFaults():
            if call.identity is not Identity.NONE or call.credential is not None:
                raise Withheld("redirects are followed without any credential only")
            route = ROUTES[call.route]
            outgoing = self._outgoing(route, call, self._checked_url(route, call))
            answered = await self._sent(outgoing)
            hops, seen = [answered.exchange], {outgoing.url}
            while len(hops) <= MOST_HOPS and answered.location:
                url = _joined(outgoing.url, answered.location)
                if url in seen or not self._may_follow(url):
                    break
                seen.add(url)
                outgoing = replace(outgoing, method="GET", url=url, body="")
                answered = await self._sent(outgoing)
                hops.append(answered.exchange)
            return tuple(hops)

    def mark_of_account(self, secret: Secret) -> str:
        """Return the fingerprint under which the ledger counts an account's logins."""
        return self._mark(f"{self._ledger_site}|{account_of(secret)}")

    def _check_identity(self, call: Call) -> None:
        """Hold every credential to the name it goes by: the observer's is never taken for the subject's."""
        own = {account.handle for account in (self._site.observer, self._site.org_admin) if account}
        fits = {
            Identity.NONE: call.credential is None,
            Identity.CONTROL: call.credential is None and call.scheme in INVENTED,
            Identity.OBSERVER: call.credential in own,
            Identity.SUBJECT: call.credential is not None and call.credential not in own,
        }
        if not fits[call.identity]:
            raise Withheld(f"this credential is none that may be used as {call.identity}")

    def _checked_url(self, route: Route, call: Call) -> str:
        try:
            check_site(self._site)
            url = url_of(route, self._site, call.cloud_id, dict(call.values))
            check_url(url)
            origin = origin_of(url)
        except ValueError as fault:
            raise Withheld(str(fault)) from None
        if route.base is Base.STATUS_PAGE:
            if call.credential is not None or call.identity is not Identity.NONE or not self._site.status_page_url:
                raise Withheld("the status page is asked without any credential, and only where it is registered")
        elif origin not in self._site.origins:
            raise Withheld("this address is not registered for the site")
        return url

    def _may_follow(self, url: str) -> bool:
        try:
            check_url(url)
            listed = {origin_of(one) for one in self._site.identity_providers}
            return origin_of(url) in self._site.origins | listed
        except ValueError:
            return False

    async def _control(self, route: Route, call: Call, url: str) -> Exchange:
        key = (self._ledger_site, route.name, call.scheme.value)
        async with self._shared.turns.of(f"control|{self._ledger_site}"):
            now = self._clock()
            kept = self._shared.controls.get(key)
            if kept and (now - kept[0]).total_seconds() < _CONTROL_CACHE_SECONDS:
                return kept[1]
            what = f"{call.scheme} {route.api_family} {origin_of(url)}"[:_LONGEST_WHAT]
            entry = Entry(self._ledger_site, Counter.CONTROL, "", "", what, self._diagnosis_id, now)
            outgoing = replace(self._outgoing(route, call, url), authorization=invented(call.scheme))
            exchange = await self._gate.control(entry, lambda: self._sent(outgoing))
            if exchange.status is not None:
                self._shared.controls[key] = (now, exchange)
            return exchange

    async def _with_credential(self, route: Route, call: Call, url: str, handle: str) -> Exchange:
        try:
            secret = present(self._shared.vault.open_for(handle, url), call.scheme)
        except (Forgotten, ForeignOrigin) as fault:
            raise Withheld(str(fault)) from None
        wire = put_on_the_wire(secret)
        outgoing = replace(
            self._outgoing(route, call, url),
            authorization=wire.authorization,
            headers=wire.headers,
            secrets=wire.pieces,
        )
        entry = Entry(
            site=self._ledger_site,
            counter=self._counted(secret, call.identity),
            account=self.mark_of_account(secret),
            secret=self._mark(_as_sent(secret)),
            what=f"{secret.kind} {route.api_family} {origin_of(url)}"[:_LONGEST_WHAT],
            diagnosis_id=self._diagnosis_id,
            at=self._clock(),
        )
        pass_gate = self._gate.credentialed if entry.counter is Counter.CREDENTIALED else self._gate.login
        return await pass_gate(entry, lambda: self._sent(outgoing))

    def _counted(self, secret: Secret, identity: Identity) -> Counter:
        try:
            return self._counter_of(secret, identity)
        except Withheld:
            self.counts.logins_withheld += 1
            raise

    def _counter_of(self, secret: Secret, identity: Identity) -> Counter:
        if not is_login_risk(self._site.deployment, secret):
            return Counter.CREDENTIALED
        if identity is Identity.OBSERVER:
            return Counter.SERVICE_LOGIN
        if not (self._site.allow_password_probe and self._password_consent):
            raise Withheld(
                "the password was not sent: each failed try counts against the account. It takes allow_password_probe "
                "for the site and the person's consent"
            )
        if self._facts() & CAPTCHA_SIGNS:
            raise Withheld("no login was tried: the evidence shows a CAPTCHA, and a try would keep the lock closed")
        verified = self._verified_username
        if verified is not None and (not verified or verified.strip().casefold() != secret.username.strip().casefold()):
            raise Withheld("a visitor's password is tried for their own verified user name only")
        return Counter.LOGIN_RISK

    async def _sent(self, outgoing: Outgoing) -> Answered:
        self.counts.requests += 1
        return await self._shared.transport.send(outgoing)

    def _outgoing(self, route: Route, call: Call, url: str) -> Outgoing:
        try:
            body = body_of(route, dict(call.values))
        except ValueError as fault:
            raise Withheld(str(fault)) from None
        return Outgoing(
            method=route.method,
            url=url,
            body=body,
            user_agent=call.user_agent or USER_AGENT,
            allow_private=self._site.allow_private_network,
            ports=ports_for(urls_of(self._site)),
        )

    def _mark(self, text: str) -> str:
        return hmac.new(self._shared.fingerprint_key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def ledger_site(site: Site) -> str:
    """Return the name under which the ledger counts a site: its host, since one server may be registered twice.

    The usual ports are one place, so that http:// and https:// of a host count together.
    """
    try:
        parts = urlsplit(site.url)
        host, port = (parts.hostname or site.id).rstrip("."), parts.port
    except ValueError:
        return site.id
    return host if port in {None, 80, 443} else f"{host}:{port}"


def _joined(url: str, location: str) -> str:
    """Return where a Location leads, "" when nobody can tell."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _as_sent(secret: Secret) -> str:
    """Return what tells one secret from another on the wire; only Basic keeps the space around it."""
    return secret.secret if secret.kind is CredentialKind.BASIC else secret.secret.strip()


__all__ = ["Counts", "GuardedClient", "Shared", "is_login_risk"]
