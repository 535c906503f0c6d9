"""The operator's page in a browser: with the keyboard, in light and dark, and with its key in memory only."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright

from api.keys import Scope, mint
from api.store.keys import KeyStore
from api.store.store import open_engine
from tests import programs
from tests.api.access_kit import SITES
from tests.api.served import Served
from tests.widget.conftest import ARGUMENTS, WATCH
from tools.clock import now_utc

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium")]
Look = Literal["light", "dark"]
PASTE = 'HTTP/1.1 403 Forbidden\n\n{"message":"Basic Authentication has been disabled on this instance."}'
CONTRAST = """
() => {
  const part = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => part(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = (e) => {
    const own = getComputedStyle(e).backgroundColor;
    return own !== 'rgba(0, 0, 0, 0)' || !e.parentElement ? own : under(e.parentElement);
  };
  const ratio = (e) => {
    const [a, b] = [light(getComputedStyle(e).color), light(under(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const written = (e) => e.offsetParent && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  return [...document.querySelectorAll('main *')].filter(written)
    .map((e) => [ratio(e), e.tagName + ' ' + e.textContent.slice(0, 30)]).filter(([found]) => found < 4.5);
}
"""
"""Texts whose contrast is below 4.5 : 1 (WCAG 2.2, 1.4.3)."""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium for one test."""
    async with async_playwright() as playwright:
        path = programs.find("chromium")
        running = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        await running.close()


async def visited(browser: Browser, url: str, look: Look = "light") -> Page:
    """Open the page in a fresh profile."""
    context = await browser.new_context(color_scheme=look, reduced_motion="reduce")
    await context.add_init_script(WATCH)
    page = await context.new_page()
    await page.goto(f"{url}/ops")
    return page


async def key_in(folder: Path, *scopes: str) -> str:
    """Make a key for the site acme in the store of a running service."""
    token, kept = mint("watcher", scopes, ("acme",), now_utc(), now_utc() + timedelta(days=1))
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'unlatch.sqlite3'}")
    await KeyStore(engine).add(kept)
    await engine.dispose()
    return token


@pytest.mark.parametrize("look", ["light", "dark"])
async def test_an_open_service_shows_its_numbers_at_once_and_readably(
    browser: Browser, tmp_path: Path, look: Look
) -> None:
    """No key is asked for; every text has enough contrast, and nothing breaks the page's own policy."""
    with Served(tmp_path) as url:
        page = await visited(browser, url, look)
        started = await page.request.post(f"{url}/v1/diagnoses", data={"text": PASTE}, headers={"Prefer": "wait=20"})
        told = await started.json()
        await page.get_by_role("button", name="Refresh").click()
        legend = page.locator(".legend").get_by_text(told["root_cause"]["title"])
        await legend.wait_for()

        assert not await page.get_by_label("API key").is_visible()
        assert not await page.get_by_role("button", name="Forget the key").is_visible()
        assert await page.get_by_role("img").get_attribute("aria-label") is not None
        assert await page.evaluate(CONTRAST) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate("window.__violations") == []


async def test_a_closed_service_asks_for_a_key_that_stays_in_memory(browser: Browser, tmp_path: Path) -> None:
    """With the keyboard alone: a key without the scope is refused in words, the right one shows the numbers."""
    (tmp_path / "sites.toml").write_text(SITES, "utf-8")
    with Served(tmp_path, sites_file=tmp_path / "sites.toml") as url:
        weak, right = await key_in(tmp_path, Scope.READ), await key_in(tmp_path, Scope.OPS)
        page = await visited(browser, url)
        await page.get_by_label("API key").wait_for()

        assert await page.get_by_label("API key").get_attribute("type") == "password"
        await page.keyboard.type(weak)
        await page.keyboard.press("Enter")
        await page.get_by_role("alert").get_by_text("scope ops").wait_for()
        await page.keyboard.type(right)
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", name="How it goes").wait_for()

        kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
        assert right not in await page.evaluate(kept) + await page.content()
        assert await page.evaluate("document.querySelector('#key').value") == ""
        await page.reload()
        await page.get_by_label("API key").wait_for()
        assert await page.evaluate("window.__violations") == []


async def test_a_service_that_went_away_is_said_and_the_numbers_stay(browser: Browser, tmp_path: Path) -> None:
    """The page says that its numbers may be old, and does not lose them."""
    with Served(tmp_path) as url:
        page = await visited(browser, url)
        await page.locator(".card").first.wait_for()
    await page.get_by_role("button", name="Refresh").click()
    await page.get_by_text("The service does not answer").wait_for()

    assert await page.locator(".card").count() == 5
