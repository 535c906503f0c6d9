"""The demo page against the real service and its lab, and pictures of it for the docs."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.widget.conftest import WATCH
from tests.widget.demo_service import demo_service

pytestmark = [pytest.mark.browser, pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="session")]
MAKES_PICTURES = bool(os.environ.get("UNLATCH_TEST_PICTURES"))  # noqa: TID251 - `make pictures` sets it
PICTURES = Path(__file__).parents[2] / "docs" / "img"
DESKTOP = {"width": 1320, "height": 860}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "device_scale_factor": 2},
    "right-to-left": {"viewport": {"width": 720, "height": 860}, "color_scheme": "light", "locale": "ar"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo() -> AsyncIterator[str]:
    """One demo for the tests of this file."""
    async with demo_service() as address:
        yield address


async def opened(browser: Browser, demo: str, look: str) -> Page:
    """Open the demo page in a look."""
    context = await browser.new_context(reduced_motion="reduce", **LOOKS[look])
    context.set_default_timeout(30_000)
    page = await context.new_page()
    await page.add_init_script(WATCH)
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    await page.goto(demo)
    await expect(page.get_by_role("button", name="New token, every call ends in 401")).to_be_visible(timeout=30_000)
    assert all(url.startswith(demo) for url in seen)
    return page


@pytest.mark.parametrize("look", LOOKS)
async def test_a_ready_ticket_is_diagnosed_on_the_demo_page(browser: Browser, demo: str, look: str) -> None:
    """From the click to a confirmed cause with its proof, without a violation of the page's policy."""
    page = await opened(browser, demo, look)
    if look == "right-to-left":
        await page.evaluate("document.documentElement.dir = 'rtl'")
        await page.evaluate(
            "(() => { const old = document.querySelector('unlatch-chat');"
            " const chat = document.createElement('unlatch-chat');"
            " chat.id = 'rtl'; chat.lang = 'ar'; old.replaceWith(chat); })()"
        )
        await page.locator("unlatch-chat .composer").wait_for()
        await page.locator("unlatch-chat .composer textarea").fill(
            "كل استدعاء ينتهي بالرمز 401\nHTTP/1.1 401 Unauthorized"
        )
        await page.keyboard.press("Enter")
    else:
        await page.get_by_role("button", name="New token, every call ends in 401").click()
    await expect(page.locator("unlatch-chat .verdict h3")).to_be_visible(timeout=60_000)
    if look != "right-to-left":
        await expect(page.get_by_role("region", name="Confirmed")).to_be_visible()
    await page.locator("unlatch-chat").scroll_into_view_if_needed()
    if MAKES_PICTURES:
        PICTURES.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURES / f"widget-{look}.png")

    assert await page.evaluate("window.__violations") == []
    await page.context.close()


async def test_another_fault_is_put_into_the_lab(browser: Browser, demo: str) -> None:
    """The switch of the demo, and a look again that says what it saw."""
    page = await opened(browser, demo, "light")
    await page.get_by_label("Or put another fault into the lab").select_option(index=1)
    await page.get_by_role("button", name="Switch and try").click()
    await expect(page.locator("unlatch-chat .closing")).to_be_visible(timeout=60_000)
    await page.get_by_role("button", name="Check again").click()

    await expect(page.locator("unlatch-chat .verification")).not_to_have_text("Looking into it", timeout=60_000)
    await expect(page.locator("unlatch-chat .verification")).not_to_be_empty()
    await page.context.close()
