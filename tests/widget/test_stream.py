"""Streams that break, stall and trickle; reloads, double clicks and refusals."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.widget.conftest import Visit
from tests.widget.help_desk import Act, problem
from tests.widget.stories import CHECKS, ENDED, TITLE, Told, asking, diagnosis

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


async def test_a_stream_in_single_bytes_is_read(visit: Visit) -> None:
    """Even when characters of several bytes are torn apart."""
    visit.desk.chunk = 1
    asks = [Told("probe.started", {"probe": "p", "asks": "Größe 大きい 🔑"}), Told("probe.finished", {"probe": "p"})]
    visit.desk.acts = [Act([*asks, ENDED], diagnosis())]
    await visit.open()
    await visit.solved()
    await visit.page.get_by_text("Checked 1 things").click()

    await expect(visit.page.locator("unlatch-chat .checks")).to_contain_text("Größe 大きい 🔑")


async def test_a_cut_stream_is_resumed_after_the_last_event(visit: Visit) -> None:
    """Nothing is missing and nothing comes twice."""
    visit.desk.cuts = [2, 1]
    await visit.open()
    await visit.solved()
    await visit.page.get_by_text("Checked 2 things").click()

    await expect(visit.page.locator("unlatch-chat .checks li")).to_have_count(2)
    seen = [call.headers.get("last-event-id") for call in visit.desk.called("GET", "/events")]
    assert seen[0] is None
    assert seen[1:3] == ["2", "3"]


async def test_being_offline_is_told_and_ends_by_itself(visit: Visit) -> None:
    """The line goes away once the connection is back."""
    visit.desk.acts = [Act(CHECKS[:2], diagnosis(status="investigating")), Act([*CHECKS[2:], ENDED], diagnosis())]
    visit.desk.cuts = [2]
    await visit.open()
    await visit.say()
    await expect(visit.page.locator("unlatch-chat .checks li.running")).to_be_visible()
    await visit.page.context.set_offline(True)
    await expect(visit.status).to_have_text("No connection. We go on as soon as it is back.")
    visit.desk.act()
    await visit.page.context.set_offline(False)

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    await expect(visit.status).to_have_text("")


async def test_sending_while_offline_keeps_what_was_written(visit: Visit) -> None:
    """The words return to the field."""
    await visit.open()
    await visit.page.context.set_offline(True)
    await visit.say("It fails")

    await expect(visit.status).to_contain_text("No connection.")
    await expect(visit.box).to_have_value("It fails")


async def test_a_reload_in_the_middle_goes_on_with_the_same_diagnosis(visit: Visit) -> None:
    """It is started once; the checks are told again from the first."""
    visit.desk.acts = [Act(CHECKS[:3], diagnosis(status="investigating")), Act([*CHECKS[3:], ENDED], diagnosis())]
    visit.desk.open_after = True
    await visit.open()
    await visit.say()
    await expect(visit.page.locator("unlatch-chat .checks li.done")).to_be_visible()
    await visit.page.reload()
    await expect(visit.page.locator("unlatch-chat .checks li.done")).to_be_visible()
    visit.desk.act()

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    assert len(visit.desk.called("POST", "")) == 1


async def test_a_reload_before_the_first_answer_sends_the_same_key(visit: Visit) -> None:
    """So that the service sees one report."""
    visit.desk.slow_start = asyncio.Event()
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis())]
    await visit.open()
    await visit.say("It fails")
    await expect(visit.button("Stop")).to_be_visible()
    await visit.page.reload()
    await expect(visit.page.locator("unlatch-chat .said")).to_have_text("You: It fails")
    visit.desk.slow_start.set()

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    calls = visit.desk.called("POST", "")
    assert len(calls) == 2
    assert len({(call.headers["idempotency-key"], str(call.body)) for call in calls}) == 1


async def test_a_report_that_was_refused_is_not_sent_by_a_reload(visit: Visit) -> None:
    """The person decides; what they wrote is still in the field."""
    visit.desk.refusals["POST "] = [problem(503, "Busy", "The database does not answer.", 3)]
    await visit.open()
    await visit.say("It fails")
    await expect(visit.status).to_contain_text("Try again in 3 seconds.")
    await visit.page.reload()

    await expect(visit.box).to_have_value("It fails")
    assert len(visit.desk.called("POST", "")) == 1


async def test_a_reload_at_an_open_question_shows_it_again(visit: Visit) -> None:
    """Although its stream says nothing more."""
    visit.desk.acts = [Act([*CHECKS, Told("question.asked", {"question": "q"})], asking())]
    visit.desk.open_after = True
    await visit.open()
    await visit.say()
    await expect(visit.page.locator("unlatch-chat form.question")).to_be_visible()
    await visit.page.reload()

    await expect(visit.page.locator("unlatch-chat form.question")).to_be_visible()


async def test_a_double_click_starts_one_diagnosis(visit: Visit) -> None:
    """And shows what was said once."""
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis())]
    await visit.open()
    await visit.box.fill("Every call ends in 401")
    await visit.button("Send").dblclick()

    await expect(visit.page.get_by_role("heading", level=3)).to_have_text(TITLE)
    assert len(visit.desk.called("POST", "")) == 1
    await expect(visit.page.locator("unlatch-chat .said")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "retry", "words"),
    [
        (429, 7, "Too many requests just now. Try again in 7 seconds."),
        (503, 5, "Too many requests just now. Try again in 5 seconds."),
        (401, 0, "Your sign-in to this help has run out. Reload the page; what you wrote stays."),
        (422, 0, "That was not accepted: Leave out site."),
        (500, 0, "Something went wrong on our side. What you wrote is kept; try again."),
    ],
)
async def test_a_refusal_is_told_in_words(visit: Visit, status: int, retry: int, words: str) -> None:
    """And the person's words return to the field, to be sent again."""
    answer = problem(status, "No", "Leave out site.", retry)
    visit.desk.refusals["POST "] = [answer, answer] if status == 401 else [answer]
    await visit.open()
    await visit.say("It fails")

    await expect(visit.status).to_have_text(words)
    await expect(visit.box).to_have_value("It fails")
    await expect(visit.page.locator("unlatch-chat .said")).to_have_count(0)
    await visit.solved("It fails")
    await expect(visit.status).to_have_text("")


async def test_an_answer_that_was_refused_can_be_given_again(visit: Visit) -> None:
    """The question stays and can be used."""
    visit.desk.acts = [Act([*CHECKS, Told("question.asked", {})], asking()), Act([ENDED], diagnosis())]
    visit.desk.refusals["POST /messages"] = [problem(429, "Too many", "", 4)]
    await visit.open()
    await visit.solved()
    form = visit.page.locator("unlatch-chat form.question")
    await form.get_by_label("No").check()
    await form.get_by_role("button", name="Answer").click()
    await expect(visit.status).to_contain_text("Try again in 4 seconds.")
    await form.get_by_role("button", name="Answer").click()

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()


async def test_an_ended_token_is_fetched_anew_by_the_token_url(visit: Visit) -> None:
    """Without the person noticing."""
    visit.desk.tokens = {"second"}
    visit.desk.token_answers = ["first", "second"]
    await visit.open('id="w" token-url="/token" space-key="DOC"')
    await visit.solved()

    first, again = visit.desk.called("POST", "")[:2]
    assert (first.headers["authorization"], again.headers["authorization"]) == ("Bearer first", "Bearer second")
    assert again.body["space_key"] == "DOC"
    await expect(visit.status).to_have_text("")


async def test_a_token_that_the_page_sets_is_used(visit: Visit) -> None:
    """The property may be set after the element is there."""
    visit.desk.tokens = {"mine"}
    await visit.open()
    await visit.page.evaluate("document.querySelector('unlatch-chat').token = 'mine'")
    await visit.solved()

    assert visit.desk.called("POST", "")[0].headers["authorization"] == "Bearer mine"


async def test_a_visitor_without_a_token_reads_with_the_secret_of_the_start(visit: Visit) -> None:
    """The page's hints stay out, because the service takes none from an anonymous visitor."""
    visit.desk.secret = "ula_" + "a" * 43
    await visit.open('id="w" space-key="DOC" page-id="1"')
    await visit.solved()

    start = visit.desk.called("POST", "")[0]
    assert "authorization" not in start.headers
    assert set(start.body) == {"text", "language"}
    assert {call.headers.get("authorization") for call in visit.desk.called("GET", "/events")} == {
        f"Bearer {visit.desk.secret}"
    }


async def test_after_sleep_a_look_at_the_page_resumes_at_once(visit: Visit) -> None:
    """Long pauses between tries end when the page is looked at again."""
    visit.desk.acts = [Act(CHECKS[:2], diagnosis(status="investigating")), Act([*CHECKS[2:], ENDED], diagnosis())]
    visit.desk.cuts = [2, *[0] * 8]
    await visit.open()
    await visit.say()
    await expect(visit.status).to_contain_text("No connection.")
    visit.desk.act()
    await visit.page.evaluate("setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 50)")

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible(timeout=15_000)
