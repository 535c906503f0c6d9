"""Helps a probe ask: sends calls, keeps each answer with its facts, and notes what was withheld."""

import json
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from tools.client import Call, Scheme, SiteClient, Withheld
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.spec import ProbeOutcome, Step, Target
from tools.wire import facts_of_exchange

CLOCK_WINDOW_SECONDS = 180.0
_ASKED_FOR_PAUSE = frozenset({429, 503})


@dataclass(slots=True)
class Asking:
    """One probe's conversation with a site."""

    client: SiteClient
    target: Target
    steps: list[Step] = field(default_factory=list)
    not_tried: list[str] = field(default_factory=list)
    found: list[Fact] = field(default_factory=list)
    learned: dict[str, str] = field(default_factory=dict)
    retry_after_seconds: float = 0.0

    async def ask(
        self,
        route: str,
        identity: Identity = Identity.NONE,
        *,
        credential: str | None = None,
        scheme: Scheme = Scheme.AS_GIVEN,
        values: dict[str, str] | None = None,
        user_agent: str | None = None,
    ) -> Exchange | None:
        """Send one call; None when it was withheld."""
        cloud_id = self.target.site.cloud_id or self.target.learned.get("cloud_id", "")
        call = Call(route, identity, credential, scheme, values or {}, cloud_id, user_agent)
        try:
            exchange = await self.client.send(call)
        except Withheld as reason:
            self.not_tried.append(str(reason))
            return None
        form = self.target.subject_form if identity is Identity.SUBJECT else None
        facts = facts_of_exchange(exchange, self.target.site.deployment, form)
        self.steps.append(Step(identity, exchange, _kept(facts, identity)))
        self._note_pause(exchange)
        return exchange

    async def ask_as_subject(self, route: str, scheme: Scheme = Scheme.AS_GIVEN, **values: str) -> Exchange | None:
        """Send one call with the subject's credential."""
        return await self.ask(route, Identity.SUBJECT, credential=self.target.subject, scheme=scheme, values=values)

    async def ask_as_observer(self, route: str, **values: str) -> Exchange | None:
        """Send one call with the service's own look-up account."""
        observer = self.target.site.observer
        if observer is None:
            return None
        return await self.ask(route, Identity.OBSERVER, credential=observer.handle, values=values)

    def note(self, *facts: Fact) -> None:
        """Note facts that come from comparing answers."""
        self.found.extend(facts)

    def outcome(self) -> ProbeOutcome:
        """Return what the probe found."""
        return ProbeOutcome(
            steps=tuple(self.steps),
            facts=tuple(dict.fromkeys(self.found)) if self.steps else (),
            not_tried=tuple(dict.fromkeys(self.not_tried)),
            retry_after_seconds=self.retry_after_seconds,
            learned=self.learned,
        )

    def _note_pause(self, exchange: Exchange) -> None:
        asked = exchange.response_header("Retry-After") or ""
        if exchange.status in _ASKED_FOR_PAUSE and asked.isascii() and asked.isdigit():
            self.retry_after_seconds = max(self.retry_after_seconds, min(float(asked), 86_400.0))


def json_of(exchange: Exchange | None) -> dict[str, Any]:
    """Return the reply's JSON object, or an empty one."""
    if exchange is None:
        return {}
    try:
        parsed = json.loads(exchange.body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def is_known_user(exchange: Exchange | None) -> bool:
    """Tell whether user/current answered with a known user. `type` is "known" or "anonymous"."""
    return exchange is not None and exchange.status == 200 and json_of(exchange).get("type") == "known"


def is_anonymous(exchange: Exchange | None) -> bool:
    """Tell whether user/current answered 200 for somebody it does not know."""
    return exchange is not None and exchange.status == 200 and not is_known_user(exchange) and bool(json_of(exchange))


def is_alike(one: Exchange | None, other: Exchange | None) -> bool:
    """Tell whether two answers are the same as far as a caller can tell."""
    if one is None or other is None or one.error or other.error:
        return False
    return one.status == other.status and _shape(one) == _shape(other)


def clock_facts(exchange: Exchange | None, target: Target) -> tuple[Fact, ...]:
    """Compare the reply's Date with our own clock."""
    date = exchange.response_header("Date") if exchange else None
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return ()
    if theirs.tzinfo is None:
        return ()
    skew = abs((theirs - target.now).total_seconds())
    return (Fact.CLOCK_SKEW_LARGE,) if skew > CLOCK_WINDOW_SECONDS else (Fact.CLOCK_SKEW_SMALL,)


def _shape(exchange: Exchange) -> object:
    parsed = json_of(exchange)
    if parsed:
        return sorted((k, v) for k, v in parsed.items() if isinstance(v, str | int | bool))
    return len(exchange.body) // 64


_ONLY_THE_WAY = frozenset(
    {
        Fact.NET_DNS_FAILURE,
        Fact.NET_CONNECTION_FAILURE,
        Fact.NET_TIMEOUT,
        Fact.NET_TLS_EXPIRED,
        Fact.NET_TLS_UNTRUSTED,
        Fact.NET_TLS_WRONG_NAME,
        Fact.HEADER_EDGE_ERROR,
        Fact.BODY_SITE_SUSPENDED,
        Fact.BODY_IP_NOT_ALLOWED,
        Fact.BODY_WAF_BLOCK_PAGE,
        Fact.BODY_STARTING_OR_MAINTENANCE,
        Fact.STATUS_429,
        Fact.HEADER_RETRY_AFTER,
        Fact.STATUS_407,
        Fact.CHALLENGE_PROXY,
        Fact.CHALLENGE_NEGOTIATE,
        Fact.CHALLENGE_FOREIGN_BASIC,
        Fact.ANSWERED_BEFORE_CONFLUENCE,
        Fact.ANSWERED_BY_CONFLUENCE,
        Fact.REDIRECT_TO_FOREIGN_LOGIN,
        Fact.BODY_GATEWAY_KEY_MISSING,
        Fact.HEADER_REALM_IS_OTHER_HOST,
        Fact.REDIRECT_CHANGES_ORIGIN,
    }
)


def _kept(facts: tuple[Fact, ...], identity: Identity) -> tuple[Fact, ...]:
    """A request without or with another credential tells of the way there, not of the subject's credential."""
    if identity is Identity.SUBJECT:
        return facts
    return tuple(fact for fact in facts if fact in _ONLY_THE_WAY)
