"""The guard in front of the transport: registered origins, bound credentials, the ledger, and nothing else."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from tools.client import Call, Scheme, Withheld
from tools.credential_form import CredentialLook
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.ledger import (
    Counter,
    Entry,
    LedgerBook,
    decide_control,
    decide_credentialed,
    decide_login_risk,
)
from tools.routes import ROUTES, Base, Route, url_of
from tools.site import CredentialKind, Deployment, Site, origin_of
from tools.transport import USER_AGENT, Outgoing, Transport
from tools.vault import Forgotten, Secret, Vault

CAPTCHA_SIGNS = frozenset({Fact.SERAPH_DENIED, Fact.HEADER_CAPTCHA_CHALLENGE, Fact.TOLD_CAPTCHA_SHOWN})
_REFUSALS = frozenset({401, 403})
_CONTROL_CACHE_SECONDS = 3600.0


@dataclass(slots=True)
class Counts:
    """What a diagnosis has sent, for its usage."""

    requests: int = 0
    failed_logins: int = 0
    refusals: int = 0
    controls: int = 0


@dataclass(slots=True)
class Shared:
    """What the clients of one process share."""

    transport: Transport
    vault: Vault
    ledger: LedgerBook
    fingerprint_key: bytes
    controls: dict[tuple[str, str, str], tuple[datetime, Exchange]] = field(default_factory=dict)


class GuardedClient:
    """Sends calls to one site for one diagnosis."""

    def __init__(
        self,
        shared: Shared,
        site: Site,
        diagnosis_id: str,
        clock: Callable[[], datetime],
        facts: Callable[[], frozenset[Fact]],
        *,
        password_consent: bool = False,
    ) -> None:
        self._shared = shared
        self._site = site
        self._diagnosis_id = diagnosis_id
        self._clock = clock
        self._facts = facts
        self._password_consent = password_consent
        self.counts = Counts()

    async def send(self, call: Call) -> Exchange:
        """Send and return the exchange, redacted.

        Raises:
            Withheld: The guard or the ledger does not allow the request.
        """
        route = ROUTES[call.route]
        url = self._checked_url(route, call)
        if call.identity is Identity.CONTROL:
            return await self._control(route, call, url)
        outgoing, entry, counter = self._prepare(route, call, url)
        if entry is None:
            return await self._sent(outgoing)
        return await self._sent_by_ledger(outgoing, entry, counter)

    def _checked_url(self, route: Route, call: Call) -> str:
        try:
            url = url_of(route, self._site, call.cloud_id, dict(call.values))
            origin = origin_of(url)
        except ValueError as fault:
            raise Withheld(str(fault)) from None
        if route.base is Base.STATUS_PAGE:
            if call.credential is not None or not self._site.status_page_url:
                raise Withheld("the status page is asked without any credential, and only where it is registered")
        elif origin not in self._site.origins:
            raise Withheld("this address is not registered for the site")
        return url

    async def _control(self, route: Route, call: Call, url: str) -> Exchange:
        key = (self._site.id, route.name, call.scheme.value)
        now = self._clock()
        kept = self._shared.controls.get(key)
        if kept and (now - kept[0]).total_seconds() < _CONTROL_CACHE_SECONDS:
            return kept[1]
        what = f"{call.scheme} {origin_of(url)} {route.api_family}"
        entry = Entry(self._site.id, Counter.CONTROL, "", "", what, self._diagnosis_id, now)
        entry_id, reason = await self._shared.ledger.reserve(entry, lambda past: decide_control(entry, past))
        if reason:
            raise Withheld(reason)
        self.counts.controls += 1
        exchange = await self._sent(self._outgoing(route, call, url, _invented(call.scheme)))
        await self._shared.ledger.settle(entry_id, refused=True)
        self._shared.controls[key] = (now, exchange)
        return exchange

    def _prepare(self, route: Route, call: Call, url: str) -> tuple[Outgoing, Entry | None, Counter]:
        if call.credential is None:
            return self._outgoing(route, call, url, None), None, Counter.CREDENTIALED
        try:
            secret = self._shared.vault.open_for(call.credential, url)
        except Forgotten as fault:
            raise Withheld(str(fault)) from None
        presented = _presented(secret, call.scheme)
        counter = self._counter_of(presented, call.identity)
        authorization, headers = _on_the_wire(presented)
        outgoing = replace(self._outgoing(route, call, url, authorization), headers=headers)
        what = f"{presented.kind} {origin_of(url)} {route.api_family}"
        account = self._mark(f"{self._site.id}|{(presented.username or presented.secret).lower()}")
        entry = Entry(
            self._site.id, counter, account, self._mark(presented.secret), what, self._diagnosis_id, self._clock()
        )
        return outgoing, entry, counter

    def _counter_of(self, secret: Secret, identity: Identity) -> Counter:
        if not is_login_risk(self._site.deployment, secret):
            return Counter.CREDENTIALED
        if identity is Identity.OBSERVER:
            return Counter.LOGIN_RISK
        if not (self._site.allow_password_probe and self._password_consent):
            raise Withheld(
                "the password was not sent: each failed try counts against the account. It takes allow_password_probe "
                "for the site and the person's consent"
            )
        if self._facts() & CAPTCHA_SIGNS:
            raise Withheld("no login was tried: the evidence shows a CAPTCHA, and a try would keep the lock closed")
        return Counter.LOGIN_RISK

    async def _sent_by_ledger(self, outgoing: Outgoing, entry: Entry, counter: Counter) -> Exchange:
        decide = decide_login_risk if counter is Counter.LOGIN_RISK else decide_credentialed
        entry_id, reason = await self._shared.ledger.reserve(entry, lambda past: decide(entry, past))
        if reason:
            raise Withheld(reason)
        exchange = await self._sent(outgoing)
        refused = exchange.status in _REFUSALS
        await self._shared.ledger.settle(entry_id, refused=refused)
        self.counts.refusals += refused
        self.counts.failed_logins += refused and counter is Counter.LOGIN_RISK
        return exchange

    async def _sent(self, outgoing: Outgoing) -> Exchange:
        self.counts.requests += 1
        return (await self._shared.transport.send(outgoing)).exchange

    def _outgoing(self, route: Route, call: Call, url: str, authorization: str | None) -> Outgoing:
        return Outgoing(
            method=route.method,
            url=url,
            body=_body(route, call),
            authorization=authorization,
            user_agent=call.user_agent or USER_AGENT,
            allow_private=self._site.allow_private_network,
        )

    def _mark(self, text: str) -> str:
        return hmac.new(self._shared.fingerprint_key, text.encode(), hashlib.sha256).hexdigest()[:32]


def is_login_risk(deployment: Deployment, secret: Secret) -> bool:
    """Tell whether the server may count a refusal of this credential as a failed login of a person.

    On Data Center that is every Basic request and every replayed cookie; on Cloud a password-shaped secret.
    """
    if deployment is Deployment.DATA_CENTER:
        return secret.kind in {CredentialKind.BASIC, CredentialKind.COOKIE}
    if secret.kind is not CredentialKind.BASIC:
        return secret.kind is CredentialKind.COOKIE
    return _looks_like_password(secret)


def _looks_like_password(secret: Secret) -> bool:
    from tools.vault import form_of

    return form_of(secret).kind in {CredentialLook.PASSWORD_LIKE, CredentialLook.OPAQUE}


def _presented(secret: Secret, scheme: Scheme) -> Secret:
    if scheme is Scheme.BASIC:
        return replace(secret, kind=CredentialKind.BASIC)
    if scheme is Scheme.BEARER:
        return replace(secret, kind=CredentialKind.BEARER)
    if scheme is Scheme.STRIPPED:
        return replace(secret, secret=secret.secret.strip().strip("'\"").strip())
    return secret


def _on_the_wire(secret: Secret) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    if secret.kind is CredentialKind.BASIC:
        pair = base64.b64encode(f"{secret.username}:{secret.secret}".encode()).decode("ascii")
        return f"Basic {pair}", ()
    if secret.kind is CredentialKind.BEARER:
        return f"Bearer {_one_line(secret.secret)}", ()
    if secret.kind is CredentialKind.COOKIE:
        return None, (("Cookie", _one_line(secret.secret)),)
    if secret.header.lower() == "authorization":
        return _one_line(secret.secret), ()
    return None, ((secret.header, _one_line(secret.secret)),)


def _one_line(value: str) -> str:
    """Refuse what would end the header; a stray newline at the end is what the sender's client strips too."""
    if re.search(r"[\r\n\0]", value.strip()):
        raise Withheld("the secret has a line break inside, so that no client can send it")
    return value.strip()


def _invented(scheme: Scheme) -> str:
    name = f"unlatch-control-{secrets.token_hex(6)}"
    if scheme is Scheme.INVENTED_BEARER:
        return f"Bearer {name}"
    pair = base64.b64encode(f"{name}@invalid.invalid:{secrets.token_hex(12)}".encode()).decode("ascii")
    return f"Basic {pair}"


def _body(route: Route, call: Call) -> str:
    if not route.body:
        return ""
    body = route.body
    for name, value in call.values.items():
        if not re.fullmatch(r"[A-Za-z0-9:_-]{1,128}", value):
            raise Withheld("the value does not have the form of an id")
        body = body.replace(f"${name}", value)
    return body


__all__ = ["Counts", "GuardedClient", "Shared", "is_login_risk"]
