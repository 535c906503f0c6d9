"""The widget and the page around it: policies, isolation, bubble, keyboard, screen reader, languages."""

import json

import pytest
from playwright.async_api import expect

from tests.widget.conftest import Visit
from tests.widget.help_desk import PLAIN_PAGE, Act
from tests.widget.stories import CHECKS, ENDED, TITLE, Told, asking, diagnosis

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]
TRUSTED = "require-trusted-types-for 'script'; trusted-types dompurify"
STRICT = f"default-src 'self'; base-uri 'none'; object-src 'none'; {TRUSTED}"


async def test_it_runs_under_a_strict_policy_of_its_own_origin(visit: Visit) -> None:
    """`default-src 'self'` with Trusted Types: no violation from the first paint to the answer."""
    visit.desk.policy = STRICT
    await visit.open()
    await visit.solved()

    assert await visit.violations() == []


async def test_it_runs_on_a_page_of_another_origin(visit: Visit) -> None:
    """`script-src` and `connect-src` of the service's host are all that the page must allow."""
    host = visit.theatre.own
    visit.desk.policy = (
        f"default-src 'none'; script-src {host}; connect-src {host}; "
        "require-trusted-types-for 'script'; trusted-types dompurify"
    )
    visit.desk.tokens = {"mine"}
    await visit.open(elsewhere=True)
    await visit.page.evaluate("document.querySelector('unlatch-chat').token = 'mine'")
    await visit.solved()

    assert await visit.violations() == []


async def test_the_host_page_is_left_as_it_was(visit: Visit) -> None:
    """No global, no style, no storage beyond the tab, no element beside its own."""
    probe = (
        "[Object.getOwnPropertyNames(window).sort(), document.head.innerHTML, getComputedStyle(document.body).cssText]"
    )
    await visit.open()
    await visit.page.goto(f"{visit.theatre.own}/widget/none")
    names = await visit.page.evaluate("Object.getOwnPropertyNames(window)")
    await visit.open()
    before = await visit.page.evaluate(probe)
    await visit.solved()
    after = await visit.page.evaluate(probe)

    assert after == before
    assert set(after[0]) <= set(names)
    assert await visit.page.evaluate("Object.keys(localStorage)") == []
    assert await visit.page.evaluate("Object.keys(sessionStorage)") == ["unlatch:w"]
    assert await visit.page.evaluate("document.cookie") == ""


async def test_styles_of_the_host_page_do_not_get_in(visit: Visit) -> None:
    """However rude they are."""
    rude = "* { color: rgb(255, 0, 0) !important; font-size: 40px !important } button { display: none !important }"
    page = PLAIN_PAGE.format(service="", widget='<unlatch-chat id="w"></unlatch-chat>')
    visit.desk.policy = "default-src 'self'; style-src 'unsafe-inline'"
    await visit.open(page=page.replace("</head>", f"<style>{rude}</style></head>"))

    await expect(visit.button("Send")).to_be_visible()
    color = await visit.box.evaluate("(box) => getComputedStyle(box).color")
    size = await visit.box.evaluate("(box) => getComputedStyle(box).fontSize")
    assert color != "rgb(255, 0, 0)"
    assert size != "40px"


async def test_loading_it_twice_defines_it_once(visit: Visit) -> None:
    """Two script tags and two elements: both work."""
    twice = '<unlatch-chat id="w"></unlatch-chat><unlatch-chat id="v"></unlatch-chat>'
    tag = '<script type="module" src="/widget/unlatch.js?again"></script>'
    await visit.open(page=PLAIN_PAGE.format(service="", widget=twice + tag).replace("?again", ""))

    await expect(visit.page.locator("unlatch-chat .composer")).to_have_count(2)


async def test_the_bubble_opens_and_closes_by_keyboard(visit: Visit) -> None:
    """Focus goes into the panel and back to the button."""
    await visit.open('id="w" mode="bubble"')
    opener = visit.page.locator("unlatch-chat .opener")
    await expect(visit.box).to_be_hidden()
    await visit.page.keyboard.press("Tab")
    await expect(opener).to_be_focused()
    await visit.page.keyboard.press("Enter")
    await expect(visit.box).to_be_focused()
    await visit.page.keyboard.press("Escape")

    await expect(visit.box).to_be_hidden()
    await expect(opener).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "false")


async def test_everything_is_done_by_keyboard_alone(visit: Visit) -> None:
    """Write, choose an option, answer, tick a step, open the evidence."""
    visit.desk.acts = [Act([*CHECKS, Told("question.asked", {})], asking()), Act([ENDED], diagnosis())]
    await visit.open()
    keys = visit.page.keyboard
    await visit.box.focus()
    await keys.type("Every call ends in 401")
    await keys.press("Enter")
    await expect(visit.page.locator("unlatch-chat form.question")).to_be_visible()
    await _tab_back_to(visit, "radio")
    await keys.press("Space")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(visit.page.get_by_role("region", name="Confirmed")).to_be_visible()
    await expect(visit.box).to_be_focused()
    await _tab_back_to(visit, "checkbox")
    await keys.press("Space")

    await expect(visit.page.get_by_role("checkbox", checked=True)).to_have_count(1)


async def _tab_back_to(visit: Visit, kind: str) -> None:
    deepest = (
        "(() => { let at = document.activeElement;"
        " while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; return at?.type ?? ''; })()"
    )
    for _ in range(40):
        await visit.page.keyboard.press("Shift+Tab")
        if await visit.page.evaluate(deepest) == kind:
            return
    raise AssertionError(f"no {kind} is reached with the Tab key")


async def test_what_happens_is_announced(visit: Visit) -> None:
    """The log and the status line are live regions; answers that are still written are busy."""
    await visit.open()
    await visit.solved()

    await expect(visit.log).to_have_attribute("aria-live", "polite")
    await expect(visit.log.get_by_role("heading", level=3)).to_have_text(TITLE)
    assert await visit.status.get_attribute("role") == "status"
    tree = await visit.page.locator("unlatch-chat").aria_snapshot()
    assert "log" in tree
    assert "You:" in tree


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de-AT", "Was passiert?"),
        ("fr", None),
        ("es-MX", None),
        ("ja", "何が起きていますか\uff1f"),
        ("nl", "What happens?"),
    ],
)
async def test_it_speaks_the_language_of_the_page(visit: Visit, language: str, words: str | None) -> None:
    """And tells the service which; English where it has no words."""
    await visit.open(f'id="w" lang="{language}"')
    label = await visit.box.get_attribute("aria-label")
    await visit.solved()

    assert label == words if words else label not in {"What happens?", "input", None}
    [start] = visit.desk.called("POST", "")
    assert start.body["language"] == (language.partition("-")[0] if language != "nl" else "en")


async def test_right_to_left_turns_the_whole_panel(visit: Visit) -> None:
    """What the person said stands at the left."""
    await visit.open('id="w" lang="ar"')
    await visit.solved("الطلب يفشل")

    assert await visit.page.locator("unlatch-chat .panel").get_attribute("dir") == "rtl"
    said = await visit.page.locator("unlatch-chat .said").bounding_box()
    log = await visit.log.bounding_box()
    assert said is not None
    assert log is not None
    assert said["x"] - log["x"] < 40


async def test_every_language_has_every_word(visit: Visit) -> None:
    """No key is missing and none is left over, and each keeps its places to be filled in."""
    await visit.open()
    version = json.loads(json.dumps(await visit.page.evaluate(_WORDS)))
    english = version.pop("en")

    assert set(version) == {"de", "fr", "es", "ja"}
    for language, words in version.items():
        assert words == english, language


_WORDS = """async () => {
  const entry = await (await fetch('/widget/unlatch.js')).text();
  const version = /'\\.\\/([0-9a-f]+)\\//.exec(entry)[1];
  const found = {};
  for (const language of ['en', 'de', 'fr', 'es', 'ja']) {
    const words = (await import(`/widget/${version}/words/${language}.js`)).default;
    const places = (text) => (text.match(/\\{\\w+\\}/g) ?? []).sort();
    found[language] = Object.fromEntries(Object.entries(words).sort().map(([key, text]) => [key, places(text)]));
  }
  return found;
}"""


async def test_a_page_can_theme_it(visit: Visit) -> None:
    """By custom properties on the element."""
    page = PLAIN_PAGE.format(service="", widget='<unlatch-chat id="w"></unlatch-chat>')
    visit.desk.policy = "default-src 'self'; style-src 'unsafe-inline'"
    themed = page.replace("</head>", "<style>unlatch-chat { --unlatch-accent: rgb(1, 2, 3) }</style></head>")
    await visit.open(page=themed)

    assert await visit.button("Send").evaluate("(b) => getComputedStyle(b).backgroundColor") == "rgb(1, 2, 3)"
