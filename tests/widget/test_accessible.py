"""axe-core finds nothing to complain about, in light and dark, in every state."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.widget.conftest import Visit
from tests.widget.help_desk import PLAIN_PAGE, Act, problem
from tests.widget.stories import CHECKS, ENDED, QUESTION, Told, asking, diagnosis

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]
AXE = (Path(__file__).parent / "vendor" / "axe.js").read_text("utf-8")
LOOSE = "default-src 'self'; script-src 'self' 'unsafe-eval' 'unsafe-inline'"
COMMAND = {"language": "bash", "shell": "Terminal (bash)", "command": "curl -sS https://x", "says": "asks who it is"}


async def _nothing(visit: Visit) -> None:
    await expect(visit.box).to_be_visible()


async def _running(visit: Visit) -> None:
    visit.desk.acts = [Act(CHECKS[:2], diagnosis(status="investigating"))]
    visit.desk.open_after = True
    await visit.say()
    await expect(visit.page.locator("unlatch-chat .checks li.running")).to_be_visible()


async def _verdict(visit: Visit) -> None:
    seen = {"state": "not_yet", "because": "Still refused.", "retry_after_seconds": 120}
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis(verification=seen, commands=[COMMAND]))]
    await visit.solved()
    for summary in await visit.page.locator("unlatch-chat .log summary").all():
        await summary.click()


async def _likely(visit: Visit) -> None:
    visit.desk.acts = [
        Act(
            [*CHECKS, ENDED],
            diagnosis(verdict="likely", verification={"state": "fixed", "because": "", "retry_after_seconds": 0}),
        )
    ]
    await visit.solved()


async def _question(visit: Visit) -> None:
    visit.desk.acts = [Act([*CHECKS, Told("question.asked", {})], asking(verdict="inconclusive"))]
    await visit.solved()


async def _paste_question(visit: Visit) -> None:
    visit.desk.acts = [Act([Told("question.asked", {})], asking({**QUESTION, "kind": "paste", "options": []}))]
    await visit.solved()


async def _refused(visit: Visit) -> None:
    visit.desk.refusals["POST "] = [problem(429, "Too many", "", 5)]
    await visit.say("password: Sxbcde!1234x")
    await expect(visit.status).not_to_be_empty()
    await expect(visit.page.locator("unlatch-chat .notice")).not_to_be_empty()


async def _file(visit: Visit) -> None:
    content = b"line\npassword: Sxbcde!1234x\n"
    files: list[Any] = [{"name": "a.log", "mimeType": "text/plain", "buffer": content}] * 2
    await visit.page.locator("unlatch-chat input[type=file]").set_input_files(files)
    await visit.button("Add it").first.click()
    await expect(visit.page.locator("unlatch-chat .chip")).to_be_visible()


async def _talk(visit: Visit) -> None:
    talk = {"question": "Why?", "answer": "Because of **scopes**, see `E2`.\n\n- one\n- two", "by": "llm"}
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis(messages=[talk]))]
    await visit.solved()


async def _failed(visit: Visit) -> None:
    visit.desk.acts = [
        Act([*CHECKS, Told("diagnosis.failed", {})], diagnosis(status="failed", verdict=None, root_cause=None))
    ]
    await visit.say()
    await expect(visit.log).to_contain_text("could not be finished")


async def _history(visit: Visit) -> None:
    visit.desk.past = [diagnosis()]
    await visit.page.get_by_title("Earlier diagnoses").click()
    await expect(visit.page.locator("unlatch-chat .history li button")).to_be_visible()


@dataclass(frozen=True, slots=True)
class State:
    """One state of the widget and how to get there."""

    id: str
    reach: Callable[[Visit], Awaitable[None]]
    attributes: str = ""


STATES = [
    State("nothing", _nothing),
    State("right-to-left", _nothing, 'lang="ar"'),
    State("running", _running),
    State("verdict", _verdict),
    State("likely", _likely),
    State("question", _question),
    State("paste-question", _paste_question),
    State("refused", _refused),
    State("file", _file),
    State("talk", _talk),
    State("failed", _failed),
    State("history", _history),
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.id)
async def test_axe_finds_nothing_in_light_and_dark(visit: Visit, state: State) -> None:
    """The page is reached once; only the colours change between the two looks."""
    visit.desk.policy = LOOSE
    await visit.open(f'id="w" {state.attributes}')
    await state.reach(visit)

    for scheme in ("light", "dark"):
        await visit.page.emulate_media(color_scheme=scheme)
        assert await complaints(visit) == [], scheme


async def test_axe_finds_nothing_at_the_bubble(visit: Visit) -> None:
    """Closed and open."""
    visit.desk.policy = LOOSE
    await visit.open(
        'id="w" mode="bubble"',
        page=PLAIN_PAGE.format(service="", widget='<unlatch-chat id="w" mode="bubble"></unlatch-chat>'),
    )
    assert await complaints(visit) == []
    await visit.page.locator("unlatch-chat .opener").click()
    await expect(visit.box).to_be_visible()

    assert await complaints(visit) == []


async def complaints(visit: Visit) -> list[str]:
    """Return what axe complains about, as rule and place."""
    if not await visit.page.evaluate("typeof window.axe !== 'undefined'"):
        await visit.page.evaluate(AXE)
    found: list[str] = await visit.page.evaluate(
        "axe.run({ resultTypes: ['violations'] }).then((run) => run.violations.flatMap((rule) =>"
        " rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 150)} ${node.failureSummary}`)))"
    )
    return found
