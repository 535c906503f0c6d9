"""Notes reach their ticket once, internally, or not at all."""

from pathlib import Path

import pytest

from api.store.deliveries import DeliveryStore, State
from tests.desks.desk_kit import TEXT, TOKEN, eventually, opened, service
from tests.desks.fake_desk import fake_desk


async def test_shadow_mode_posts_nothing_and_keeps_what_it_would_have_said(tmp_path: Path) -> None:
    """It is the default."""
    with fake_desk() as jira:
        async with service(tmp_path, jira.url) as desk:
            await desk.send(opened())
            (delivery,) = await desk.deliveries()

    assert jira.posts == []
    assert delivery.state == State.SHADOW
    assert "unlatch-note: dg_" in delivery.content


async def test_a_note_is_posted_once_and_marked_internal(tmp_path: Path) -> None:
    """With the property that hides it from the reporter, and with the account's token."""
    with fake_desk() as jira:
        async with service(tmp_path, jira.url, mode="note") as desk:
            await desk.send(opened())
            (delivery,) = await desk.deliveries()

    ((path, body, headers),) = jira.posts
    assert delivery.state == State.SENT
    assert path == "POST /rest/api/2/issue/HELP-12/comment"
    assert {"key": "sd.public.comment", "value": {"internal": True}} in body["properties"]
    assert "Reply to the reporter" in body["body"]
    assert headers["Authorization"] == f"Bearer {TOKEN}"


async def test_a_busy_desk_is_asked_again_later(tmp_path: Path) -> None:
    """A 503 waits, with its reason."""
    with fake_desk() as jira:
        jira.statuses = [503]
        async with service(tmp_path, jira.url, mode="note") as desk:
            await desk.send(opened())
            (busy,) = await desk.deliveries()

    assert (busy.state, busy.error) == (State.WAITING, "answered 503")
    assert busy.due_at > busy.updated_at


async def test_a_refusal_is_final_until_somebody_retries_it(tmp_path: Path) -> None:
    """A 403 is not repeated by itself."""
    with fake_desk() as jira:
        jira.statuses = [403]
        async with service(tmp_path, jira.url, mode="note") as desk:
            await desk.send(opened())
            (refused,) = await desk.deliveries()
            store = DeliveryStore(desk.app.state.desk.store.engine)
            retried = await store.retry([refused.id], refused.created_at)

            async def sent() -> bool:
                return [one.state for one in await store.all()] == [State.SENT]

            assert await eventually(sent)

    assert refused.state == State.DEAD
    assert retried == 1
    assert len(jira.posts) == 1


async def test_a_try_that_was_cut_off_is_looked_up_before_it_is_repeated(tmp_path: Path) -> None:
    """The first process died after the desk took the note; the next one finds the marker and posts nothing."""
    with fake_desk() as jira:
        async with service(tmp_path, jira.url, mode="note") as desk:
            await desk.send(opened())
            (sent,) = await desk.deliveries()
            store = DeliveryStore(desk.app.state.desk.store.engine)
            past = "2026-01-01T00:00:00+00:00"
            await store.settle(sent.id, past, state=State.WAITING, error="", due_at=past)
            (found,) = await desk.deliveries()

    assert len(jira.posts) == 1
    assert len(jira.reads) == 1
    assert found.state == State.SENT


async def test_a_note_that_the_desk_made_public_is_reported(tmp_path: Path) -> None:
    """It fails loudly and is not repeated."""
    with fake_desk() as jira:
        jira.answer = {"jsdPublic": True}
        async with service(tmp_path, jira.url, mode="note") as desk:
            await desk.send(opened())
            (delivery,) = await desk.deliveries()

    assert delivery.state == State.DEAD
    assert "public" in delivery.error


async def test_a_ticket_about_something_else_gets_no_note(tmp_path: Path) -> None:
    """It ends as no access problem, quietly."""
    text = "How do I create a page template in Confluence?"
    with fake_desk() as jira:
        async with service(tmp_path, jira.url, mode="note") as desk:
            started = (await desk.send(opened(summary="Templates", description=text))).json()["diagnosis"]
            diagnosis = await desk.at_rest(started)
            (delivery,) = await desk.deliveries()

    assert diagnosis["root_cause"]["code"] == "not_an_access_problem"
    assert delivery.state == State.SKIPPED
    assert jira.posts == []


@pytest.mark.parametrize(("ask", "count"), [("off", 1), ("draft", 1), ("public", 2)])
async def test_the_reporter_is_answered_publicly_only_where_that_is_asked_for(
    tmp_path: Path, ask: str, count: int
) -> None:
    """Only `public` posts a second comment, the one that the reporter reads."""
    with fake_desk() as jira:
        async with service(tmp_path, jira.url, mode="note", ask_reporter=ask) as desk:
            await desk.send(opened(description=TEXT))
            await desk.deliveries()

    internal = [bool(body.get("properties")) for _, body, _ in jira.posts]
    assert internal == [True, False][:count]
