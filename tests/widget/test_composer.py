"""Writing, pasting and adding files: what looks like a secret stays in the browser."""

import json

import pytest
from playwright.async_api import expect

from tests.tools.secret_forms import cloud_token, seeded
from tests.widget.conftest import Visit
from tests.widget.help_desk import Act
from tests.widget.stories import CHECKS, ENDED, diagnosis

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]


async def test_a_secret_is_taken_out_before_sending_and_explained(visit: Visit) -> None:
    """Neither the call nor the tab's storage nor the page holds it afterwards."""
    token = cloud_token(seeded(1))
    await visit.open()
    await visit.solved(f"curl -u ann@acme.example:{token} https://acme.atlassian.net/wiki gives 401")

    [start] = visit.desk.called("POST", "")
    assert token not in json.dumps(start.body)
    assert "https://acme.atlassian.net/wiki gives 401" in start.body["text"]
    await expect(visit.page.locator("unlatch-chat .notice")).to_contain_text("Taken out before sending")
    assert token not in await visit.page.evaluate("JSON.stringify({ ...sessionStorage })")
    assert token not in await visit.log.inner_text()


async def test_a_draft_is_kept_masked(visit: Visit) -> None:
    """A reload brings the words back, without the secret."""
    token = cloud_token(seeded(2))
    await visit.open()
    await visit.box.fill(f"token {token} fails")
    await visit.page.reload()

    await expect(visit.box).to_have_value("token [secret:cloud-api-token#1] fails")


async def test_a_paste_of_ten_thousand_lines_is_sent_whole(visit: Visit) -> None:
    """And the log shows its beginning only."""
    text = "\n".join(f"2026-11-23 02:10:{i % 60:02} GET /wiki/rest/api/content/{i} 401" for i in range(10_000))
    visit.desk.acts = [Act([*CHECKS, ENDED], diagnosis())]
    await visit.open()
    await visit.box.evaluate("(box, text) => { box.value = text; box.dispatchEvent(new Event('input')); }", text)
    await visit.box.press("Enter")
    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()

    [start] = visit.desk.called("POST", "")
    assert len(start.body["text"].splitlines()) == 10_000
    assert len(await visit.page.locator("unlatch-chat .said").inner_text()) < 2000


async def test_a_file_is_previewed_masked_and_sent_only_when_added(visit: Visit) -> None:
    """One is added, one is left out."""
    secret = "Sabcde!1234x"
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": f"{name} password: {secret}\nGET 401".encode()}
        for name in ("keep.log", "drop.log")
    ]
    await visit.open()
    await visit.page.locator("unlatch-chat input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    keep = visit.page.get_by_role("region", name="keep.log")
    await expect(keep.locator("pre")).to_contain_text("GET 401")
    await expect(keep).not_to_contain_text(secret)
    await keep.get_by_role("button", name="Add it").click()
    await visit.page.get_by_role("region", name="drop.log").get_by_role("button", name="Leave it out").click()
    await visit.solved("see the log")

    [start] = visit.desk.called("POST", "")
    assert [file["name"] for file in start.body["attachments"]] == ["keep.log"]
    assert secret not in json.dumps(start.body)


async def test_a_har_is_cut_to_what_tells(visit: Visit) -> None:
    """Pictures that loaded well and cookies stay out; the failing call stays in."""
    await visit.open()
    content = json.dumps(
        {"log": {"pages": [{"title": "t"}], "entries": [_entry(200, "image/png"), _entry(401, "text/html")]}}
    )
    await visit.page.locator("unlatch-chat input[type=file]").set_input_files(
        {"name": "page.har", "mimeType": "application/json", "buffer": content.encode()}
    )
    await visit.button("Add it").click()
    await visit.solved("see the HAR")

    [sent] = visit.desk.called("POST", "")[0].body["attachments"]
    [entry] = json.loads(sent["content"])["log"]["entries"]
    assert sent["kind"] == "har"
    assert entry["response"]["status"] == 401
    assert "JSESSIONID" not in sent["content"]


def _entry(status: int, kind: str) -> dict[str, object]:
    return {
        "startedDateTime": "2026-11-01T10:00:00Z",
        "request": {
            "method": "GET",
            "url": "https://wiki.acme.example/x",
            "headers": [],
            "cookies": [{"name": "JSESSIONID", "value": "a"}],
        },
        "response": {"status": status, "headers": [], "cookies": [], "content": {"mimeType": kind, "text": "no"}},
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02", "This file is not text"),
        (b"\xff\xfe\xfa", "This file is not text"),
        (b"a" * 3_000_000, "This file is too large (2.9 MB)"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_in_words(visit: Visit, content: bytes, words: str) -> None:
    """Nothing is sent."""
    await visit.open()
    await visit.page.locator("unlatch-chat input[type=file]").set_input_files(
        {"name": "x.txt", "mimeType": "text/plain", "buffer": content}
    )

    await expect(visit.page.locator("unlatch-chat .notice")).to_contain_text(words)
    await expect(visit.button("Add it")).to_have_count(0)


async def test_shift_enter_makes_a_line_and_nothing_is_not_sent(visit: Visit) -> None:
    """Enter sends, but not an empty field."""
    await visit.open()
    await visit.box.press("Enter")
    await visit.box.type("one")
    await visit.box.press("Shift+Enter")
    await visit.box.type("two")

    await expect(visit.box).to_have_value("one\ntwo")
    assert visit.desk.calls == []
