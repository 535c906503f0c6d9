"""Helps a probe ask: sends calls, keeps each answer with its facts, and notes what was withheld."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from tools.client import Call, Scheme, SiteClient, Withheld
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.probes.place import cloud_id_of, failing_call
from tools.probes.reading import any_json_of, is_anonymous, is_good, is_known_user, says_nobody, seraph_of
from tools.probes.spec import ProbeOutcome, Step, Target
from tools.wire import facts_of_exchange

_ASKED_FOR_PAUSE = frozenset({429, 503})
_LONGEST_PAUSE = 86_400.0
_UNRESOLVED = "name does not resolve"


class Tells(StrEnum):
    """What the facts of one answer are about.

    CALL: About the incident's own call, since this one is like it.
    WAY: About the way there and who answers, since it carries no credential or another one.
    NOTHING: An experiment elsewhere or in another form; only comparisons count.
    """

    CALL = "call"
    WAY = "way"
    NOTHING = "nothing"


@dataclass(slots=True)
class Asking:
    """One probe's conversation with a site."""

    client: SiteClient
    target: Target
    steps: list[Step] = field(default_factory=list)
    not_tried: list[str] = field(default_factory=list)
    found: list[tuple[int, Fact]] = field(default_factory=list)
    learned: dict[str, str] = field(default_factory=dict)
    retry_after_seconds: float = 0.0

    async def ask(
        self,
        route: str,
        identity: Identity = Identity.NONE,
        tells: Tells = Tells.WAY,
        *,
        credential: str | None = None,
        scheme: Scheme = Scheme.AS_GIVEN,
        values: dict[str, str] | None = None,
        user_agent: str | None = None,
    ) -> Exchange | None:
        """Send one call; None when it was withheld."""
        cloud_id = self.learned.get("cloud_id") or cloud_id_of(self.target)
        call = Call(route, identity, credential, scheme, values or {}, cloud_id, user_agent)
        try:
            exchange = await self.client.send(call)
        except Withheld as reason:
            self.not_tried.append(str(reason))
            return None
        self.steps.append(Step(identity, exchange, self._facts(exchange, identity, tells)))
        self._note_pause(exchange)
        return exchange

    async def follow_login(self, route: str) -> tuple[Exchange, ...]:
        """Go where a browser without a session is led; no hop when it was withheld."""
        try:
            hops = await self.client.follow_login(Call(route, Identity.NONE))
        except Withheld as reason:
            self.not_tried.append(str(reason))
            return ()
        self.steps += [Step(Identity.NONE, hop, self._facts(hop, Identity.NONE, Tells.WAY)) for hop in hops]
        return hops

    async def ask_as_subject(
        self, route: str, tells: Tells = Tells.NOTHING, scheme: Scheme = Scheme.AS_GIVEN, /, **values: str
    ) -> Exchange | None:
        """Send one call with the subject's credential; None when there is none."""
        if self.target.subject is None:
            return None
        return await self.ask(
            route, Identity.SUBJECT, tells, credential=self.target.subject, scheme=scheme, values=values
        )

    async def ask_as_observer(self, route: str, **values: str) -> Exchange | None:
        """Send one call with the service's own look-up account; None when there is none."""
        observer = self.target.site.observer
        if observer is None:
            return None
        answer = await self.ask(route, Identity.OBSERVER, Tells.NOTHING, credential=observer.handle, values=values)
        self.note(*_of_another_account(answer, self.target))
        return answer

    async def ask_as_org_admin(self, route: str, **values: str) -> Exchange | None:
        """Send one call with the organisation's key; None when there is none."""
        admin = self.target.site.org_admin
        if admin is None:
            return None
        return await self.ask(route, Identity.OBSERVER, Tells.NOTHING, credential=admin.handle, values=values)

    def note(self, *facts: Fact) -> None:
        """Note facts that come from comparing answers; they belong to the answer that completed the comparison."""
        self.found.extend((len(self.steps), fact) for fact in facts)

    def outcome(self) -> ProbeOutcome:
        """Return what the probe found."""
        last = len(self.steps)
        return ProbeOutcome(
            steps=tuple(self._with_noted(place, step) for place, step in enumerate(self.steps, 1)),
            facts=tuple(dict.fromkeys(fact for place, fact in self.found if place == last and last)),
            not_tried=tuple(dict.fromkeys(self.not_tried)),
            retry_after_seconds=self.retry_after_seconds,
            learned=self.learned,
        )

    def _with_noted(self, place: int, step: Step) -> Step:
        if place == len(self.steps):
            return step
        noted = (fact for at, fact in self.found if at == place)
        return replace(step, facts=tuple(dict.fromkeys((*step.facts, *noted))))

    def _facts(self, exchange: Exchange, identity: Identity, tells: Tells) -> tuple[Fact, ...]:
        if tells is Tells.NOTHING:
            return ()
        form = self.target.subject_form if identity is Identity.SUBJECT else None
        facts = facts_of_exchange(exchange, self.target.site.deployment, form)
        if exchange.error == _UNRESOLVED:
            facts = (Fact.NET_DNS_FAILURE, *facts)
        if tells is Tells.WAY or Fact.HEADER_EDGE_ERROR in facts:
            return tuple(fact for fact in facts if fact in _ONLY_THE_WAY)
        dropped = {Fact.SERAPH_ABSENT_ON_BEARER_401} if Fact.ANSWERED_BEFORE_CONFLUENCE in facts else set()
        if is_known_user(exchange) and not _asks_who_it_is(self.target):
            dropped |= _OF_OUR_OWN_ANSWER
        return tuple(f for f in facts if f not in dropped and not f.value.startswith(_OF_OUR_OWN_REQUEST))

    def _note_pause(self, exchange: Exchange) -> None:
        asked = exchange.response_header("Retry-After") or ""
        if exchange.status in _ASKED_FOR_PAUSE and asked.isascii() and asked.isdigit():
            self.retry_after_seconds = max(self.retry_after_seconds, min(float(asked), _LONGEST_PAUSE))


def _of_another_account(answer: Exchange | None, target: Target) -> tuple[Fact, ...]:
    """Tell what the answer to the service's own account says of the site: is everybody refused, or not everybody."""
    if answer is None or target.known & _OF_ANOTHER_ACCOUNT:
        return ()
    if says_nobody(answer) or seraph_of(answer) in _REFUSALS:
        return (Fact.OBSERVER_REFUSED_TOO,)
    known = is_good(answer) and bool(any_json_of(answer)) and not is_anonymous(answer)
    return (Fact.OBSERVER_ACCEPTED,) if known and Fact.ANONYMOUS_ACCESS_OFF in target.known else ()


def _asks_who_it_is(target: Target) -> bool:
    call = failing_call(target)
    return call is not None and call.route.endswith("current_user")


_OF_OUR_OWN_ANSWER = frozenset({Fact.STATUS_200, Fact.IDENTITY_KNOWN, Fact.SERAPH_OK})
"""Where our own question is answered well, the failing call is not: these are said of another call than that one."""

_REFUSALS = frozenset({"AUTHENTICATED_FAILED", "AUTHORISATION_FAILED"})
_OF_ANOTHER_ACCOUNT = frozenset({Fact.OBSERVER_ACCEPTED, Fact.OBSERVER_REFUSED_TOO})
_OF_OUR_OWN_REQUEST = ("sent_", "url_", "user_", "secret_", "call_", "write_", "channel_")
"""Our own request says nothing of how the incident's client calls."""

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
        Fact.BODY_GATEWAY_KEY_MISSING,
        Fact.STATUS_429,
        Fact.STATUS_5XX,
        Fact.STATUS_407,
        Fact.HEADER_RETRY_AFTER,
        Fact.CHALLENGE_PROXY,
        Fact.CHALLENGE_NEGOTIATE,
        Fact.CHALLENGE_FOREIGN_BASIC,
        Fact.ANSWERED_BEFORE_CONFLUENCE,
        Fact.ANSWERED_BY_CONFLUENCE,
        Fact.REDIRECT_TO_FOREIGN_LOGIN,
        Fact.REDIRECT_CHANGES_ORIGIN,
        Fact.HEADER_REALM_IS_OTHER_HOST,
        Fact.COOKIE_SECURE_OVER_HTTP,
        Fact.COOKIE_PATH_OR_DOMAIN_MISMATCH,
    }
)
