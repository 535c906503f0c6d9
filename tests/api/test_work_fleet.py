"""Two processes that serve and two that work on one PostgreSQL: whichever is killed, nothing is lost or doubled."""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg

from evals.lab.world import World, build_world
from tests.api.campaign import Campaign, problems
from tests.api.fleet import Fleet, Member
from tests.evals.live_worlds import basic, data_center

WRONG = basic("anna", "wrong horse")
RECOVERY_SECONDS = 30.0
TOTAL = 500 if os.environ.get("SOAK") else 50  # noqa: TID251 - `make soak` wants it at full size


def sites_toml(world: World, folder: Path) -> tuple[Path, dict[str, str]]:
    """Register the lab; returns the file and the environment with the look-up account's secret."""
    site = world.registered_site()
    lines = [
        "[[sites]]",
        'id = "lab"',
        f'url = "{site.url}"',
        'deployment = "data_center"',
        "allow_private_network = true",
        "allow_password_probe = true",
        "[sites.observer]",
        'kind = "bearer"',
        'secret_env = "LAB_OBSERVER"',
    ]
    path = folder / "sites.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path, {"LAB_OBSERVER": world.credentials["observer"].secret}


def incident(number: int) -> dict[str, Any]:
    """Every third comes with a wrong password and the consent to try it; the others are pastes."""
    if number % 3 == 0:
        credential = {"kind": "basic", "username": WRONG["username"], "secret": WRONG["secret"]}
        text = f"Job {number}: our publisher cannot log in to Confluence any more, 401 since Monday."
        consent = {"password_probe": True}
        return {"text": text, "site": "lab", "credential": credential, "consent": consent}
    if number % 3 == 1:
        text = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
        return {"text": f"Job {number}\n{text}", "site": "lab"}
    return {"text": f"Job {number}: HTTP/1.1 401 Unauthorized\nX-Seraph-LoginReason: AUTHENTICATION_DENIED"}


def killer(fleet: Fleet, total: int) -> Callable[[int], Awaitable[None]]:
    """Kill each member once, at even distances over the campaign, and start it again."""
    due = {total * (index + 2) // 7: member for index, member in enumerate(fleet.members)}

    async def in_between(accepted: int) -> None:
        member = due.pop(accepted, None)
        if member is not None:
            await asyncio.to_thread(_kill_and_start, fleet, member)

    return in_between


def _kill_and_start(fleet: Fleet, member: Member) -> None:
    fleet.kill(member)
    fleet.start(member)


async def test_whatever_process_is_killed_nothing_is_lost_or_doubled(postgres_url: str, tmp_path: Path) -> None:
    """Each process is killed once in the middle: every diagnosis ends once, every stream is whole, in time."""
    with build_world(data_center(subject=WRONG)) as world:
        file, secrets = sites_toml(world, tmp_path)
        environment = secrets | {"UNLATCH_MAX_RUNNING": "3"}
        with Fleet(postgres_url, tmp_path, file, environment) as fleet:
            ports = [fleet.serve().port, fleet.serve().port]
            fleet.worker()
            fleet.worker()
            await asyncio.to_thread(fleet.await_ready)
            campaign = Campaign(ports)
            await campaign.run([incident(n) for n in range(TOTAL)], 24, killer(fleet, TOTAL))
        tries = [s for s in world.lab.seen() if s.username == "anna"]

    wrong = [told for followed in campaign.followed for told in problems(followed)]
    rows, left, taken_over = _count(postgres_url)
    assert wrong == []
    assert rows == TOTAL
    assert len({followed.id for followed in campaign.followed}) == TOTAL
    assert left == {"jobs": 0, "sealed": 0, "unfinished": 0}
    assert max(followed.longest_silence for followed in campaign.followed) <= RECOVERY_SECONDS
    assert len(tries) <= 1
    _report(campaign, taken_over)


def _count(url: str) -> tuple[int, dict[str, int], int]:
    """Count the diagnoses, what should be gone by now, and the runs that another process took over."""
    asked = {
        "jobs": "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
        "sealed": "SELECT count(*) FROM sealed_credentials s JOIN diagnoses d ON d.id = s.diagnosis_id "
        "WHERE d.status = 'concluded'",
        "unfinished": "SELECT count(*) FROM diagnoses WHERE status IN ('queued', 'investigating')",
    }
    with psycopg.connect(url) as connection:
        counted = {name: _one(connection, query) for name, query in asked.items()}
        rows = _one(connection, "SELECT count(*) FROM diagnoses")
        taken_over = _one(connection, "SELECT count(*) FROM diagnoses WHERE attempt > 1")
    return rows, counted, taken_over


def _one(connection: "psycopg.Connection[tuple[Any, ...]]", query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _report(campaign: Campaign, taken_over: int) -> None:
    """Leave the figures where `make soak` shows them."""
    statuses = Counter(followed.answer["status"] for followed in campaign.followed)
    silence = max(followed.longest_silence for followed in campaign.followed)
    line = f"{TOTAL} diagnoses: {dict(statuses)}, {taken_over} taken over, longest silence {silence:.1f} s"
    path = os.environ.get("SOAK_REPORT")  # noqa: TID251 - where the campaign writes its figures
    if path:
        with Path(path).open("a", encoding="utf-8") as report:
            report.write(line + "\n")
