"""Whatever is said by a server, a ticket or a model: no script runs and nothing is sent away."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import FilePayload, expect

from tests.widget.conftest import Visit
from tests.widget.help_desk import Act
from tests.widget.payloads import PAYLOADS
from tests.widget.stories import CHECKS, ENDED, EVIDENCE, QUESTION, Told, asking, diagnosis

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]
ALL = "\n\n".join(PAYLOADS)
UNSAFE = "default-src * 'unsafe-inline' 'unsafe-eval' data: blob: javascript:"
GROUPS = [PAYLOADS[start : start + 12] for start in range(0, len(PAYLOADS), 12)]
ALLOWED = {"support.atlassian.com", "confluence.atlassian.com", "developer.atlassian.com"}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0][:20])
async def test_an_answer_that_is_streamed_in_single_bytes_runs_nothing(visit: Visit, group: tuple[str, ...]) -> None:
    """On a page that forbids nothing, so that only the widget stands in the way."""
    visit.desk.policy = UNSAFE
    visit.desk.chunk = 1
    pieces = [Told("message.delta", {"of": "chat", "text": text, "evidence": []}) for text in group]
    whole = "\n\n".join(group)
    told = [*pieces, Told("message.completed", {"of": "chat", "text": whole, "by": "llm"}), ENDED]
    talks = [{"question": "q", "answer": text, "by": "llm"} for text in (*group, whole)]
    visit.desk.acts = [Act(told, diagnosis(messages=talks))]
    await visit.open()
    await visit.solved()

    await expect(visit.page.locator("unlatch-chat .answer")).to_have_count(len(group) + 1)
    await _nothing_happened(visit)


async def test_titles_steps_evidence_and_options_are_text(visit: Visit) -> None:
    """Every place of a diagnosis, all payloads at once."""
    visit.desk.policy = UNSAFE
    item = {
        **EVIDENCE[1], "name": ALL, "meanings": [ALL],
        "request": {"method": "GET", "url": ALL},
        "observed": {"status": 401, "headers": {"server": ALL}, "body_excerpt": ALL},
    }  # fmt: skip
    question = {**QUESTION, "text": ALL, "why": ALL, "options": [{"id": "a", "label": ALL}]}
    hostile = asking(
        question,
        root_cause={"code": "x", "title": ALL, "confidence": 1, "summary": ALL},
        reasoner={"mode": "llm"},
        explanation=ALL,
        evidence=[item],
        claims=[{"text": ALL, "evidence": [ALL]}],
        alternatives=[{"code": "y", "title": ALL, "confidence": 0, "ruled_out": True, "because": ALL}],
        remediation=[{"who": "reporter", "steps": list(PAYLOADS), "check": ALL, "as_of": ""}],
        not_tried=list(PAYLOADS),
        commands=[{"language": "bash", "shell": ALL, "command": ALL, "says": ALL}],
        verification={"state": "unknown", "because": ALL, "retry_after_seconds": 0},
    )
    checks = [
        Told("probe.started", {"probe": "p", "asks": ALL}),
        Told("probe.finished", {"probe": "p", "meanings": [ALL]}),
    ]
    visit.desk.acts = [Act([*checks, Told("question.asked", {})], hostile)]
    await visit.open()
    await visit.solved(ALL[:3000])
    for summary in await visit.page.locator("unlatch-chat summary").all():
        await summary.dispatch_event("click")

    await _nothing_happened(visit)


async def test_file_names_and_contents_are_text(visit: Visit) -> None:
    """In the preview, in the list and in the log."""
    visit.desk.policy = UNSAFE
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis())]
    await visit.open()
    names = [text.replace("/", "|").replace("\0", "")[:80] for text in PAYLOADS[:20]]
    field = visit.page.locator("unlatch-chat input[type=file]")
    content = ALL.replace("\0", "").encode()
    files: list[FilePayload] = [{"name": name, "mimeType": "text/plain", "buffer": content} for name in names]
    await field.set_input_files(files)
    await expect(visit.button("Add it")).to_have_count(len(names))
    for _ in names:
        await visit.button("Add it").first.click()
    await visit.solved("see the files")

    await _nothing_happened(visit)
    [start] = visit.desk.called("POST", "")
    assert len(start.body["attachments"]) == len(names)


async def test_refusals_and_earlier_causes_are_text(visit: Visit) -> None:
    """What a proxy or a past diagnosis says."""
    from tests.widget.help_desk import problem

    visit.desk.policy = UNSAFE
    visit.desk.refusals["POST "] = [problem(422, ALL, ALL)]
    visit.desk.past = [
        diagnosis(root_cause={"code": "x", "title": text, "confidence": 1, "summary": ""}) for text in PAYLOADS
    ]
    await visit.open()
    await visit.page.get_by_title("Earlier diagnoses").click()
    await expect(visit.page.locator("unlatch-chat .history li")).to_have_count(len(PAYLOADS))
    await visit.say()
    await expect(visit.status).to_contain_text("That was not accepted")

    await _nothing_happened(visit)


async def _nothing_happened(visit: Visit) -> None:
    """No script ran, nothing was loaded, and every link leads to a page that is known."""
    links: list[str] = await visit.page.evaluate(
        "[...document.querySelector('unlatch-chat').shadowRoot.querySelectorAll('a')].map((a) => a.href)"
    )
    loaded: int = await visit.page.evaluate(
        "document.querySelector('unlatch-chat').shadowRoot.querySelectorAll("
        "'script, img, iframe, object, embed, video, audio, link, style, form[action], '"
        " + '[onerror], [onload], [style]').length"
    )
    assert await visit.ran() == []
    assert loaded == 0
    assert {urlsplit(link).hostname for link in links} <= ALLOWED
    assert {urlsplit(one).port for one in visit.requests} == {urlsplit(visit.theatre.own).port}
