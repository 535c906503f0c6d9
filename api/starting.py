"""Takes an incident report from whoever asks to an accepted diagnosis."""

from dataclasses import dataclass

from agent.domain import Status
from api.access import Caller, new_anonymous_secret
from api.access import anonymous as anonymous_with
from api.casework import Desk, open_diagnosis
from api.crowd import no_room
from api.errors import Problem
from api.gate import Gate
from api.incident import find_site
from api.pool import PoolFull
from api.rate_limits import RateLimiter
from api.running import run_diagnosis
from api.schemas import IncidentIn
from api.store.records import Accepted, Destination, KeyReused
from api.visitor_bodies import check_incident
from api.work.queue import RunQueue
from tools.site import Site

AT_REST = frozenset({Status.CONCLUDED.value, Status.NEEDS_INPUT.value, Status.FAILED.value, Status.CANCELLED.value})


@dataclass(frozen=True, slots=True)
class Started:
    """What a report led to: the diagnosis, in whose name, and the secret of an anonymous visitor."""

    id: str
    caller: Caller
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An incident report as it came: its body, the hash of its bytes, and its idempotency key."""

    body: IncidentIn
    sha256: str
    key: str | None = None


async def start_diagnosis(desk: Desk, pool: RunQueue, gate: Gate, caller: Caller, told: Told) -> Started:
    """Accept a report, or find the diagnosis that its idempotency key led to before.

    Raises:
        Problem: 422 when the body or the key cannot be used, 429 when too much is asked at once.
    """
    body = check_incident(caller, told.body)
    if caller.is_visitor and not caller.sites:
        return await _start_anonymous(desk, pool, caller, body)
    if told.key and (known := await _known(desk, caller, told.key, told.sha256)):
        return Started(known.id, caller)
    site = _site_for(desk, caller, body.site)
    called_back = _callback_for(desk, caller, body.callback)
    await _check_room(pool, gate.limiter, site)
    try:
        accepted, case = await open_diagnosis(
            desk, body, caller.owner, site, told.key, told.sha256, caller.rights, called_back
        )
    except KeyReused:
        raise _key_reused() from None
    if accepted.is_new:
        pool.start(case.id, lambda: run_diagnosis(desk, case))
    elif case.subject is not None:
        desk.vault.forget(case.subject)
    return Started(accepted.id, caller)


async def _start_anonymous(desk: Desk, pool: RunQueue, caller: Caller, body: IncidentIn) -> Started:
    """Start for nobody we know: no site, no idempotency key, and a secret of its own for each diagnosis."""
    if caller.owner:
        raise Problem(
            403,
            "This secret reads one diagnosis",
            "Send a message to that diagnosis, or start a new one without the Authorization header.",
        )
    await _check_room(pool, None, None)
    secret = new_anonymous_secret()
    mine = anonymous_with(secret)
    _, case = await open_diagnosis(desk, body, mine.owner, None, None, "", mine.rights)
    pool.start(case.id, lambda: run_diagnosis(desk, case))
    return Started(case.id, mine, secret)


def _site_for(desk: Desk, caller: Caller, named: str) -> Site | None:
    """Find the site; one that the caller is not bound to is, for them, like one that is not registered."""
    site = find_site(named, desk.sites) if named else None
    return site if site is not None and caller.may_use(site.id) else None


def _callback_for(desk: Desk, caller: Caller, named: str) -> Destination | None:
    """Find the registered target; what is not registered is refused, because nobody would ever hear of it."""
    if not named:
        return None
    callback = desk.callbacks.get(named)
    if callback is None or not callback.may_be_named_by(caller.owner):
        raise Problem(
            422,
            "No such callback",
            f"No callback target {named[:60]!r} is registered for you. Whoever runs Unlatch adds it to sites.toml.",
        )
    return Destination("callback", callback.target.id)


async def _check_room(pool: RunQueue, limiter: RateLimiter | None, site: Site | None) -> None:
    try:
        pool.check_room()
    except PoolFull:
        raise no_room() from None
    if limiter is not None and site is not None:
        await limiter.take_site(site.id)


async def _known(desk: Desk, caller: Caller, key: str, sha: str) -> Accepted | None:
    found = await desk.store.find_by_key(caller.owner, key)
    if found is None:
        return None
    if found[1] != sha:
        raise _key_reused()
    return Accepted(found[0], is_new=False)


def _key_reused() -> Problem:
    return Problem(
        422,
        "Idempotency key reused",
        "This Idempotency-Key came with another body before. Use a new key for a new body.",
    )
