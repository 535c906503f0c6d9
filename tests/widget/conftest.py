"""One Chromium and one scripted service for each worker; one page for each test, watched for whatever it loads."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, async_playwright

from tests import programs
from tests.widget.help_desk import PLAIN_PAGE, Act, HelpDesk, QuietServer, Stage
from tests.widget.stories import CHECKS, ENDED, diagnosis

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WATCH = """(() => {
window.__violations = [];
const note = (event) => window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`);
document.addEventListener('securitypolicyviolation', note);
window.__ran = [];
for (const name of ['alert', 'prompt', 'confirm']) window[name] = () => window.__ran.push(name);
})();
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium for this worker of the tests."""
    program = programs.find("chromium")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield running
        await running.close()


@dataclass(slots=True)
class Theatre:
    """The scripted service under two origins: its own, and that of a page elsewhere."""

    stage: Stage
    own: str
    elsewhere: str


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def theatre() -> AsyncIterator[Theatre]:
    """The service, listening twice."""
    stage = Stage()
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    config = uvicorn.Config(stage.app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve(sockets))
    own, elsewhere = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets)
    yield Theatre(stage, own, elsewhere)
    server.should_exit = True
    await serving


@dataclass(slots=True)
class Visit:
    """A person at a page with the widget."""

    page: Page
    desk: HelpDesk
    theatre: Theatre
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def open(self, attributes: str = 'id="w"', *, elsewhere: bool = False, page: str = "") -> None:
        """Open the host page and wait for the widget."""
        widget = f"<unlatch-chat {attributes}></unlatch-chat>"
        service = self.theatre.own if elsewhere else ""
        self.desk.page = page or PLAIN_PAGE.format(service=service, widget=widget)
        await self.page.goto(f"{self.theatre.elsewhere if elsewhere else self.theatre.own}/page")
        await self.page.locator("unlatch-chat .composer").first.wait_for(state="attached")

    @property
    def box(self) -> Locator:
        """Where the person writes."""
        return self.page.locator("unlatch-chat .composer textarea")

    @property
    def log(self) -> Locator:
        """What was said and found."""
        return self.page.get_by_role("log")

    @property
    def status(self) -> Locator:
        """The line that tells about the connection and refusals."""
        return self.page.locator("unlatch-chat .status")

    def button(self, name: str) -> Locator:
        """Return the button of that name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def say(self, text: str = "Every call ends in 401") -> None:
        """Write something and send it."""
        await self.box.fill(text)
        await self.box.press("Enter")

    async def solved(self, text: str = "Every call ends in 401") -> None:
        """Go to a concluded diagnosis."""
        self.desk.acts = self.desk.acts or [Act([*CHECKS, ENDED], diagnosis())]
        await self.say(text)
        await self.page.get_by_role("heading", level=3).wait_for()

    async def violations(self) -> list[str]:
        """Return what the page's policy refused."""
        found: list[str] = await self.page.evaluate("window.__violations")
        return found

    async def ran(self) -> list[str]:
        """Return which scripts of a payload ran."""
        found: list[str] = await self.page.evaluate("window.__ran")
        return found


@pytest_asyncio.fixture(loop_scope="session")
async def context_options() -> dict[str, Any]:
    """How the browser presents itself; a test module may say otherwise."""
    return {"viewport": {"width": 900, "height": 800}, "reduced_motion": "reduce"}


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, context_options: dict[str, Any]) -> AsyncIterator[BrowserContext]:
    """A browser profile with nothing in it."""
    fresh = await browser.new_context(**context_options)
    fresh.set_default_timeout(20_000)
    yield fresh
    await fresh.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(context: BrowserContext, theatre: Theatre) -> AsyncIterator[Visit]:
    """A page of its own; at the end no request may have left the service, and no script may have failed."""
    theatre.stage.desk = desk = HelpDesk()
    page = await context.new_page()
    await page.add_init_script(WATCH)
    person = Visit(page, desk, theatre)

    def note(request: Request) -> None:
        person.requests.append(request.url)

    context.on("request", note)
    page.on("pageerror", lambda error: person.errors.append(str(error)))
    yield person
    hosts = {urlsplit(one).netloc for one in person.requests if not one.startswith("blob:")}
    assert hosts <= {urlsplit(one).netloc for one in (theatre.own, theatre.elsewhere)}
    assert person.errors == []
