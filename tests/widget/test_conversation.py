"""What a person sees from the first word to the fix."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.widget.conftest import Visit
from tests.widget.help_desk import Act
from tests.widget.stories import CHECKS, ENDED, QUESTION, TITLE, Told, asking, diagnosis

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]
ASKED = Told("question.asked", {"question": "token_list_state"})


async def test_the_checks_are_told_as_they_happen(visit: Visit) -> None:
    """A probe that runs is seen running, in plain words, before there is an answer."""
    visit.desk.acts = [Act(CHECKS[:2], diagnosis(status="investigating")), Act([*CHECKS[2:], ENDED], diagnosis())]
    visit.desk.open_after = True
    await visit.open()
    await visit.say()

    running = visit.page.locator("unlatch-chat .checks li.running")
    await expect(running).to_have_text("Asked Confluence who this token belongs to")
    await expect(visit.button("Stop")).to_be_visible()
    visit.desk.act()
    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()


async def test_each_check_says_what_it_found(visit: Visit) -> None:
    """After the end the checks are folded away, and still there."""
    await visit.open()
    await visit.solved()

    await visit.page.get_by_text("Checked 2 things").click()
    rows = visit.page.locator("unlatch-chat .checks li")
    await expect(rows).to_contain_text(["the server treats the caller as nobody", "the gateway knows the account"])


async def test_a_confirmed_cause_is_shown_with_steps_and_proof(visit: Visit) -> None:
    """Cause, class, who can do it, steps with boxes, and how to see that it is fixed."""
    await visit.open()
    await visit.solved()

    card = visit.page.get_by_role("region", name="Confirmed")
    await expect(card.get_by_role("heading", level=3)).to_have_text(TITLE)
    await expect(card).to_contain_text("97 % sure")
    await expect(card.get_by_role("checkbox")).to_have_count(2)
    await expect(card).to_contain_text("you, or whoever runs the script or app")
    await expect(card.locator(".proof")).to_contain_text("The job ends with 200.")


@pytest.mark.parametrize(("verdict", "words"), [("likely", "Likely"), ("inconclusive", "Not sure yet")])
async def test_how_sure_it_is_stands_in_words(visit: Visit, verdict: str, words: str) -> None:
    """The class is never told by colour alone."""
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis(verdict=verdict))]
    await visit.open()
    await visit.solved()

    await expect(visit.page.get_by_role("region", name=words)).to_contain_text(words)


async def test_a_guess_is_called_one_and_keeps_its_steps_folded(visit: Visit) -> None:
    """The question comes first; nobody is told to change something for a guess."""
    visit.desk.acts = [Act([*CHECKS, ASKED], asking(verdict="inconclusive"))]
    await visit.open()
    await visit.solved()

    card = visit.page.get_by_role("region", name="Not sure yet")
    await expect(card).to_contain_text("Best guess so far")
    await expect(card.get_by_role("checkbox").first).to_be_hidden()
    await expect(visit.page.locator("unlatch-chat form.question")).to_be_visible()
    await card.get_by_text("What to do if it is that").click()
    await expect(card.get_by_role("checkbox").first).to_be_visible()


async def test_evidence_shows_request_status_and_telling_headers(visit: Visit) -> None:
    """Other headers stay out of sight."""
    await visit.open()
    await visit.solved()
    await visit.page.get_by_text("Everything that was seen (2)").click()

    card = visit.page.get_by_role("article", name="E2")
    await expect(card).to_contain_text("GET https://acme.atlassian.net/wiki/rest/api/user/current")
    await expect(card.locator("pre")).to_contain_text("HTTP 401")
    await expect(card.locator("pre")).to_contain_text("www-authenticate: OAuth")
    await expect(card.locator("pre")).not_to_contain_text("x-other")


async def test_a_question_with_options_is_answered_by_option(visit: Visit) -> None:
    """The answer is the option's id, and it is sent once although it was clicked twice."""
    visit.desk.acts = [Act([*CHECKS, ASKED], asking()), Act([ENDED], diagnosis())]
    visit.desk.open_after = True
    await visit.open()
    await visit.solved()
    form = visit.page.locator("unlatch-chat form.question")
    await form.get_by_label("Yes, but expired").check()
    await form.get_by_role("button", name="Answer").dblclick()

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    await expect(form).to_have_count(0)
    sent = visit.desk.called("POST", "/messages")
    assert [call.body for call in sent] == [{"answer": {"question": "token_list_state", "option": "expired"}}]


@pytest.mark.parametrize(("kind", "field"), [("url", "input[type=url]"), ("paste", "textarea"), ("text", "textarea")])
async def test_a_question_without_options_has_a_field_of_its_kind(visit: Visit, kind: str, field: str) -> None:
    """What is written there is sent as a message, masked like every other."""
    visit.desk.acts = [
        Act([*CHECKS, ASKED], asking({**QUESTION, "kind": kind, "options": []})),
        Act([ENDED], diagnosis()),
    ]
    await visit.open()
    await visit.solved()
    form = visit.page.locator("unlatch-chat form.question")
    await form.locator(field).fill("https://ann:S3cretPass99word@wiki.acme.example/x")
    await form.get_by_role("button", name="Answer").click()

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    [sent] = visit.desk.called("POST", "/messages")
    assert "S3cretPass99word" not in sent.body["text"]
    assert "wiki.acme.example/x" in sent.body["text"]


@pytest.mark.parametrize(
    ("state", "seconds", "words"),
    [
        ("fixed", 0, "Fixed: Confluence lets you in now. It works."),
        ("not_yet", 170, "Not yet. Try again in 3 minutes. It works."),
        ("unknown", 0, "We cannot tell from here."),
    ],
)
async def test_did_it_work_looks_again_and_says_what_it_saw(visit: Visit, state: str, seconds: int, words: str) -> None:
    """The answer stays as it was; the words stand beside the button."""
    seen = {"state": state, "because": "It works.", "retry_after_seconds": seconds}
    done = Told("verification.completed", {"state": state})
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis()), Act([done], diagnosis(verification=seen))]
    await visit.open()
    await visit.solved()
    await visit.button("Check again").click()

    await expect(visit.page.locator("unlatch-chat .verification")).to_contain_text(words)
    await expect(visit.page.get_by_role("region", name="Confirmed")).to_have_count(1)
    await expect(visit.button("Check again")).to_be_enabled()


async def test_feedback_is_sent_once(visit: Visit) -> None:
    """And thanked for."""
    await visit.open()
    await visit.solved()
    await visit.button("No").click()

    await expect(visit.page.get_by_text("Thank you.")).to_be_visible()
    assert [call.body for call in visit.desk.called("POST", "/feedback")] == [{"correct": False}]


async def test_the_packet_for_the_helpdesk_is_copied(visit: Visit) -> None:
    """As the service renders it for the reporter."""
    await visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await visit.open()
    await visit.solved()
    await visit.button("Copy for the helpdesk").click()

    await expect(visit.button("Copied")).to_be_visible()
    assert await visit.page.evaluate("navigator.clipboard.readText()") == visit.desk.report


async def test_starting_over_costs_nothing_and_forgets(visit: Visit) -> None:
    """No call is made, and the next word starts another diagnosis."""
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis()), Act([ENDED], diagnosis())]
    await visit.open()
    await visit.solved()
    before = len(visit.desk.calls)
    await visit.button("Start over").click()

    await expect(visit.log).to_contain_text("Tell us what happens")
    assert len(visit.desk.calls) == before
    await visit.say("another thing")
    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    assert [call.body["text"] for call in visit.desk.called("POST", "")] == ["Every call ends in 401", "another thing"]


async def test_earlier_diagnoses_can_be_opened(visit: Visit) -> None:
    """One's own, by their cause."""
    visit.desk.past = [diagnosis(), diagnosis(id="dg_0", root_cause=None, verdict=None, status="failed")]
    await visit.open()
    await visit.page.get_by_title("Earlier diagnoses").click()
    await visit.page.locator("unlatch-chat .history").get_by_role("button", name=TITLE).click()

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()


async def test_a_running_diagnosis_can_be_stopped(visit: Visit) -> None:
    """The service is told, and the person reads that it stopped."""
    gate = asyncio.Event()
    visit.desk.acts = [Act(CHECKS, diagnosis(), gate)]
    await visit.open()
    await visit.say()
    await visit.button("Stop").click()

    await expect(visit.log).to_contain_text("Stopped.")
    assert len(visit.desk.called("POST", "/cancel")) == 1


async def test_a_follow_up_question_is_answered_sentence_by_sentence(visit: Visit) -> None:
    """The card is not shown a second time; the whole answer takes the place of its pieces."""
    talk = {"question": "Why?", "answer": "Because of **scopes** (E2).", "by": "llm"}
    pieces = [Told("message.delta", {"of": "chat", "text": text, "evidence": []}) for text in ("Because", "of")]
    whole = Told("message.completed", {"of": "chat", "text": talk["answer"], "by": "llm"})
    evidence = [*diagnosis()["evidence"], {**diagnosis()["evidence"][0], "id": "E3"}]
    visit.desk.acts = [
        Act([*CHECKS, ENDED], diagnosis()),
        Act(pieces, diagnosis(status="investigating")),
        Act([whole, ENDED], diagnosis(messages=[talk], evidence=evidence)),
    ]
    visit.desk.open_after = True
    await visit.open()
    await visit.solved()
    await visit.say("Why?")
    await expect(visit.page.locator("unlatch-chat .answer")).to_have_text("Because of")
    visit.desk.act()

    await expect(visit.page.locator("unlatch-chat .answer strong")).to_have_text("scopes")
    await expect(visit.page.get_by_role("region", name="Confirmed")).to_have_count(1)


async def test_the_verdict_is_read_from_its_first_line(visit: Visit) -> None:
    """A long card is scrolled to its top and not to its end."""
    steps = [f"Step number {number} of a long list of things to do" for number in range(40)]
    remedy = [{"who": "reporter", "steps": steps, "check": "", "as_of": "2026-11"}]
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis(remediation=remedy))]
    await visit.open()
    await visit.solved()

    await expect(visit.page.get_by_role("heading", level=3)).to_be_in_viewport()


async def test_a_failed_diagnosis_says_what_is_left(visit: Visit) -> None:
    """In words, without a cause."""
    failed = diagnosis(status="failed", verdict=None, root_cause=None, remediation=[])
    visit.desk.acts = [Act([*CHECKS, Told("diagnosis.failed", {"error": "internal"})], failed)]
    await visit.open()
    await visit.say()

    await expect(visit.log).to_contain_text("The diagnosis could not be finished.")


async def test_ticked_steps_survive_a_reload(visit: Visit) -> None:
    """The conversation is taken up where it was, without a new diagnosis."""
    await visit.open()
    await visit.solved()
    await visit.page.get_by_role("checkbox").first.check()
    await visit.page.reload()

    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    await expect(visit.page.get_by_role("checkbox").first).to_be_checked()
    await expect(visit.log).to_contain_text("Every call ends in 401")
    assert len(visit.desk.called("POST", "")) == 1
