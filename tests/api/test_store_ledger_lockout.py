"""The lock-out simulator: however many diagnoses, processes and crashes, nobody is locked out by Unlatch."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.store.ledger import StoreLedger
from api.store.migrate import upgrade
from api.store.store import open_engine
from tests.tools.captcha_server import Account, CaptchaServer
from tools.client import Call, Scheme, Withheld
from tools.evidence import Exchange, Identity
from tools.facts import Fact
from tools.guarded_client import GuardedClient, Shared, ledger_site
from tools.site import CredentialKind, Deployment, ServiceAccount, Site
from tools.transport import Transport
from tools.vault import Secret, Vault

DIAGNOSES = 50
KEY = b"k" * 32


@asynccontextmanager
async def processes(folder: Path, number: int = 4) -> AsyncIterator[list[Shared]]:
    """Give what so many processes would have: an engine, a vault and a transport of their own, one database."""
    url = f"sqlite+aiosqlite:///{folder / 'ledger.sqlite3'}"
    upgrade(url.replace("+aiosqlite", ""))
    async with AsyncExitStack() as stack:
        engines = [open_engine(url) for _ in range(number)]
        for engine in engines:
            stack.push_async_callback(engine.dispose)
        yield [Shared(Transport(), Vault(), StoreLedger(engine), KEY) for engine in engines]


def data_center(server: CaptchaServer, *, allow_password_probe: bool = False) -> Site:
    """Register the server."""
    return Site("dc", server.url, Deployment.DATA_CENTER, allow_private_network=True,
                allow_password_probe=allow_password_probe)  # fmt: skip


async def diagnose(common: Shared, site: Site, number: int, password: str, *, consent: bool) -> list[Exchange | str]:
    """Try a credential in every way that probes know; return each answer or the reason why it was not sent."""
    client = GuardedClient(
        common, site, f"dg_{number}", lambda: datetime.now(UTC), frozenset[Fact], password_consent=consent
    )
    handle = common.vault.take_in(Secret(CredentialKind.BASIC, password, "jdoe"), site.origins)
    schemes = (Scheme.AS_GIVEN, Scheme.BASIC, Scheme.STRIPPED, Scheme.AS_GIVEN)
    calls = [Call("current_user", Identity.SUBJECT, handle, scheme) for scheme in schemes]
    return list(await asyncio.gather(*(tried(client, call) for call in calls)))


async def tried(client: GuardedClient, call: Call) -> Exchange | str:
    """Send a call; a withheld one gives its reason."""
    try:
        return await client.send(call)
    except Withheld as reason:
        return str(reason)


async def campaign(folder: Path, site: Site, *, consent: bool, passwords: int = 1) -> None:
    """Run 50 diagnoses of one person at once, over four processes."""
    async with processes(folder) as all_of_them:
        work = (
            diagnose(all_of_them[n % 4], site, n, f"wrong{n % passwords}!", consent=consent) for n in range(DIAGNOSES)
        )
        await asyncio.gather(*work)


@pytest.mark.parametrize("counted", [0, 1, 2])
async def test_with_the_default_settings_no_login_is_tried(tmp_path: Path, counted: int) -> None:
    """Whatever was counted before and whoever consents, no Basic request reaches a Data Center."""
    with CaptchaServer({"jdoe": Account("right!", failures=counted)}) as server:
        await campaign(tmp_path, data_center(server), consent=True)

    assert server.accounts["jdoe"] == Account("right!", failures=counted)


async def test_without_consent_no_login_is_tried(tmp_path: Path) -> None:
    """The site's permission alone is not enough."""
    with CaptchaServer({"jdoe": Account("right!")}) as server:
        await campaign(tmp_path, data_center(server, allow_password_probe=True), consent=False)

    assert server.accounts["jdoe"].logins == 0


@pytest.mark.parametrize("passwords", [1, 7])
async def test_with_permission_and_consent_one_login_is_refused_at_most(tmp_path: Path, passwords: int) -> None:
    """With one failure counted already, 50 diagnoses with one or several wrong passwords trigger no CAPTCHA."""
    with CaptchaServer({"jdoe": Account("right!", failures=1)}) as server:
        site = data_center(server, allow_password_probe=True)
        await campaign(tmp_path, site, consent=True, passwords=passwords)

    account = server.accounts["jdoe"]
    assert account.refused == 1
    assert account.captcha_answers == 0
    assert account.failures <= 2


async def test_a_right_password_may_be_used_again(tmp_path: Path) -> None:
    """Accepted logins are not rationed: every call of a diagnosis gets its answer."""
    with CaptchaServer({"jdoe": Account("right!")}) as server:
        site = data_center(server, allow_password_probe=True)
        async with processes(tmp_path, 1) as (only,):
            answers = await diagnose(only, site, 1, "right!", consent=True)

    assert [answer.status for answer in answers if isinstance(answer, Exchange)] == [200] * 4


CRASH = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from api.store.ledger import StoreLedger
from api.store.store import open_engine
from tools.ledger import Counter, Entry, decide_login_risk

async def reserve_and_die(url, site, account, secret):
    entry = Entry(site, Counter.LOGIN_RISK, account, secret, "basic rest h", "dg_crashed", datetime.now(UTC))
    granted, reason = await StoreLedger(open_engine(url)).reserve(entry, lambda past: decide_login_risk(entry, past))
    assert granted, reason
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(reserve_and_die(*sys.argv[1:]))
"""


async def test_a_kill_between_writing_and_knowing_does_not_allow_a_second_try(tmp_path: Path) -> None:
    """What a killed process had written counts as refused for all others, also after a restart."""
    with CaptchaServer({"jdoe": Account("right!", failures=2)}) as server:
        site = data_center(server, allow_password_probe=True)
        async with processes(tmp_path, 2) as (first, second):
            probe = GuardedClient(first, site, "dg_0", lambda: datetime.now(UTC), frozenset[Fact])
            account = probe.mark_of_account(Secret(CredentialKind.BASIC, "wrong!", "jdoe"))
            url = f"sqlite+aiosqlite:///{tmp_path / 'ledger.sqlite3'}"
            died = await asyncio.create_subprocess_exec(
                sys.executable, "-c", CRASH, url, ledger_site(site), account, "other-secret"
            )
            assert await died.wait() == -9
            answers = [await diagnose(one, site, 1, "wrong!", consent=True) for one in (first, second)]

    assert server.accounts["jdoe"].logins == 0
    assert all("less than 15 minutes ago" in str(answer) for told in answers for answer in told)


CAMPAIGN = """
import asyncio, sys
from pathlib import Path
from tests.api.test_store_ledger_lockout import campaign
from tools.site import Deployment, Site

folder, url, allowed = sys.argv[1:]
site = Site("dc", url, Deployment.DATA_CENTER, allow_private_network=True, allow_password_probe=allowed == "yes")
while True:
    asyncio.run(campaign(Path(folder), site, consent=True, passwords=7))
    print("one round is over", flush=True)
"""
ROOT = Path(__file__).parents[2]


async def killed_campaign(folder: Path, site: Site, in_the_middle: Callable[[Process], Awaitable[object]]) -> int:
    """Run 50 diagnoses again and again in a process of its own and kill it -9 in the middle; return how it ended."""
    allowed = "yes" if site.allow_password_probe else "no"
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CAMPAIGN, folder, site.url, allowed, cwd=ROOT, stdout=PIPE
    )
    await asyncio.wait_for(in_the_middle(running), 60)
    running.kill()
    await running.communicate()
    return running.returncode or 0


async def first_round_is_over(running: Process) -> bytes:
    """Wait until the process has begun its second 50."""
    assert running.stdout is not None
    return await running.stdout.readline()


async def test_a_kill_in_the_middle_with_the_default_settings_leads_to_no_login(tmp_path: Path) -> None:
    """Two failures are counted already; a killed process and its successor send nothing."""
    with CaptchaServer({"jdoe": Account("right!", failures=2)}) as server:
        site = data_center(server)
        ended = await killed_campaign(tmp_path, site, first_round_is_over)
        await campaign(tmp_path, site, consent=True, passwords=7)

    assert ended == -9
    assert server.accounts["jdoe"] == Account("right!", failures=2)


async def test_a_kill_in_the_middle_with_consent_leads_to_no_second_refusal(tmp_path: Path) -> None:
    """One failure is counted already; the process is killed as its login arrives, and its successor knows of it."""
    with CaptchaServer({"jdoe": Account("right!", failures=1)}) as server:
        site = data_center(server, allow_password_probe=True)
        ended = await killed_campaign(tmp_path, site, lambda _: asyncio.to_thread(server.logged_in.wait, 60))
        await campaign(tmp_path, site, consent=True, passwords=7)

    assert ended == -9
    assert (server.accounts["jdoe"].refused, server.accounts["jdoe"].captcha_answers) == (1, 0)


async def test_a_server_that_is_registered_twice_is_one_server(tmp_path: Path) -> None:
    """A second registration of the same host is no way around the ledger."""
    with CaptchaServer({"jdoe": Account("right!", failures=1)}) as server:
        first = data_center(server, allow_password_probe=True)
        second = replace(first, id="other", url=f"{first.url}/")
        await campaign(tmp_path, first, consent=True)
        await campaign(tmp_path, second, consent=True, passwords=3)

    assert server.accounts["jdoe"].refused == 1


@pytest.mark.parametrize("kind", [CredentialKind.COOKIE, CredentialKind.HEADER])
async def test_many_cookies_count_as_those_of_one_person(tmp_path: Path, kind: CredentialKind) -> None:
    """Nobody knows whose they are, so one refusal holds for all of them for a quarter of an hour."""
    with CaptchaServer({"jdoe": Account("right!")}) as server:
        site = data_center(server, allow_password_probe=True)
        async with processes(tmp_path, 1) as (only,):
            told = []
            for number in range(5):
                value = (
                    f"seraph.confluence=1:{number}" if kind is CredentialKind.COOKIE else f"Negotiate {number}{number}"
                )
                secret = Secret(kind, value, header="Authorization")
                handle = only.vault.take_in(secret, site.origins)
                client = GuardedClient(
                    only, site, f"dg_{number}", lambda: datetime.now(UTC), frozenset[Fact], password_consent=True
                )
                told.append(await tried(client, Call("current_user", Identity.SUBJECT, handle)))

    assert isinstance(told[0], Exchange)
    assert all("less than 15 minutes ago" in str(answer) for answer in told[1:])


async def test_a_refused_look_up_account_is_not_locked_by_look_ups(tmp_path: Path) -> None:
    """When the service's own Basic password is wrong, 50 diagnoses send it twice at most, then no more."""
    with CaptchaServer({"observer": Account("rotated!")}) as server:
        plain = data_center(server)
        async with processes(tmp_path) as all_of_them:
            await asyncio.gather(*(look_up(all_of_them[n % 4], plain, n) for n in range(DIAGNOSES)))
            later = await look_up(all_of_them[0], plain, 99)

    assert server.accounts["observer"].refused in {1, 2}
    assert server.accounts["observer"].captcha_answers == 0
    assert "not sent again" in str(later)


async def test_a_good_look_up_account_serves_everybody(tmp_path: Path) -> None:
    """Look-ups of one process wait for each other instead of being withheld."""
    with CaptchaServer({"observer": Account("right!")}) as server:
        async with processes(tmp_path, 1) as (only,):
            site = data_center(server)
            answers = await asyncio.gather(*(look_up(only, site, n, "right!") for n in range(DIAGNOSES)))

    assert {answer.status for answer in answers if isinstance(answer, Exchange)} == {200}
    assert server.accounts["observer"].logins == DIAGNOSES


async def look_up(common: Shared, plain: Site, number: int, password: str = "stale!") -> Exchange | str:
    """Look something up with the service's own account."""
    handle = common.vault.take_in(Secret(CredentialKind.BASIC, password, "observer"), plain.origins, seconds=None)
    site = replace(plain, observer=ServiceAccount("basic", handle))
    client = GuardedClient(common, site, f"dg_{number}", lambda: datetime.now(UTC), frozenset[Fact])
    return await tried(client, Call("current_user", Identity.OBSERVER, handle))
