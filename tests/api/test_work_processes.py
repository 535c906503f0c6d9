"""One real process on SQLite: killed, it goes on after a restart; told to stop, it leaves nothing half done."""

import signal
import sqlite3
from pathlib import Path

import httpx2

from tests.api.campaign import AT_REST, Campaign, problems
from tests.api.fleet import Fleet

DECISIVE = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
COUNT = 16


def statuses(folder: Path) -> list[str]:
    """Read the status of every diagnosis from the file."""
    with sqlite3.connect(folder / "data-0" / "unlatch.sqlite3") as connection:
        found = [row[0] for row in connection.execute("SELECT status FROM diagnoses")]
    connection.close()
    return found


async def test_a_killed_process_goes_on_after_its_restart(tmp_path: Path) -> None:
    """Killed with work in hand: after the restart every diagnosis ends once and every stream is whole."""
    with Fleet("", tmp_path, environment={"UNLATCH_MAX_RUNNING": "1"}) as fleet:
        server = fleet.serve()
        fleet.await_ready()
        campaign = Campaign([server.port])

        async def kill_in_the_middle(accepted: int) -> None:
            if accepted == COUNT // 2:
                fleet.kill(server)
                fleet.start(server)

        await campaign.run([{"text": f"{n} {DECISIVE}"} for n in range(COUNT)], COUNT, kill_in_the_middle)

    assert [told for followed in campaign.followed for told in problems(followed)] == []
    assert statuses(tmp_path) == ["concluded"] * COUNT


async def test_a_process_that_is_told_to_stop_leaves_nothing_half_done(tmp_path: Path) -> None:
    """SIGTERM with work in hand and a reader on the line: it ends by itself, and nothing has failed."""
    with Fleet("", tmp_path, environment={"UNLATCH_MAX_RUNNING": "1"}) as fleet:
        server = fleet.serve()
        fleet.await_ready()
        base = f"http://127.0.0.1:{server.port}/v1/diagnoses"
        with httpx2.Client(timeout=20) as client:
            accepted = [client.post(base, json={"text": f"{n} {DECISIVE}"}).json()["id"] for n in range(COUNT)]
        exit_status = fleet.end(server)
        left = statuses(tmp_path)
        fleet.start(server)
        fleet.await_ready()
        campaign = Campaign([server.port])
        await campaign.follow_all(accepted)

    assert exit_status in {0, -signal.SIGTERM}  # uvicorn passes the signal on once all is done
    assert set(left) <= {"queued", "investigating", "concluded"}
    assert [told for followed in campaign.followed for told in problems(followed)] == []
    assert {followed.answer["status"] for followed in campaign.followed} <= AT_REST
