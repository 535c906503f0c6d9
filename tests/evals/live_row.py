"""One row of a live test: a world, what its ticket carries, and what a diagnosis against the lab must say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.domain import Verdict
from evals.lab.world import World
from tests.evals.live_desk import MOST_REQUESTS, NOTHING_TOLD, Found, Told, diagnose, started, story, transcript
from tests.evals.live_worlds import Spec
from tools.site import CredentialKind, Deployment

MOST_REFUSED_LOGINS = 1
ME = "/rest/api/user/current"


@dataclass(frozen=True, slots=True)
class Called:
    """A call that the person's client makes before the ticket is written; its transcript is pasted.

    Attributes:
        path: Below the site's base URL; below the site's path at the gateway when `at` is "gateway".
        at: Listener of the lab.
        role: Whose credential goes along, "" for none.
        extra: More request headers.
    """

    path: str = ME
    at: str = "site"
    role: str = "subject"
    method: str = "GET"
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LiveRow:
    """What a diagnosis is given and what it must find.

    Attributes:
        name: Row of the fact sheets and what is wrong.
        spec: The world.
        cause: What is wrong, by its code.
        calls: Calls that fail before the ticket is written.
        told: What the ticket says besides.
        log: The application log of the server is pasted too.
        access_log: The access log of the server is pasted too.
        question: Where no probe can see the difference: the question that separates.
    """

    name: str
    spec: Spec
    cause: str
    calls: Sequence[Called] = (Called(),)
    told: Told = NOTHING_TOLD
    observer: bool = False
    org_admin: bool = False
    log: bool = False
    access_log: bool = False
    question: str = ""


async def found_for(row: LiveRow) -> Found:
    """Let the calls of the row fail, then diagnose."""
    with started(row.spec) as world:
        pastes = [_pasted(world, call) for call in row.calls]
        pastes += ["\n".join(world.state.log)] if row.log else []
        pastes += ["\n".join(world.state.access_log)] if row.access_log else []
        told = replace(row.told, pastes=(*row.told.pastes, *pastes))
        world.lab.forget()
        found = await diagnose(world, told, observer=row.observer, org_admin=row.org_admin)
        return replace(found, requests=len(world.lab.seen()), refused_logins=_refused_logins(world))


async def check_row(row: LiveRow) -> None:
    """Hold a diagnosis against its row: the cause comes first, or it is named inseparable with the question."""
    found = await found_for(row)
    confirmed = found.conclusion.verdict is Verdict.CONFIRMED
    assert not (confirmed and found.code != row.cause), story(found)
    if row.question:
        assert row.cause in found.candidates, story(found)
        assert found.question == row.question, story(found)
    else:
        assert found.code == row.cause, story(found)
    assert found.requests <= MOST_REQUESTS, story(found)
    assert found.refused_logins <= MOST_REFUSED_LOGINS, story(found)


def _pasted(world: World, call: Called) -> str:
    base = world.hosts.path() if call.at == "site" else ""
    if call.at == "gateway" and not call.path.startswith(("/ex/", "/me", "/oauth", "/api/user")):
        base = f"/ex/confluence/{world.state.sites[0].cloud_id}/wiki"
    path = call.path if call.path.startswith("//") else base + call.path
    return transcript(
        world, path.removeprefix("/") if path.startswith("//") else path, call.at,
        role=call.role, method=call.method, extra=call.extra,
    )  # fmt: skip


def _refused_logins(world: World) -> int:
    """Count what the server may take for a failed login of a person, in the lab's own memory."""
    risky = {"basic", "cookie"} if world.deployment is Deployment.DATA_CENTER else set()
    subject = world.credentials.get("subject")
    if subject is None or subject.kind not in {CredentialKind.BASIC, CredentialKind.COOKIE, CredentialKind.HEADER}:
        return 0
    names = {subject.username}
    return sum(one.scheme in risky and one.status in {401, 403} and one.username in names for one in world.lab.seen())
